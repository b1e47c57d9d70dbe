import type { InboxEntry, InboxFrame } from '../../contract/inbox.ts'
import type { Elicitation } from '../../contract/mcp.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { titleOf } from './selectors.ts'

/** What waits for a person, in any thread. */
export interface Inbox {
  /** By thread; in a thread in the order of its calls. */
  approvals: Readonly<Record<string, readonly InboxEntry[]>>
  elicitations: readonly Elicitation[]
}

export const EMPTY_INBOX: Inbox = { approvals: {}, elicitations: [] }

/** Folds one frame of `inbox/watch`. */
export function takeInboxFrame(inbox: Inbox, frame: InboxFrame): Inbox {
  if (frame.type === 'changed') {
    const { [frame.threadId]: _, ...others } = inbox.approvals
    const approvals = frame.entries.length === 0 ? others : { ...inbox.approvals, [frame.threadId]: frame.entries }
    return { ...inbox, approvals }
  }
  const approvals: Record<string, InboxEntry[]> = {}
  for (const entry of frame.entries) (approvals[entry.threadId] ??= []).push(entry)
  return { ...inbox, approvals }
}

/** One line of the Inbox. `key` stays the same while it waits, and a call that asks again is another line. */
export type Waiting = { key: string; threadId: string | null; at: number } & (
  | { type: 'approval'; entry: InboxEntry }
  | { type: 'question'; elicitation: Elicitation }
  | { type: 'failure'; thread: ThreadSummary }
)

export interface WaitingGroup {
  id: string
  title: string
  /** The folder of the thread; null where none is known. */
  cwd: string | null
  items: Waiting[]
}

/** Failures that were put away, each with the moment of the thread's last change when it was. */
export type Dismissed = Readonly<Record<string, number>>

/** Older failures are history: they stand in the list of threads. */
const FAILURE_SHOWN_MS = 3 * 24 * 60 * 60_000

export interface WaitingOptions {
  summaries: Readonly<Record<string, ThreadSummary>>
  dismissed: Dismissed
  now: number
}

/** All that waits, by thread: the thread that has waited longest first, failures after everything that waits. */
export function waitingGroups(inbox: Inbox, { summaries, dismissed, now }: WaitingOptions): WaitingGroup[] {
  const groups = new Map<string, WaitingGroup>()
  const add = (id: string, title: string, cwd: string | null, item: Waiting) => {
    const group = groups.get(id)
    if (group) group.items.push(item)
    else groups.set(id, { id, title, cwd, items: [item] })
  }
  for (const entry of Object.values(inbox.approvals).flat()) {
    const { threadId, callId, askedAt: at } = entry
    const title = titleOf(summaries[threadId] ?? { title: entry.thread, preview: '' })
    add(threadId, title, entry.cwd, { type: 'approval', key: `${threadId}/${callId}@${at}`, threadId, at, entry })
  }
  for (const elicitation of inbox.elicitations) {
    const { id, threadId, server, askedAt: at } = elicitation
    const thread = threadId === null ? undefined : summaries[threadId]
    const title = threadId === null ? `MCP server ${server}` : titleOf(thread ?? null)
    const item: Waiting = { type: 'question', key: `question/${id}`, threadId, at, elicitation }
    add(threadId ?? `server/${server}`, title, thread?.cwd ?? null, item)
  }
  const waiting = [...groups.values()].sort((a, b) => firstAt(a) - firstAt(b))
  return [...waiting, ...failureGroups(summaries, dismissed, now)]
}

const firstAt = ({ items }: WaitingGroup): number => Math.min(...items.map(item => item.at))

function failureGroups(summaries: WaitingOptions['summaries'], dismissed: Dismissed, now: number): WaitingGroup[] {
  return Object.values(summaries)
    .filter(thread => thread.status === 'failed' && !thread.archived)
    .filter(({ id, updatedAt }) => updatedAt > (dismissed[id] ?? 0) && now - updatedAt < FAILURE_SHOWN_MS)
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map(thread => {
      const { id, updatedAt: at } = thread
      const item: Waiting = { type: 'failure', key: `failure/${id}@${at}`, threadId: id, at, thread }
      return { id: `failure/${id}`, title: titleOf(thread), cwd: thread.cwd, items: [item] }
    })
}

/** Remembered dismissals, as far as they can be read. */
export function dismissedFrom(value: unknown): Dismissed {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, at]) => typeof at === 'number'))
}
