/**
 * Runs one command as the engine runs those of a thread, in a sandbox that is kept: `keptRunner.ts MODE WORKSPACE HOME --
 * COMMAND …`. Ends as the command does; 99 when the sandbox was not a kept one.
 */
import { childEnvironment, defaultEnvironmentPolicy } from '../../main/engine/exec/env.ts'
import type { SandboxMode } from '../../main/engine/exec/sandbox.ts'
import { secretPaths } from '../../main/engine/exec/sandboxPaths.ts'
import { probeSandbox } from '../../main/engine/exec/sandboxProbe.ts'
import { createExec, type OutputListener } from '../../main/engine/exec/sessions.ts'

const FOREVER = new AbortController().signal
const LONGEST_MS = 30_000

async function main(mode: SandboxMode, workspace: string, home: string, command: readonly string[]): Promise<number> {
  const { TMPDIR } = process.env
  const identity = { version: '', home, sessionId: '', threadId: '', callId: '', networkDisabled: true }
  const permissionProfile = mode === 'read-only' ? ':read-only' : ':workspace'
  const { env } = childEnvironment({
    inherited: process.env,
    login: {},
    policy: defaultEnvironmentPolicy,
    identity: { ...identity, permissionProfile },
  })
  const sandbox = {
    ...{ mode, cwd: workspace, writableRoots: [], networkAccess: false, tmpdir: TMPDIR },
    ...{ excludeTmpdirEnvVar: false, excludeSlashTmp: false },
    maskedPaths: secretPaths(`${home}/.heddle`, home),
    protectedPaths: [`${home}/.heddle`, `${home}/.codex`],
  }
  const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => probeSandbox(process.env['PATH']) })
  const run = (line: string, onOutput?: OutputListener) =>
    exec.start(
      {
        ...{ threadId: 'probe', callId: 'probe', command: line, workdir: workspace, tty: false },
        ...{ yieldTimeMs: LONGEST_MS, maxOutputTokens: 1_000, sandbox, env },
      },
      onOutput,
      FOREVER,
    )
  const end = (): void => void exec.dispose().then(() => process.exit(143))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end)
  const first = await run('cat /proc/1/comm')
  if ('error' in first || first.output !== 'heddle-sandbox\n') {
    process.stderr.write(`not a kept sandbox: ${JSON.stringify(first)}\n`)
    return 99
  }
  const result = await run(`exec ${command.map(quoted).join(' ')}`, bytes => {
    process.stdout.write(Buffer.from(bytes))
  })
  await exec.dispose()
  if (!('error' in result)) return result.exitCode ?? 1
  process.stderr.write(result.error)
  return 1
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

const [mode = '', workspace = '', home = '', , ...command] = process.argv.slice(2)
process.exitCode = await main(mode as SandboxMode, workspace, home, command)
