import { setTimeout as delay } from 'node:timers/promises'
import type { AgentRow, AgentsFrame } from '../../src/contract/agents.ts'
import { Failure } from '../../src/contract/procedure.ts'
import type { ThreadFrame } from '../../src/contract/schemas.ts'
import { apply } from '../../src/core/thread/apply.ts'
import type { Event } from '../../src/core/thread/events.ts'
import { runningTurn } from '../../src/core/thread/thread.ts'
import type { Thread } from '../../src/core/thread/thread.ts'
import type { Client } from '../../src/rpc/client.ts'
import { lostState } from './continuity.ts'
import { noAttempts } from './place.ts'
import type { Place } from './place.ts'

/** The threads of a place as a client mirrors them, each held against what was known of it before the last kill. */
export interface Watch {
  /** Follows every thread that was ever told. */
  catchUp(): Promise<void>
  /** Follows a thread from now on. Resolves when its state is there. */
  add(threadId: string): Promise<void>
  /** Follows the agents of all threads, as far as they have begun. */
  addAgents(): Promise<void>
  threads(): Thread[]
  /** Looks for every thread in the lists, also when the index had to be made anew. */
  findAll(): Promise<void>
  /** Looks whether the lists say of turns that a dead process left that they were cut short. */
  findInterrupted(): Promise<void>
}

const PATIENCE_WITH_LISTS_MS = 4000

export function createWatch(client: Client, place: Place, problems: string[]): Watch {
  const { mirrors, told } = place
  const seen = new Map<string, Thread>()

  const take = (threadId: string, frame: ThreadFrame): void => {
    if (frame.type === 'reset') {
      const before = mirrors.get(threadId)
      if (before && !seen.has(threadId)) problems.push(...lostState(before, frame.thread, place.attempts))
      keep(frame.thread)
      told.add({ threadId, seq: Math.floor(frame.thread.seq), words: [], what: 'a state' })
    } else if (frame.type === 'event') {
      const thread = seen.get(threadId)
      if (thread) keep(apply(thread, frame.event))
      tell(threadId, frame.event)
    }
  }

  const keep = (thread: Thread): void => {
    seen.set(thread.id, thread)
    mirrors.set(thread.id, thread)
  }

  const tell = (threadId: string, event: Event): void => {
    // Notes on damages have places between lines.
    if (Number.isInteger(event.seq)) told.add({ threadId, seq: event.seq, words: wordsOf(event), what: event.type })
  }

  const add = (threadId: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const onFrame = (frame: ThreadFrame) => (frame.type === 'caughtUp' ? resolve() : take(threadId, frame))
      const onEnd = (failure: Error | null) => reject(failure ?? new Error(`${threadId} is not watched any more.`))
      client.subscribe('thread/watch', { threadId }, onFrame, onEnd)
    })

  /** Status of each thread in the lists, and of each agent in the tree of its root. */
  const listed = async () => {
    const shelves = await Promise.all(
      [false, true].map(archived => client.call('thread/list', { archived, limit: 500 })),
    )
    const roots = shelves.flatMap(({ threads }) => threads.map(({ id, status }) => [id, status] as const))
    const trees = await Promise.all(roots.filter(([id]) => seen.get(id)?.agents).map(([id]) => tree(id)))
    return new Map<string, unknown>([
      ...trees.flat().map(({ threadId, status }) => [threadId, status] as const),
      ...roots,
    ])
  }

  const tree = (threadId: string): Promise<AgentRow[]> =>
    new Promise((resolve, reject) => {
      const onEnd = (failure: Error | null) => reject(failure ?? new Error(`${threadId} has no tree any more.`))
      const onFrame = (frame: AgentsFrame) => {
        if (frame.type !== 'reset') return
        resolve(frame.agents)
        handle.close()
      }
      const handle = client.subscribe('agents/watch', { threadId }, onFrame, onEnd)
    })

  /** Lists may come late, but they have to come right. */
  const patiently = async (wrong: () => Promise<string[]>, what: string): Promise<void> => {
    for (let waitedMs = 0; ; waitedMs += 50) {
      const ids = await wrong()
      if (ids.length === 0) return
      if (waitedMs > PATIENCE_WITH_LISTS_MS) return void problems.push(`${what}: ${ids.join(', ')}`)
      await delay(50)
    }
  }

  return {
    async catchUp() {
      await Promise.all([...mirrors.keys()].map(add))
      Object.assign(place.attempts, { ...noAttempts(), sends: place.attempts.sends })
    },
    add,
    async addAgents() {
      const links = [...seen.values()].flatMap(({ agents = [] }) => agents).filter(({ id }) => !seen.has(id))
      for (const { id } of links) {
        await add(id).catch((error: unknown) => {
          // It stands in its parent's log before it has one of its own.
          if (!(error instanceof Failure && error.code === 'thread.notFound')) throw error
        })
      }
    },
    threads: () => [...seen.values()],
    findAll: () =>
      patiently(async () => {
        const known = await listed()
        return [...mirrors.keys()].filter(id => !known.has(id))
      }, 'I7: no list has these threads'),
    findInterrupted: () =>
      patiently(async () => {
        const known = await listed()
        const open = [...seen.values()].filter(thread => runningTurn(thread)).map(({ id }) => id)
        // A closed agent that a person set to work is closed all the same.
        return open.filter(id => !['interrupted', 'shutdown'].includes(String(known.get(id))))
      }, 'I12: no list says that these were interrupted'),
  }
}

/** Texts that the line of a fact has to hold. */
function wordsOf(event: Event): string[] {
  if ('item' in event) {
    const { item } = event
    const names = ['call_id' in item ? item.call_id : item.id, event.turnId]
    return names.filter(name => typeof name === 'string')
  }
  if ('callId' in event) return [event.callId]
  if ('inputId' in event) return [event.inputId]
  if ('turnId' in event && event.turnId !== undefined) return [event.turnId]
  return 'title' in event ? [event.title] : []
}
