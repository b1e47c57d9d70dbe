import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { atEnd } from './lifetime.ts'
import type { Cast } from '../../src/testing/modelServer.ts'
import type { AnswerRound, Round, Script } from '../../src/testing/modelScript.ts'
import { responsesEvents } from '../../src/testing/modelSpeech.ts'

/** A request as the server's log has it. */
export interface RequestNote {
  n: number
  thread: string
  /** Items of its input. */
  entries: number
  /** Unix milliseconds, with fractions, on arrival at the server. */
  receivedAt: number
}

/** The scripted model in a process of its own, so that its work is not on the clock of the bench. */
export interface Model {
  url: string
  /** Requests since the last call of this function, in order of arrival. */
  takeRequests(): RequestNote[]
  close(): Promise<void>
}

const MAIN = resolve(import.meta.dirname, '../../src/testing/modelServerMain.ts')

/** `story`: a script, or the path of a module whose `answer` decides from each request. */
export async function startModel(story: Script | Cast | string): Promise<Model> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-model-'))
  const scriptPath = join(folder, 'script.json')
  const logPath = join(folder, 'requests.jsonl')
  const source = typeof story === 'string' ? ['--play', story] : ['--script', scriptPath]
  if (typeof story !== 'string') writeFileSync(scriptPath, JSON.stringify(story))
  writeFileSync(logPath, '')
  // Checks cost time in the length of the history.
  const args = ['--disable-warning=ExperimentalWarning', MAIN, ...source, '--log', logPath, '--no-checks']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = atEnd(() => {
    child.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('close', code => reject(new Error(`The scripted model ended with exit code ${code}.`)))
    createInterface(child.stdout).once('line', line => resolve(line.replace('READY ', '')))
  })
  let taken = 0
  return {
    url,
    takeRequests() {
      const notes = readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(taken).filter(Boolean)
      taken += notes.length
      return notes.map(note => JSON.parse(note) as RequestNote)
    },
    async close() {
      stop()
      await ended
    },
  }
}

const CHUNK_CHARS = 64 * 1024
let rendered = 0

/** An answer as bytes that are ready to be sent: making 200,000 events would cost the server more than sending them. */
export function ready(round: AnswerRound): Round {
  // The ids of items must not meet those of answers that the server numbers itself.
  rendered += 1
  const n = 1_000_000 + rendered
  const chunks: string[] = []
  let chunk = ''
  const flush = () => {
    chunks.push(Buffer.from(chunk).toString('base64'))
    chunk = ''
  }
  for (const { name, data } of responsesEvents(round, n, 'scripted')) {
    chunk += `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
    if (chunk.length > CHUNK_CHARS) flush()
  }
  flush()
  return { type: 'raw', chunks, headers: { 'content-type': 'text/event-stream' } }
}

/** One answer that streams `count` deltas of five characters. */
export function streamed(count: number): Round {
  const text = 'word '.repeat(count)
  const speech = [{ type: 'text' as const, text }]
  return ready({ type: 'answer', speech, ending: { type: 'completed' }, deltaChars: 5 })
}
