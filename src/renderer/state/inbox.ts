import type { InboxEntry, InboxFrame } from '../../contract/inbox.ts'
import type { Elicitation } from '../../contract/mcp.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { parentIn } from './agents.ts'
import { t } from '../ui/i18n/t.ts'
import { titleOf } from './selectors.ts'

/** What waits for a person, in any thread. */
export interface Inbox {
  approvals: Readonly<Record<string, ThreadApprovals>>
  elicitations: readonly Elicitation[]
}

/** What waits in one thread, in the order of its calls. */
export interface ThreadApprovals {
  /** When the thread began to wait: it keeps its place in the list while anything in it does. */
  since: number
  entries: readonly InboxEntry[]
}

export const EMPTY_INBOX: Inbox = { approvals: {}, elicitations: [] }

/** Folds one frame of `inbox/watch`. */
export function takeInboxFrame(inbox: Inbox, frame: InboxFrame): Inbox {
  if (frame.type === 'changed') {
    const { threadId, entries } = frame
    const { [threadId]: before, ...others } = inbox.approvals
    if (entries.length === 0) return { ...inbox, approvals: others }
    const since = before?.since ?? firstAt(entries)
    return { ...inbox, approvals: { ...inbox.approvals, [threadId]: { since, entries } } }
  }
  const byThread = new Map<string, InboxEntry[]>()
  for (const entry of frame.entries) byThread.set(entry.threadId, [...(byThread.get(entry.threadId) ?? []), entry])
  const approvals = [...byThread].map(([id, entries]) => [id, { since: firstAt(entries), entries }] as const)
  return { ...inbox, approvals: Object.fromEntries(approvals) }
}

const firstAt = (entries: readonly InboxEntry[]): number => Math.min(...entries.map(entry => entry.askedAt))

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
  since: number
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
  const groupOf = (id: string, title: string, cwd: string | null, since: number): WaitingGroup => {
    const group = groups.get(id) ?? { id, title, cwd, since, items: [] }
    groups.set(id, group)
    return group
  }
  for (const [threadId, { since, entries }] of Object.entries(inbox.approvals)) {
    for (const entry of entries) {
      const { callId, askedAt: at } = entry
      const own = titleOf(summaries[threadId] ?? { title: entry.thread, preview: '' })
      const title = entry.agent ? `${entry.agent.nickname} · ${entry.agent.root}` : own
      const key = `${threadId}/${callId}@${at}`
      groupOf(threadId, title, entry.cwd, since).items.push({ type: 'approval', key, threadId, at, entry })
    }
  }
  for (const elicitation of inbox.elicitations) {
    const { id, threadId, server, askedAt: at } = elicitation
    const thread = threadId === null ? undefined : summaries[threadId]
    const title = threadId === null ? t('MCP server {server}', { server }) : titleOf(thread ?? null)
    const item: Waiting = { type: 'question', key: `question/${id}`, threadId, at, elicitation }
    groupOf(threadId ?? `server/${server}`, title, thread?.cwd ?? null, at).items.push(item)
  }
  const waiting = [...groups.values()].sort((a, b) => a.since - b.since)
  return [...waiting, ...failureGroups(summaries, dismissed, now)]
}

/** What becomes of an agent that failed is for its parent to say, which hears of it. */
function failureGroups(summaries: WaitingOptions['summaries'], dismissed: Dismissed, now: number): WaitingGroup[] {
  return Object.values(summaries)
    .filter(thread => thread.status === 'failed' && !thread.archived && !parentIn(summaries, thread))
    .filter(({ id, updatedAt }) => updatedAt > (dismissed[id] ?? 0) && now - updatedAt < FAILURE_SHOWN_MS)
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map(thread => {
      const { id, updatedAt: at } = thread
      const item: Waiting = { type: 'failure', key: `failure/${id}@${at}`, threadId: id, at, thread }
      return { id: `failure/${id}`, title: titleOf(thread), cwd: thread.cwd, since: at, items: [item] }
    })
}

/** Remembered dismissals, as far as they can be read. */
export function dismissedFrom(value: unknown): Dismissed {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, at]) => typeof at === 'number'))
}
