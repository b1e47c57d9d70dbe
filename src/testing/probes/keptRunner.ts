/**
 * Runs commands as the engine runs those of a thread, in a sandbox that is kept: one with `keptRunner.ts MODE WORKSPACE
 * HOME -- COMMAND …`, which ends as the command does, or with 99 when the sandbox was not a kept one; without a command
 * those that it is asked for.
 */
import { createInterface } from 'node:readline'
import { childEnvironment, defaultEnvironmentPolicy } from '../../main/engine/exec/env.ts'
import type { SandboxMode } from '../../main/engine/exec/sandbox.ts'
import { secretPaths } from '../../main/engine/exec/sandboxPaths.ts'
import { probeSandbox } from '../../main/engine/exec/sandboxProbe.ts'
import { createExec, type OutputListener } from '../../main/engine/exec/sessions.ts'

const FOREVER = new AbortController().signal
const LONGEST_MS = 30_000

/** Asked on standard input, line by line, without a command of its own; answered on standard output. */
export type KeptRequest = { workspace: string; command: readonly string[] }
export type KeptAnswer = { rc: number; out: string; err: string; n: number }

const KEPT_OUTPUT = 200_000
const exec = createExec({ userShell: '/bin/bash', sandboxSupport: () => probeSandbox(process.env['PATH']) })

async function runOne(workspace: string, command: readonly string[]): Promise<number> {
  const end = (): void => void exec.dispose().then(() => process.exit(143))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end)
  const { rc, err } = await inKept(workspace, command, bytes => process.stdout.write(Buffer.from(bytes)))
  process.stderr.write(err)
  await exec.dispose()
  return rc
}

async function runThoseAskedFor(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { workspace, command } = JSON.parse(line) as KeptRequest
    const answer = { out: '', n: 0 }
    const decoder = new TextDecoder()
    const end = await inKept(workspace, command, bytes => {
      answer.n += bytes.length
      if (answer.out.length < KEPT_OUTPUT) answer.out += decoder.decode(bytes, { stream: true })
    })
    process.stdout.write(`${JSON.stringify({ ...answer, ...end } satisfies KeptAnswer)}\n`)
  }
  await exec.dispose()
}

/** Runs a command in the kept sandbox, and sees to it that it is one. `err` says why it could not be run. */
async function inKept(
  workspace: string,
  command: readonly string[],
  onOutput: OutputListener,
): Promise<{ rc: number; err: string }> {
  const first = await start(workspace, 'cat /proc/1/comm')
  if ('error' in first || first.output !== 'heddle-sandbox\n')
    return { rc: 99, err: `not a kept sandbox: ${JSON.stringify(first)}\n` }
  const result = await start(workspace, `exec ${command.map(quoted).join(' ')}`, onOutput)
  return 'error' in result ? { rc: 1, err: result.error } : { rc: result.exitCode ?? 1, err: '' }
}

function start(workspace: string, command: string, onOutput?: OutputListener) {
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
  return exec.start(
    {
      ...{ threadId: 'probe', callId: 'probe', command, workdir: workspace, tty: false },
      ...{ yieldTimeMs: LONGEST_MS, maxOutputTokens: 1_000, sandbox, env },
    },
    onOutput,
    FOREVER,
  )
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

const [asked = '', workspace = '', home = '', , ...command] = process.argv.slice(2)
const mode = asked as SandboxMode
if (command.length === 0) await runThoseAskedFor()
else process.exitCode = await runOne(workspace, command)
