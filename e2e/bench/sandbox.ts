import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxSpec } from '../../src/main/engine/exec/sandbox.ts'
import { probeSandbox } from '../../src/main/engine/exec/sandboxProbe.ts'
import { createExec } from '../../src/main/engine/exec/sessions.ts'
import { median } from './measure.ts'
import type { Bench, Finding, Group, Row, Sample } from './rows.ts'

const row: Row = {
  id: 'B6',
  what: 'what the sandbox adds to a plain spawn',
  value: 'added',
  unit: 'ms',
  absolute: true,
  aim: 25,
}
/** Commands of one sample; it holds the medians. */
const COMMANDS = 20
const ENVIRONMENT = { PATH: process.env.PATH ?? '/usr/bin:/bin' }

/** The executor in workspace-write against the same shell started by itself, in turn. Codex has no such executor to call. */
async function measure({ effort, progress }: Bench): Promise<Finding> {
  const support = await probeSandbox(process.env.PATH)
  if (!support.available) return { rows: [], growth: [], problems: [`the sandbox: ${support.reason}`] }
  const workspace = mkdtempSync(join(tmpdir(), 'heddle-bench-'))
  const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => Promise.resolve(support) })
  const sandboxed = async (): Promise<void> => {
    const result = await exec.start(requestIn(workspace), undefined, new AbortController().signal)
    if ('error' in result || result.exitCode !== 0) throw new Error(JSON.stringify(result))
  }
  try {
    const samples: Sample[] = []
    for (let run = 0; run < effort.warmUps + effort.runs; run++) {
      progress(`the sandbox: run ${run + 1} of ${effort.warmUps + effort.runs}`)
      const plainMs: number[] = []
      const sandboxedMs: number[] = []
      for (let command = 0; command < COMMANDS; command++) {
        plainMs.push(await timed(() => plain(workspace)))
        sandboxedMs.push(await timed(sandboxed))
      }
      if (run >= effort.warmUps) samples.push({ added: median(sandboxedMs) - median(plainMs) })
    }
    return { rows: [{ row, samples: { codex: [], heddle: samples } }], growth: [], problems: [] }
  } finally {
    await exec.dispose()
    rmSync(workspace, { recursive: true, force: true })
  }
}

function requestIn(workspace: string) {
  const sandbox: SandboxSpec = {
    mode: 'workspace-write',
    cwd: workspace,
    writableRoots: [],
    networkAccess: false,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
    maskedPaths: [],
  }
  const ids = { threadId: 't', callId: 'c' }
  const limits = { yieldTimeMs: 30_000, maxOutputTokens: 1_000 }
  return { ...ids, ...limits, command: 'true', workdir: workspace, tty: false, sandbox, env: ENVIRONMENT }
}

async function plain(workspace: string): Promise<void> {
  const child = spawn('/bin/bash', ['-c', 'true'], { cwd: workspace, env: ENVIRONMENT, stdio: 'ignore' })
  await once(child, 'close')
}

async function timed(action: () => Promise<void>): Promise<number> {
  const startMs = performance.now()
  await action()
  return performance.now() - startMs
}

export const sandbox: Group = { name: 'sandbox', rows: [row], measure }
