import { KIND } from '../context/texts.ts'
import type { Call } from './calls.ts'
import type { EventBody, EventOf } from './events.ts'
import { isSettled } from './next.ts'
import { callsOf, turnOf } from './thread.ts'
import type { Thread } from './thread.ts'

/** What the model has to read of a command of the user's: the context item with the id is made of it. */
export interface CommandNote {
  id: string
  text: string
}

type Completed = Extract<EventBody, { type: 'userCommand.completed' }>

/** A command of the user's as the timeline has it: a call that nobody was asked for. */
export const userCall = ({ callId, command, at }: EventOf<'userCommand.started' | 'userCommand.completed'>): Call => ({
  type: 'call',
  id: callId,
  item: { type: 'local_shell_call', call_id: callId, action: { type: 'exec', command: [command] } },
  at,
  byUser: true,
  phase: 'running',
  startedAt: at,
  sandboxed: false,
  reason: { code: 'user', text: 'It is your own command.' },
})

/** The command line of a command that the user ran; null for what the model asked for. */
export const userCommandOf = ({ byUser, item }: Call): string | null =>
  byUser && item.type === 'local_shell_call' ? item.action.command.join(' ') : null

/**
 * The end of a command of the user's. The model reads it at once where nothing of it is under way, else before it is next
 * asked: between a call and its output nothing may stand.
 */
export function endOfUserCommand(thread: Thread, body: Completed): EventBody[] {
  const turn = turnOf(thread, body.turnId)
  const calls = turn ? callsOf(turn) : []
  const isQuiet = !turn?.owesSample && !turn?.sampleOpen && calls.every(call => call.byUser || isSettled(call))
  return isQuiet ? [body, commandContext(commandNote(body), body.turnId)] : [body]
}

/** What the model reads, in the words of the real program (codex-formats 2.3). */
export function commandNote({ callId, command, status, result }: Completed): CommandNote {
  const ended = result ? [`Exit code: ${result.exitCode ?? -1}`, `Duration: ${seconds(result.durationMs)} seconds`] : []
  const text = [
    '<user_shell_command>',
    '<command>',
    command,
    '</command>',
    '<result>',
    ...ended,
    'Output:',
    ...(result ? [shortened(result.output)] : []),
    ...(status in ENDS ? [ENDS[status as keyof typeof ENDS]] : []),
    '</result>',
    '</user_shell_command>',
  ].join('\n')
  return { id: `msg_${callId}`, text }
}

const ENDS = {
  aborted: 'stopped by the user',
  unknown: 'interrupted, outcome unknown: the program that ran it stopped before it could record the result',
}

const seconds = (ms: number): string => (ms / 1000).toFixed(4)

/** Of more than this the model reads the beginning and the end. */
const MOST_CHARS = 40_000

function shortened(output: string): string {
  if (output.length <= MOST_CHARS) return output
  const half = MOST_CHARS / 2
  return `${output.slice(0, half)}\n[${output.length - MOST_CHARS} characters left out]\n${output.slice(-half)}`
}

export const commandContext = ({ id, text }: CommandNote, turnId?: string): EventBody => ({
  type: 'context.added',
  ...(turnId !== undefined && { turnId }),
  item: { type: 'message', id, role: 'user', content: [{ type: 'input_text', text }] },
  kinds: [KIND.userCommand],
})

export const withCommandNote = (thread: Thread, note: CommandNote): Thread => ({
  ...thread,
  commandNotes: [...(thread.commandNotes ?? []), note],
})

/** A note that the model has now read is no news any more. Of another program's notes only the order tells which. */
export function withoutCommandNote(thread: Thread, { item, kinds }: EventOf<'context.added'>): Thread {
  const { commandNotes = [] } = thread
  if (commandNotes.length === 0 || !kinds.includes(KIND.userCommand)) return thread
  const known = commandNotes.findIndex(({ id }) => id === item.id)
  const read = Math.max(0, known)
  return { ...thread, commandNotes: commandNotes.filter((_, index) => index !== read) }
}
