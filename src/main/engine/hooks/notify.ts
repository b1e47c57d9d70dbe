import { spawn } from 'node:child_process'
import { textOf } from '../../../core/thread/items.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'

/** The last thing that an agent said in a turn. */
export function lastAnswer({ items }: Turn): string | null {
  const last = items.findLast(item => item.type === 'agentMessage')
  return last?.type === 'agentMessage' ? last.text : null
}

/** The last argument of the `notify` program, with the keys of the real Codex. */
export const notifyText = ({ id, cwd, origin }: Thread, turn: Turn): string =>
  JSON.stringify({
    type: 'agent-turn-complete',
    'thread-id': id,
    'turn-id': turn.id,
    cwd,
    client: origin.originator,
    'input-messages': turn.items.flatMap(item =>
      item.type === 'userMessage' && !item.refused ? [textOf(item.content)] : [],
    ),
    'last-assistant-message': lastAnswer(turn),
  })

export interface NotifyRequest {
  /** The user's program and its arguments; the text follows as the last one. */
  command: readonly string[]
  text: string
  cwd: string
  env: Record<string, string>
}

/** Starts the program and lets go of it: it may outlive this process. */
export function notify({ command, text, cwd, env }: NotifyRequest, onProblem: (error: unknown) => void): void {
  const [program = '', ...args] = command
  try {
    const child = spawn(program, [...args, text], { cwd, env, stdio: 'ignore', detached: true })
    child.once('error', onProblem)
    child.unref()
  } catch (error) {
    onProblem(error)
  }
}
