import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { v4 } from 'uuid'
import { Failure } from '../../../contract/procedure.ts'
import { pictureHead } from '../../../core/pictures/pictures.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import type { Engine, ThreadActor } from '../../engine/engine.ts'
import { createExecLines } from './execEvents.ts'
import type { ExecOptions } from './execArgs.ts'
import { header, humanLines } from './execText.ts'

/** Where `exec` reads and writes. Nothing but the protocol or the answer goes to `out`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** All of standard input, or null where it is a terminal. */
  readInput(): Promise<string | null>
  /** Calls back when the user wants to stop. */
  onInterrupt(handler: () => void): void
}

/** Runs one turn and returns the exit code: 0 completed, 1 failed, 130 interrupted. Rejects with what is wrong before it. */
export async function runExec(engine: Engine, options: ExecOptions, terminal: Terminal): Promise<number> {
  const outputSchema = options.outputSchemaFile ? await readSchema(options.outputSchemaFile) : undefined
  const content = await contentOf(options, terminal)
  const actor = await actorFor(engine, options)
  const { state } = actor
  const report = reporter(engine, actor, options, terminal)
  const end = state.watch(report.event)
  report.begin()
  const turnId = await begin(actor, content, outputSchema)
  let interrupted = false
  terminal.onInterrupt(() => {
    interrupted = true
    // Refused when the turn has just ended by itself: then there is nothing to stop.
    actor.interrupt(turnId).catch(() => undefined)
  })
  await actor.idle()
  end()
  const turn = state.thread().turns.find(({ id }) => id === turnId)
  const answer = turn ? lastMessage(turn) : null
  // Its end could not even be recorded: it can be continued.
  if (turn?.status === 'running') report.stopped(actor.summary().activity ?? 'The turn stopped.')
  report.end(answer)
  if (options.outputFile) await writeAnswer(options.outputFile, answer)
  if (turn?.status === 'completed') return 0
  return interrupted ? 130 : 1
}

async function actorFor(engine: Engine, options: ExecOptions): Promise<ThreadActor> {
  const cwd = resolve(options.cwd ?? '.')
  if (!options.resume) {
    return engine.startThread({ cwd, ephemeral: options.ephemeral, repositoryOnly: !options.skipGitRepoCheck })
  }
  const target = 'last' in options.resume ? { last: true as const, cwd } : options.resume
  return engine.resumeThread(target)
}

/** Starts the turn, or goes on with one that a dead process left: the prompt then joins it as a steer. */
async function begin(
  actor: ThreadActor,
  content: ContentPart[] | null,
  outputSchema: Record<string, unknown> | undefined,
): Promise<string> {
  const left = runningTurn(actor.state.thread())
  if (left) {
    if (content) await actor.send({ inputId: v4(), content, delivery: 'steer' })
    await actor.resume(left.id)
    return left.id
  }
  if (!content) throw new Failure('request.invalid', 'There is no unfinished turn to go on with. Give a prompt.')
  const { turnId } = await actor.send({ inputId: v4(), content, delivery: 'queue', outputSchema })
  if (turnId === null) throw new Failure('internal', 'Another process is working on this thread.')
  return turnId
}

async function contentOf(options: ExecOptions, terminal: Terminal): Promise<ContentPart[] | null> {
  const { prompt, resume, images } = options
  const fromInput = prompt === '-' || prompt === null
  const input = await terminal.readInput()
  let text = fromInput ? (input ?? '') : prompt
  // What is piped in beside a prompt belongs to it.
  if (!fromInput && input !== null && input.trim() !== '') text = `${prompt}\n\n<stdin>\n${input}\n</stdin>`
  if (text.trim() === '' && images.length === 0) {
    if (resume) return null
    throw new Failure('request.invalid', 'There is no prompt. Give one as an argument, or "-" to read standard input.')
  }
  const pictures = await Promise.all(images.flatMap(list => list.split(',')).map(imagePart))
  return [...pictures, { type: 'input_text', text }]
}

async function imagePart(path: string): Promise<ContentPart> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure('request.invalid', `The image ${path} cannot be read: ${message(error)}.`)
  })
  const head = pictureHead(bytes)
  if (!head) throw new Failure('request.invalid', `The image ${path} is no PNG, JPEG, GIF or WebP picture.`)
  return { type: 'input_image', image_url: `data:${head.type};base64,${bytes.toString('base64')}` }
}

async function readSchema(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Failure('request.invalid', `The output schema ${path} cannot be read: ${message(error)}.`)
  })
  try {
    const schema: unknown = JSON.parse(text)
    if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return { ...schema }
  } catch (error) {
    throw new Failure('request.invalid', `The output schema ${path} is not valid JSON: ${message(error)}.`)
  }
  throw new Failure('request.invalid', `The output schema ${path} must be a JSON object.`)
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error))

async function writeAnswer(path: string, answer: string | null): Promise<void> {
  await writeFile(path, answer ?? '').catch((error: unknown) => {
    throw new Failure('request.invalid', `The last message cannot be written to ${path}: ${message(error)}.`)
  })
}

/** The last thing the agent said in a turn. */
function lastMessage(turn: Turn): string | null {
  const last = turn.items.findLast(item => item.type === 'agentMessage')
  return last?.type === 'agentMessage' ? last.text : null
}

/** Tells what happens: as JSON lines for programs, or as text for people with the answer alone on standard output. */
function reporter(engine: Engine, actor: ThreadActor, options: ExecOptions, terminal: Terminal) {
  const thread = (): Thread => actor.state.thread()
  if (options.json) {
    const lines = createExecLines()
    const print = (line: unknown) => terminal.out(JSON.stringify(line) + '\n')
    return {
      begin: () => {
        print({ type: 'thread.started', thread_id: actor.id })
        for (const text of engine.notices())
          print({ type: 'item.completed', item: { id: 'notice', type: 'error', message: text } })
      },
      event: (event: Parameters<typeof lines.lines>[0]) => lines.lines(event, thread()).forEach(print),
      stopped: (message: string) => print({ type: 'turn.failed', error: { message } }),
      end: () => {},
    }
  }
  return {
    begin: () => {
      terminal.err(header(engine.version, thread()))
      for (const text of engine.notices()) terminal.err(`warning: ${text}\n`)
    },
    event: (event: Parameters<typeof humanLines>[0]) => terminal.err(humanLines(event, thread())),
    stopped: (message: string) => terminal.err(`error: ${message}\n`),
    end: (answer: string | null) => {
      terminal.err(`tokens used: ${thread().usage.totalTokens.toLocaleString('en')}\n`)
      if (answer !== null) terminal.out(answer.endsWith('\n') ? answer : answer + '\n')
    },
  }
}
