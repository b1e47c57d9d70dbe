import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecError, ExecResult } from '../main/engine/exec/execResult.ts'
import type { SandboxSpec } from '../main/engine/exec/sandbox.ts'
import { probeSandbox, type SandboxSupport } from '../main/engine/exec/sandboxProbe.ts'
import { createExec, type Exec, type OutputListener, type StartRequest } from '../main/engine/exec/sessions.ts'

/** Real processes for tests: an executor, folders that vanish, and short ways to ask. */
export type ExecRig = {
  exec: Exec
  support: SandboxSupport
  folder(): string
  run(
    command: string,
    changes?: Partial<StartRequest>,
    onOutput?: OutputListener,
    signal?: AbortSignal,
  ): Promise<ExecResult>
  refused(command: string, changes: Partial<StartRequest>): Promise<string>
  write(sessionId: number | null, chars: string, yieldTimeMs?: number): Promise<ExecResult>
  dispose(): Promise<void>
}

export const FOREVER: AbortController['signal'] = new AbortController().signal

export async function createExecRig(support?: SandboxSupport): Promise<ExecRig> {
  const found = support ?? (await probeSandbox(process.env['PATH']))
  const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => Promise.resolve(found) })
  const folders: string[] = []
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: process.env['HOME'] ?? '/', TERM: 'dumb' }
  const request = (command: string, changes: Partial<StartRequest> = {}): StartRequest => ({
    threadId: 't1',
    callId: 'c1',
    command,
    workdir: '/',
    tty: false,
    yieldTimeMs: 20_000,
    maxOutputTokens: 10_000,
    sandbox: null,
    env,
    ...changes,
  })
  return {
    exec,
    support: found,
    folder: () => {
      const path = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-exec-')))
      folders.push(path)
      return path
    },
    run: async (command, changes, onOutput, signal = FOREVER) =>
      given(await exec.start(request(command, changes), onOutput, signal)),
    refused: async (command, changes) => refusal(await exec.start(request(command, changes), undefined, FOREVER)),
    write: async (sessionId, chars, yieldTimeMs) =>
      given(
        await exec.write(
          { threadId: 't1', sessionId: sessionId ?? -1, chars, yieldTimeMs, maxOutputTokens: 10_000 },
          FOREVER,
        ),
      ),
    dispose: async () => {
      await exec.dispose()
      for (const path of folders) rmSync(path, { recursive: true, force: true })
    },
  }
}

function given(result: ExecResult | ExecError): ExecResult {
  if ('error' in result) throw new Error(result.error)
  return result
}

export function refusal(result: ExecResult | ExecError): string {
  if ('error' in result) return result.error
  throw new Error(`ran, and printed: ${result.output}`)
}

/** A sandbox in which only `cwd` can be written, not even /tmp, where the folders of tests are. */
export const sandboxOf = (cwd: string, changes: Partial<SandboxSpec> = {}): SandboxSpec => ({
  mode: 'workspace-write',
  cwd,
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: true,
  excludeSlashTmp: true,
  maskedPaths: [],
  ...changes,
})

/** Whether a process exists and is not just waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
