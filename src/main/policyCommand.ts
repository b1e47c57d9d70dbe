import { parseArgs } from 'node:util'
import type { Explained } from '../core/policy/explain.ts'
import { quotedLine } from '../core/policy/commands.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES } from '../core/thread/settings.ts'
import type { ApprovalPolicy, SandboxMode } from '../core/thread/settings.ts'
import { createEngine } from './engine/engine.ts'

const HELP = `Shows what would be decided about a command line, and why.

Usage: heddle policy explain [options] COMMANDLINE
       heddle policy explain --batch [options] < LINES

  --approval POLICY   ${APPROVAL_POLICIES.join(', ')}
  --sandbox MODE      ${SANDBOX_MODES.join(', ')}
  -C DIR              the folder it would run in (default: this one)
  --json              print the whole decision as JSON
  --batch             read JSON lines {"id", "cmd"} from standard input and answer each with {"id", "verdict", "reason"};
                      verdict is run, ask or refuse
  -h, --help          show this text

Left out options count as configured for the folder.`

interface Options {
  cwd: string
  approval?: ApprovalPolicy
  sandbox?: SandboxMode
  json: boolean
  batch: boolean
  line: string
}

/** `heddle policy explain`. Returns the exit code: 0, or 2 for a command line that makes no sense. */
export async function policyCommand([name, ...args]: string[]): Promise<number> {
  if (name === '--help' || name === '-h' || name === undefined) {
    process.stdout.write(HELP + '\n')
    return name === undefined ? 2 : 0
  }
  const parsed = name === 'explain' ? parse(args) : { error: `there is no "heddle policy ${name}"` }
  if ('error' in parsed) {
    process.stderr.write(`error: ${parsed.error}. "heddle policy --help" shows the options.\n`)
    return 2
  }
  if ('help' in parsed) {
    process.stdout.write(HELP + '\n')
    return 0
  }
  const { cwd, approval, sandbox, json, batch, line } = parsed
  const engine = await createEngine({ host: 'exec', cwd, flags: { approvalPolicy: approval, sandbox }, strict: true })
  try {
    const explain = (commands: string[]) => engine.explainCommands({ cwd, commands })
    if (batch) return await runBatch(explain)
    const [explained] = await explain([line])
    if (explained) process.stdout.write(json ? JSON.stringify(explained, null, 2) + '\n' : inWords(explained))
    return 0
  } finally {
    await engine.close()
  }
}

function parse(args: string[]): Options | { help: true } | { error: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        approval: { type: 'string' },
        sandbox: { type: 'string' },
        cd: { type: 'string', short: 'C' },
        json: { type: 'boolean', default: false },
        batch: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { help: true }
    const { cd: cwd = process.cwd(), json, batch } = values
    const approval = APPROVAL_POLICIES.find(policy => policy === values.approval)
    const sandbox = SANDBOX_MODES.find(mode => mode === values.sandbox)
    if (values.approval !== undefined && !approval) return { error: `"${values.approval}" is no approval policy` }
    if (values.sandbox !== undefined && !sandbox) return { error: `"${values.sandbox}" is no sandbox mode` }
    if (!batch && positionals.length === 0) return { error: 'a command line is missing' }
    // One argument is a shell line as it stands; several are words.
    const line = positionals.length === 1 ? (positionals[0] ?? '') : quotedLine(positionals)
    return { cwd, approval, sandbox, json, batch, line }
  } catch (error) {
    return {
      error:
        error instanceof Error ? error.message.split('\n')[0]?.replace(/\.$/, '') || 'wrong options' : String(error),
    }
  }
}

const VERDICTS = {
  run: 'runs in the sandbox',
  runUnsandboxed: 'runs without a sandbox',
  ask: 'asks',
  refuse: 'is refused',
} as const

function inWords({ verdict, reason, parts, unsure, danger, matches, proposals }: Explained): string {
  const lines = [`It ${VERDICTS[verdict]}. ${reason.text} [${reason.code}]`]
  if (reason.rule)
    lines.push(`Rule: ${reason.rule.pattern} → ${reason.rule.decision}, ${reason.rule.file}:${reason.rule.line}`)
  if (parts.length > 0) lines.push('Commands in it:', ...parts.map(words => `  ${quotedLine(words)}`))
  if (unsure) lines.push(`Not plain: ${unsure}.`)
  if (danger) lines.push(`Dangerous: ${danger}.`)
  for (const { pattern, decision, file, line, layer } of matches) {
    lines.push(`Matches ${pattern} → ${decision} (${layer}, ${file}:${line})`)
  }
  if (proposals.length > 0)
    lines.push('Could be allowed for good:', ...proposals.map(prefix => `  ${quotedLine(prefix)}`))
  return lines.join('\n') + '\n'
}

/** Lines that are decided together: enough to be fast, few enough to answer while more is read. */
const BATCH = 500

async function runBatch(explain: (commands: string[]) => Promise<Explained[]>): Promise<number> {
  let bad = 0
  let waiting: { id: unknown; cmd: string }[] = []
  const flush = async () => {
    const batch = waiting
    waiting = []
    const explained = await explain(batch.map(({ cmd }) => cmd))
    const answers = explained.map(({ verdict, reason }, at) => {
      const word = verdict === 'runUnsandboxed' ? 'run' : verdict
      return JSON.stringify({ id: batch[at]?.id, verdict: word, reason: `${reason.code}: ${reason.text}` })
    })
    if (answers.length > 0) process.stdout.write(answers.join('\n') + '\n')
  }
  for await (const line of linesOf(process.stdin)) {
    if (line.trim() === '') continue
    const request = requestOf(line)
    if (request === null) {
      bad++
      process.stderr.write(`error: not a JSON object with "id" and "cmd": ${line.slice(0, 100)}\n`)
    } else waiting.push(request)
    if (waiting.length >= BATCH) await flush()
  }
  await flush()
  return bad === 0 ? 0 : 1
}

/** Lines end with a line feed and nothing else: JSON may hold the separators of Unicode as they are. */
async function* linesOf(stream: NodeJS.ReadStream): AsyncIterable<string> {
  let rest = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

function requestOf(line: string): { id: unknown; cmd: string } | null {
  try {
    const { id, cmd } = JSON.parse(line)
    return typeof cmd === 'string' ? { id, cmd } : null
  } catch {
    return null
  }
}
