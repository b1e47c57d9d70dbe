import { isFinal } from '../../../core/agents/agent.ts'
import type { AgentLink, AgentStatus } from '../../../core/agents/agent.ts'
import { linkOf, openLinks } from '../../../core/agents/status.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Changes } from './changes.ts'
import type { AgentsDeps } from './deps.ts'
import type { Family } from './family.ts'
import type { Reports } from './reports.ts'
import type { Asking } from './spawning.ts'
import type { Stopping } from './stopping.ts'

export interface Listed {
  link: AgentLink
  status: AgentStatus
}

export interface Talking {
  /** Says something to an agent: what runs hears it at its next step, or is stopped for it with `interrupt`. */
  say(
    asking: Asking,
    wish: { agentId: string; message: string; interrupt: boolean },
  ): Promise<{ ok: true; inputId: string } | { ok: false; error: string }>
  /** Resolves when one of the agents has stopped working, with all that have, or after `timeoutMs`, or with the signal. */
  wait(
    parentId: string,
    wanted: { ids: readonly string[]; timeoutMs: number },
    signal: AbortSignal,
  ): Promise<{ status: Record<string, AgentStatus>; timedOut: boolean }>
  /** The agents that a thread has open. */
  list(parentId: string): Promise<Listed[]>
}

/** What a thread does with agents that it has. */
export function createTalking(
  { threads, idFor }: Pick<AgentsDeps, 'threads' | 'idFor'>,
  parts: { family: Family; reports: Reports; stopping: Stopping; changes: Changes },
): Talking {
  const { family, reports, stopping, changes } = parts

  const statusIn = async (parent: Thread, agentId: string): Promise<AgentStatus> => {
    const link = linkOf(parent, agentId)
    return link ? (await family.standing(parent, link)).status : 'not_found'
  }

  return {
    async say({ threadId, turnId, callId }, { agentId, message, interrupt }) {
      const status = await statusIn((await threads.open(threadId)).state.thread(), agentId)
      if (status === 'not_found') return { ok: false, error: `agent with id ${agentId} not found` }
      if (status === 'shutdown') return { ok: false, error: `agent with id ${agentId} is closed. Resume it first.` }
      const agent = await threads.open(agentId)
      // Under an id made from the call it is said once, however often this runs.
      const inputId = idFor(`${turnId}/${callId}`)
      await family.diverted(agentId, async () => {
        const running = runningTurn(agent.state.thread())
        if (interrupt && running && !knows(agent.state.thread(), inputId)) {
          reports.silence(running.id)
          await stopping.interrupt(agent)
        }
        await agent.send({ inputId, content: [{ type: 'input_text', text: message }], delivery: 'steer' })
        const left = runningTurn(agent.state.thread())
        if (left && !(await family.isRunning(agentId))) await agent.resume(left.id)
      })
      return { ok: true, inputId }
    },
    async wait(parentId, { ids, timeoutMs }, signal) {
      const parent = await threads.open(parentId)
      const watch = changes.watch(ids, timeoutMs, signal)
      try {
        for (;;) {
          // Asked for before it is looked at, so that nothing falls between.
          const next = watch.next()
          const found = await Promise.all(ids.map(async id => [id, await statusIn(parent.state.thread(), id)] as const))
          const finals = found.filter(([, status]) => isFinal(status))
          if (finals.length > 0 || watch.isOver())
            return { status: Object.fromEntries(finals), timedOut: finals.length === 0 }
          await next
        }
      } finally {
        watch.stop()
      }
    },
    async list(parentId) {
      const thread = (await threads.open(parentId)).state.thread()
      const links = openLinks(thread)
      return Promise.all(links.map(async link => ({ link, status: (await family.standing(thread, link)).status })))
    },
  }
}

/** Whether a message was said in a thread, or waits in it. */
const knows = ({ inbox, turns }: Thread, inputId: string): boolean =>
  inbox.some(({ id }) => id === inputId) ||
  turns.some(({ items }) => items.some(item => item.type === 'userMessage' && item.id === `msg_${inputId}`))
