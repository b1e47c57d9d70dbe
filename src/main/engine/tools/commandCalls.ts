import type { ParsedCommand } from '../../../core/thread/calls.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'

/** One command as the executor is asked to run it. */
export interface CommandRequest {
  threadId: string
  callId: string
  command: string
  shell?: string
  login?: boolean
  workdir: string
  tty: boolean
  yieldTimeMs?: number
  maxOutputTokens?: number
  settings: ThreadSettings
  /** Working directory of the thread: the root that may be written in workspace-write. */
  cwd: string
  sandboxed: boolean
}

export interface WriteRequest {
  threadId: string
  sessionId: number
  chars: string
  yieldTimeMs?: number
  maxOutputTokens?: number
}

export interface CommandResult {
  /** The argument list that ran, as a person would read it: the shell, its flags, the command line. */
  argv: string[]
  parsed: ParsedCommand[]
  wallTimeMs: number
  exitCode: number | null
  sessionId: number | null
  /** For the screen and the log: at most 64 KiB, head and tail. */
  aggregatedOutput: string
  aborted: boolean
  /** Names of variables the command was not given. */
  droppedEnv?: string[]
  /** For the model: status lines and output, cut to its limit. */
  text: string
}

/** What command tools need of the executor. */
export interface CommandRunner {
  run(
    request: CommandRequest,
    onOutput: (text: string) => void,
    signal: AbortSignal,
  ): Promise<CommandResult | { error: string }>
  write(request: WriteRequest, signal: AbortSignal): Promise<CommandResult | { error: string }>
}
