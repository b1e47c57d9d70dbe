import { endOfUserCommand, userCommandOf } from '../../../core/thread/userCommand.ts'
import type { CommandResult as RecordedResult, OutcomeStatus } from '../../../core/thread/calls.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { callOf, turnOf } from '../../../core/thread/thread.ts'
import type { LiveHub } from '../hub/liveHub.ts'
import type { CommandRequest, CommandResult, CommandRunner } from '../tools/commandCalls.ts'
import { Stopped } from './localEffects.ts'
import type { ThreadState } from './threadState.ts'

/** Runs a command of the user's to its end, outside of any sandbox: it is the user's own. */
export type RunUserCommand = (
  request: Pick<CommandRequest, 'threadId' | 'callId' | 'command' | 'cwd' | 'settings'>,
  onOutput: (text: string) => void,
  signal: AbortSignal,
) => Promise<{ status: OutcomeStatus; result: RecordedResult }>

export interface UserCommandDeps {
  threadId: string
  state: ThreadState
  hub: Pick<LiveHub, 'publish'>
  runUserCommand: RunUserCommand
}

export interface UserCommand {
  turnId: string
  callId: string
  command: string
  settings: ThreadSettings
}

/** The commands that the user runs in one thread. Each is recorded as begun before it gets here. */
export function createUserCommands({ threadId, state, hub, runUserCommand }: UserCommandDeps) {
  const running = new Map<string, Promise<void>>()

  const run = async ({ turnId, callId, command, settings }: UserCommand, signal: AbortSignal) => {
    const { cwd } = state.thread()
    const onOutput = (text: string) => hub.publish(threadId, { kind: 'output', itemId: callId, text })
    const ended = await runUserCommand({ threadId, callId, command, cwd, settings }, onOutput, signal)
    // A host that shuts down records no end: it is not known.
    if (signal.aborted && !turnOf(state.thread(), turnId)?.interruptRequested) throw new Stopped()
    await state.transact(thread =>
      endOfUserCommand(thread, { type: 'userCommand.completed', turnId, callId, command, ...ended }),
    )
  }

  return {
    start(command: UserCommand, signal: AbortSignal): void {
      const done = run(command, signal).finally(() => running.delete(command.callId))
      done.catch(() => {}) // the turn waits for it, and fails with it
      running.set(command.callId, done)
    },
    /** Resolves when the end of a command is recorded. One that a dead process began has an end that nobody knows. */
    async settled(turnId: string, callId: string): Promise<void> {
      if (running.has(callId)) return running.get(callId)
      await state.transact(thread => {
        const turn = turnOf(thread, turnId)
        const call = turn && callOf(turn, callId)
        const command = call && userCommandOf(call)
        if (!command || call.phase === 'done') return []
        return endOfUserCommand(thread, {
          type: 'userCommand.completed',
          turnId,
          callId,
          command,
          status: 'unknown',
        })
      })
    },
  }
}

/** How long the executor is asked to wait at once; it is asked again until the command has ended. */
const PATIENCE_MS = 30_000

/** Runs commands of users with the runner of the tools. */
export const userCommandRunner =
  (runner: CommandRunner, kill: (sessionId: number) => void): RunUserCommand =>
  async ({ cwd, ...request }, onOutput, signal) => {
    const began = performance.now()
    const wanted = { ...request, cwd, workdir: cwd, tty: false, yieldTimeMs: PATIENCE_MS, sandboxed: false }
    let last = await runner.run(wanted, onOutput, signal)
    while (!('error' in last) && last.sessionId !== null) {
      const { sessionId } = last
      if (signal.aborted) kill(sessionId)
      const more = await runner.write(
        { threadId: request.threadId, sessionId, chars: '', yieldTimeMs: PATIENCE_MS },
        signal.aborted ? NEVER : signal,
      )
      last = 'error' in more ? { ...last, sessionId: null } : { ...more, argv: last.argv, parsed: last.parsed }
    }
    return outcomeOf(last, {
      cwd,
      command: request.command,
      aborted: signal.aborted,
      durationMs: performance.now() - began,
    })
  }

interface Ran {
  cwd: string
  command: string
  aborted: boolean
  durationMs: number
}

function outcomeOf(end: CommandResult | { error: string }, { cwd, command, aborted, durationMs }: Ran) {
  const told =
    'error' in end
      ? { command: [command], parsed: [], exitCode: -1, output: end.error }
      : { command: end.argv, parsed: end.parsed, exitCode: end.exitCode ?? -1, output: end.aggregatedOutput }
  const status: OutcomeStatus = aborted ? 'aborted' : told.exitCode === 0 ? 'completed' : 'failed'
  return { status, result: { kind: 'command', cwd, durationMs, sandboxed: false, ...told } satisfies RecordedResult }
}

const NEVER = new AbortController().signal
