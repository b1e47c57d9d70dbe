import { randomInt } from 'node:crypto'
import { MAX_SESSIONS_PER_THREAD } from './limits.ts'
import type { Session } from './session.ts'

/** What is known about a command besides what it prints. */
export type SessionFacts = {
  sessionId: number
  threadId: string
  callId: string
  command: string
  workdir: string
  tty: boolean
  sandboxed: boolean
  startedAt: number
}

export type Entry = {
  facts: SessionFacts
  session: Session
  startedMs: number
  /** The call that started it has returned. Only then it counts towards the limit and can be evicted. */
  background: boolean
  lastUsedMs: number
  /** A person types there instead of the model. */
  held: boolean
  /** What the model has to be told of that with the next answer. */
  news: string | null
}

/** Commands that ended in the background and are still shown, of all threads. */
const MAX_ENDED = 12

export type SessionTable = {
  /** A number that names no other session until it is forgotten. Unordered, so that a model does not guess its neighbours. */
  takeId(): number
  add(entry: Entry): void
  /** The session a thread may address by this id. Looking makes it the most recently used. */
  find(threadId: string, sessionId: number): Entry | undefined
  get(sessionId: number): Entry | undefined
  /** Its end was reported, or it never began: the id means nothing any more. */
  forget(entry: Entry): void
  /** Its process is gone. */
  ended(entry: Entry): void
  /** Sessions whose process runs, addressable or not, oldest first. */
  running(): Entry[]
  /** Background sessions whose process is gone, newest first. People see them, models do not. */
  lately(): Entry[]
  /** One that runs or ended lately, whoever may address it. */
  seen(sessionId: number): Entry | undefined
  /** A person has seen that it ended. */
  dismiss(sessionId: number): void
  /** Takes the least recently used of a thread's background sessions while there are too many; the caller ends them. */
  evict(threadId: string): Entry[]
}

/** Which sessions there are, who may address them, and which have to go. */
export function createSessionTable(): SessionTable {
  const addressable = new Map<number, Entry>()
  const running = new Set<Entry>()
  /** Also those of commands that are about to start. */
  const taken = new Set<number>()
  let gone: Entry[] = []

  const takeId = (): number => {
    const id = randomInt(1000, 100_000)
    if (taken.has(id)) return takeId()
    taken.add(id)
    return id
  }
  const forget = ({ facts }: Entry): void => {
    addressable.delete(facts.sessionId)
    taken.delete(facts.sessionId)
  }

  return {
    takeId,
    forget,
    add: entry => {
      addressable.set(entry.facts.sessionId, entry)
      running.add(entry)
    },
    find: (threadId, sessionId) => {
      const entry = addressable.get(sessionId)
      if (entry === undefined || entry.facts.threadId !== threadId) return undefined
      entry.lastUsedMs = performance.now()
      return entry
    },
    get: sessionId => addressable.get(sessionId),
    ended: entry => {
      running.delete(entry)
      if (entry.background) gone = [entry, ...gone].slice(0, MAX_ENDED)
    },
    running: () => [...running],
    lately: () => gone,
    seen: sessionId => [...running, ...gone].find(({ facts }) => facts.sessionId === sessionId),
    dismiss: sessionId => {
      gone = gone.filter(({ facts }) => facts.sessionId !== sessionId)
    },
    evict: threadId => {
      const candidates = [...addressable.values()].filter(
        entry => entry.background && entry.facts.threadId === threadId,
      )
      const excess = Math.max(0, candidates.length - MAX_SESSIONS_PER_THREAD)
      // Those that ended unread go first.
      const alive = (entry: Entry): number => (running.has(entry) ? 1 : 0)
      const evicted = candidates.sort((a, b) => alive(a) - alive(b) || a.lastUsedMs - b.lastUsedMs).slice(0, excess)
      evicted.forEach(forget)
      return evicted
    },
  }
}
