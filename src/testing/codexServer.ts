import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { closeLater } from './engineRig.ts'
import { jsonLines } from './heddle.ts'
import type { TempHome } from './heddle.ts'
import { realCodex } from './peers.ts'

const codex = realCodex()
const CODEX = 'path' in codex ? codex.path : ''

/** Why the tests beside the real program are skipped; null where they run. */
export const missing = 'missing' in codex ? codex.missing : null

const FREE = ['--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox']

// What the real program answers is its own business; tests look at single fields.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = Record<string, any>

export interface AppServer {
  /** Rejects with what it says when it refuses. */
  call(method: string, params: object): Promise<Answer>
  /** A turn, to its end. */
  turn(threadId: string, text: string): Promise<void>
  /** Resolves when the next notification of this kind arrives. */
  next(method: string): Promise<Answer>
  close(): Promise<void>
}

const environment = ({ home }: TempHome) => ({ PATH: process.env.PATH, HOME: home, CODEX_HOME: home, MOCK_KEY: 'k' })

/** A command of the real program in a home, e.g. `('archive', id)`; throws what it says when it fails. */
export function codexDoes(home: TempHome, ...args: string[]): Promise<string> {
  const child = spawn(CODEX, args, { cwd: home.workspace, env: environment(home), stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', chunk => (stdout += chunk))
    child.stderr.on('data', chunk => (stderr += chunk))
    child.on('close', code => {
      if (code === 0) resolve(stdout)
      else reject(new Error(`codex ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`))
    })
  })
}

/** `codex exec` without any limits, e.g. `('resume', id, 'go on')`; the id of the thread. */
export async function codexExec(home: TempHome, ...args: string[]): Promise<string> {
  const [first] = jsonLines(await codexDoes(home, 'exec', ...FREE, ...args))
  return String(first?.thread_id)
}

/** The real program's server in a home. Ends with the test. */
export async function appServer(home: TempHome, ...args: string[]): Promise<AppServer> {
  const child: ChildProcess & { stdin: NodeJS.WritableStream } = spawn(CODEX, ['app-server', ...args], {
    cwd: home.workspace,
    env: environment(home),
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const answers = new Map<number, (message: Answer) => void>()
  const waiting = new Map<string, ((params: Answer) => void)[]>()
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', line => {
      const message = JSON.parse(line) as Answer
      if (message.method === undefined) answers.get(message.id)?.(message)
      else for (const tell of waiting.get(message.method)?.splice(0) ?? []) tell(message.params)
    })

  let lastId = 0
  const call: AppServer['call'] = async (method, params) => {
    const id = ++lastId
    const answered = new Promise<Answer>(resolve => answers.set(id, resolve))
    child.stdin.write(`${JSON.stringify({ id, method, params })}\n`)
    const { result, error } = await answered
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`)
    return result
  }
  const listen = (method: string, hear: (params: Answer) => void) =>
    void waiting.set(method, [...(waiting.get(method) ?? []), hear])
  const next: AppServer['next'] = method => new Promise(resolve => listen(method, resolve))
  const close = async () => {
    child.stdin.end()
    await ended
  }
  closeLater({ close })
  const clientInfo = { name: 'test', title: 'test', version: '1' }
  await call('initialize', { clientInfo, capabilities: { experimentalApi: true } })
  child.stdin.write('{"method":"initialized"}\n')
  return {
    call,
    next,
    async turn(threadId, text) {
      // Agents of the thread have turns of their own.
      const completed = new Promise<void>(resolve => {
        const hear = (params: Answer) => (params.threadId === threadId ? resolve() : listen('turn/completed', hear))
        listen('turn/completed', hear)
      })
      await call('turn/start', { threadId, input: [{ type: 'text', text }] })
      await completed
    },
    close,
  }
}

/** No limits, for threads that the server starts, resumes or forks. */
export const FREELY = { approvalPolicy: 'never', sandbox: 'danger-full-access' }
