import type { CallOutput } from '../../../core/thread/items.ts'
import type { ClientTool } from '../../../core/thread/events.ts'
import { z } from 'zod'
import { aborted, parseArguments } from './tool.ts'
import { extended } from './registry.ts'
import type { Registry } from './registry.ts'
import type { Tool } from './tool.ts'

export interface ClientAnswer {
  success: boolean
  output: CallOutput
}

export interface ClientCalls {
  /** A registry with the tools that a client brought: their calls wait for its answer. They replace no other tool. */
  withTools(registry: Registry, tools: readonly ClientTool[]): Registry
  /** Gives a waiting call its answer; false where none waits under this id. */
  answer(threadId: string, callId: string, answer: ClientAnswer): boolean
}

/** Calls that the embedding client carries out. It learns of them as of every other call, from the thread's events. */
export function createClientCalls(): ClientCalls {
  const waiting = new Map<string, (answer: ClientAnswer) => void>()
  const keyOf = (threadId: string, callId: string): string => JSON.stringify([threadId, callId])
  const toolFrom = ({ name, description, inputSchema }: ClientTool): Tool => ({
    name,
    lane: 'shared',
    // Nobody here knows what it does, so it is never run twice.
    effect: 'write',
    spec: () => ({ type: 'function', name, description, strict: false, parameters: inputSchema }),
    parse: item => parseArguments(item, z.record(z.string(), z.unknown())),
    run: (_, { threadId, call, signal }) =>
      new Promise(resolve => {
        const key = keyOf(threadId, call.id)
        const settle = (answer: ClientAnswer | null) => {
          waiting.delete(key)
          signal.removeEventListener('abort', stop)
          resolve(answer ? { status: answer.success ? 'completed' : 'failed', output: answer.output } : aborted())
        }
        const stop = () => settle(null)
        waiting.set(key, settle)
        signal.addEventListener('abort', stop, { once: true })
        if (signal.aborted) stop()
      }),
  })
  return {
    withTools: (registry, tools) => (tools.length === 0 ? registry : extended(registry, tools.map(toolFrom))),
    answer(threadId, callId, answer) {
      const settle = waiting.get(keyOf(threadId, callId))
      settle?.(answer)
      return settle !== undefined
    },
  }
}
