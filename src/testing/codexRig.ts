import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
