import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach } from 'vitest'
import { jsonLines, providerToml, tempHome } from './heddle.ts'
import type { Finished, TempHome } from './heddle.ts'
import { startModelServer } from './modelServer.ts'
import type { ModelServer } from './modelServer.ts'
import { realCodex } from './peers.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close()
})

/** One home for both programs, and one model server. Removed with the test. `config` are further top-level keys. */
export async function sharedHome(
  source: Parameters<typeof startModelServer>[0],
  config = '',
): Promise<TempHome & { model: ModelServer }> {
  const model = await startModelServer(source)
  const home = tempHome(model.url)
  open.push(model, { close: home.remove })
  writeFileSync(
    join(home.home, 'config.toml'),
    `${config}${providerToml(model.url)}check_for_update_on_startup = false\n[projects."${home.workspace}"]\ntrust_level = "trusted"\n`,
  )
  return { ...home, model }
}

/** `codex exec --json`, to its end. */
export function runCodex(args: string[], { home, workspace }: TempHome): Promise<Finished> {
  const codex = realCodex()
  if ('missing' in codex) throw new Error(codex.missing)
  const child = spawn(codex.path, ['exec', '--json', '--skip-git-repo-check', '-C', workspace, ...args], {
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: home, MOCK_KEY: 'k' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise(resolve => {
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', chunk => (stdout += chunk))
    child.stderr.on('data', chunk => (stderr += chunk))
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, lines: jsonLines(stdout) }))
  })
}

/** Has the real program write a thread in its old format: only its app-server can. */
export async function legacyThread(home: TempHome): Promise<string> {
  const codex = realCodex()
  if ('missing' in codex) throw new Error(codex.missing)
  const child = spawn(codex.path, ['app-server'], {
    cwd: home.workspace,
    env: { PATH: process.env.PATH, HOME: home.home, CODEX_HOME: home.home, MOCK_KEY: 'k' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const answers = new Map<number, (result: { thread: { id: string } }) => void>()
  let completed = () => {}
  const turnCompleted = new Promise<void>(resolve => (completed = resolve))
  createInterface({ input: child.stdout }).on('line', line => {
    const message = JSON.parse(line)
    if (message.method === 'turn/completed') completed()
    answers.get(message.id)?.(message.result)
  })
  let lastId = 0
  const ask = (method: string, params: unknown) =>
    new Promise<{ thread: { id: string } }>(resolve => {
      answers.set(++lastId, resolve)
      child.stdin.write(JSON.stringify({ id: lastId, method, params }) + '\n')
    })
  await ask('initialize', {
    clientInfo: { name: 'test', title: 'test', version: '1' },
    capabilities: { experimentalApi: true },
  })
  child.stdin.write('{"method":"initialized"}\n')
  const { thread } = await ask('thread/start', {
    cwd: home.workspace,
    historyMode: 'legacy',
    approvalPolicy: 'never',
    sandbox: 'danger-full-access',
  })
  await ask('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'legacy begins' }] })
  await turnCompleted
  child.stdin.end()
  await new Promise(resolve => child.once('close', resolve))
  return thread.id
}
