/**
 * What a command costs: plain spawns against the executor, with and without the sandbox and a terminal.
 * Run: node_modules/node/bin/node e2e/bench/exec.ts [rounds]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxSpec } from '../../src/main/engine/exec/sandbox.ts'
import { probeSandbox } from '../../src/main/engine/exec/sandboxProbe.ts'
import { createExec, type StartRequest } from '../../src/main/engine/exec/sessions.ts'

const rounds = Number(process.argv[2] ?? 60)
const workspace = mkdtempSync(join(tmpdir(), 'heddle-bench-'))
const support = await probeSandbox(process.env['PATH'])
const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => Promise.resolve(support) })
const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']))
const never = new AbortController().signal

const sandbox: SandboxSpec = {
  mode: 'workspace-write',
  cwd: workspace,
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: false,
  excludeSlashTmp: false,
  maskedPaths: [],
}

async function ours(command: string, changes: Partial<StartRequest> = {}): Promise<void> {
  const request = {
    threadId: 't',
    callId: 'c',
    command,
    workdir: workspace,
    tty: false,
    maxOutputTokens: 10_000,
    sandbox: null,
    env,
  }
  const result = await exec.start({ ...request, yieldTimeMs: 30_000, ...changes }, undefined, never)
  if ('error' in result || result.exitCode !== 0) throw new Error(JSON.stringify(result))
}

async function plain([program = '', ...args]: string[]): Promise<void> {
  const child = spawn(program, args, { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.resume()
  child.stderr.resume()
  await once(child, 'close')
}

async function measure(name: string, run: () => Promise<void>, times = rounds): Promise<void> {
  await run()
  const walls: number[] = []
  const cpu = process.cpuUsage()
  for (let round = 0; round < times; round++) {
    const start = performance.now()
    await run()
    walls.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(cpu)
  const median = walls.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0
  const own = (user + system) / 1000 / times
  console.log(`${name.padEnd(44)} ${median.toFixed(2).padStart(9)} ms wall  ${own.toFixed(2).padStart(8)} ms own CPU`)
}

const parallel =
  (count: number, changes: Partial<StartRequest> = {}) =>
  async (): Promise<void> => {
    await Promise.all(Array.from({ length: count }, () => ours('sleep 0.2', changes)))
  }

await measure('plain spawn: bash -c true', () => plain(['/bin/bash', '-c', 'true']))
await measure('ours: true', () => ours('true'))
await measure('plain spawn: bash -lc true', () => plain(['/bin/bash', '-lc', 'true']), 10)
await measure('ours on a terminal: true', () => ours('true', { tty: true }))
await measure('10 x sleep 0.2 at once', parallel(10), 3)
await measure('50 x sleep 0.2 at once', parallel(50), 3)
if (support.available) {
  await measure('ours sandboxed: true', () => ours('true', { sandbox }))
  await measure('10 x sleep 0.2 at once, sandboxed', parallel(10, { sandbox }), 3)
  await measure('50 x sleep 0.2 at once, sandboxed', parallel(50, { sandbox }), 3)
}
await measure('1 GB of zeros', () => ours('head -c 1000000000 /dev/zero'), 1)
await measure('1 GB in short lines', () => ours('yes 12345 | head -c 1000000000'), 1)
await measure('1 GB into nothing, for comparison', () => ours('yes 12345 | head -c 1000000000 | cat > /dev/null'), 1)
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`)
await exec.dispose()
rmSync(workspace, { recursive: true })
