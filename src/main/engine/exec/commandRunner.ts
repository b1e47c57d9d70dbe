import { join } from 'node:path'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { CommandRequest, CommandResult, CommandRunner } from '../tools/commandCalls.ts'
import { childEnvironment } from './env.ts'
import type { ChildEnvironment, EnvironmentPolicy } from './env.ts'
import { formatExecResult } from './execResult.ts'
import type { ExecError, ExecResult } from './execResult.ts'
import { createLiveTap } from './liveTap.ts'
import type { LoginEnvironment } from './loginEnvironment.ts'
import { outputTokens } from './limits.ts'
import { parsedCommand } from './parseCommand.ts'
import { networkDisabled } from './sandbox.ts'
import type { SandboxSpec } from './sandbox.ts'
import type { Exec } from './sessions.ts'
import { resolveShell } from './shell.ts'

export interface RunnerDeps {
  exec: Exec
  login: LoginEnvironment
  /** Which variables commands of a folder see. */
  policyFor(cwd: string): EnvironmentPolicy
  inherited: Readonly<Record<string, string | undefined>>
  home: string
  version: string
  /** $SHELL. */
  userShell: string | undefined
  /** Files and folders with credentials of this product. */
  maskedPaths: string[]
}

/** Makes ready what the first command of a thread needs. */
export type CommandWarmth = { warm(thread: SandboxedThread): void }

type SandboxedThread = Pick<CommandRequest, 'threadId' | 'settings' | 'cwd'>

/** Runs the commands that tools ask for: the environment, the sandbox of the thread's settings, the result in words. */
export function createCommandRunner(deps: RunnerDeps): CommandRunner & CommandWarmth {
  const { exec } = deps
  return {
    warm: thread => exec.warm(thread.threadId, sandboxFor(deps, thread)),
    async run(request, onOutput, signal) {
      const tap = createLiveTap(onOutput)
      const shell = resolveShell(request.shell, deps.userShell)
      const sandbox = request.sandboxed ? sandboxFor(deps, request) : null
      const wantsLogin = request.login !== false && deps.policyFor(request.cwd).login !== false
      const login = wantsLogin ? await deps.login.changes(shell) : {}
      const { env, dropped } = environmentFor(deps, request, sandbox, login)
      const result = await exec.start(
        {
          threadId: request.threadId,
          callId: request.callId,
          command: request.command,
          shell: request.shell,
          workdir: request.workdir,
          tty: request.tty,
          yieldTimeMs: request.yieldTimeMs,
          maxOutputTokens: outputTokens(request.maxOutputTokens),
          sandbox,
          env,
        },
        tap.push,
        signal,
      )
      // What runs on in the background is told of further.
      if ('error' in result || result.sessionId === null) tap.end()
      const argv = [shell, wantsLogin ? '-lc' : '-c', request.command]
      const description = described(result, argv, request.command)
      return 'error' in description ? description : { ...description, droppedEnv: dropped }
    },
    async write(request, signal) {
      const { maxOutputTokens } = request
      const result = await exec.write({ ...request, maxOutputTokens: outputTokens(maxOutputTokens) }, signal)
      return described(result, [], '')
    },
  }
}

function described(result: ExecResult | ExecError, argv: string[], command: string): CommandResult | ExecError {
  if ('error' in result) return result
  const { wallTimeMs, exitCode, sessionId, aggregatedOutput, aborted = false } = result
  const text = formatExecResult(result)
  return { argv, parsed: parsedCommand(command), wallTimeMs, exitCode, sessionId, aggregatedOutput, aborted, text }
}

/** The sandbox that a thread's settings ask for. */
export function sandboxSpec(
  settings: ThreadSettings,
  { cwd, maskedPaths, tmpdir }: { cwd: string; maskedPaths: string[]; tmpdir?: string },
): SandboxSpec {
  const { mode, writableRoots, networkAccess, excludeTmpdirEnvVar, excludeSlashTmp } = settings.sandbox
  return { mode, cwd, writableRoots, networkAccess, excludeTmpdirEnvVar, excludeSlashTmp, maskedPaths, tmpdir }
}

function sandboxFor(deps: RunnerDeps, { settings, cwd }: SandboxedThread): SandboxSpec | null {
  if (settings.sandbox.mode === 'danger-full-access') return null
  const { home, inherited, maskedPaths } = deps
  const spec = sandboxSpec(settings, { cwd, maskedPaths, tmpdir: inherited.TMPDIR })
  // A home may lie in a workspace; what it holds decides what runs.
  return { ...spec, protectedPaths: [home, ...(inherited.HOME ? [join(inherited.HOME, '.codex')] : [])] }
}

function environmentFor(
  deps: RunnerDeps,
  { threadId, callId, settings, cwd }: CommandRequest,
  sandbox: SandboxSpec | null,
  login: Record<string, string>,
): ChildEnvironment {
  const profile = settings.sandbox.mode === 'read-only' ? ':read-only' : ':workspace'
  return childEnvironment({
    inherited: deps.inherited,
    login,
    policy: deps.policyFor(cwd),
    identity: {
      version: deps.version,
      home: deps.home,
      sessionId: threadId,
      threadId,
      callId,
      permissionProfile: sandbox ? profile : undefined,
      networkDisabled: sandbox !== null && networkDisabled(sandbox),
    },
  })
}
