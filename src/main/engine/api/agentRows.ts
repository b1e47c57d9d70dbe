import type { AgentRow } from '../../../contract/agents.ts'
import type { AgentLink, AgentStatus } from '../../../core/agents/agent.ts'
import { statusOf, statusOfLink } from '../../../core/agents/status.ts'
import { commandLineOf } from '../../../core/policy/commands.ts'
import type { Call } from '../../../core/thread/calls.ts'
import { callsOf, runningTurn, waitingCalls } from '../../../core/thread/thread.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import type { TurnRow } from '../store/index/threadIndex.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

/** Where in a tree a thread stands. */
export interface Place {
  id: string
  /** Null for the root. */
  parentId: string | null
  depth: number
  /** What its parent's log says of it; null where that says nothing, as that of the root or of another program. */
  link: AgentLink | null
}

const MAX_SPANS = 50
const MAX_LINE_CHARS = 160
/** Calls of a turn further back than these are not looked at for waits. */
const CALLS_LOOKED_AT = 500

type Span = AgentRow['spans'][number]

/** The row of a thread that is open. */
export function liveRow(place: Place, { state, isRunning, summary }: ThreadActor): AgentRow {
  const thread = state.thread()
  const running = isRunning()
  const turn = running ? runningTurn(thread) : null
  const { title, preview, model, activity } = summary()
  const last = thread.turns.at(-1)
  return {
    ...identity(place, { name: title ?? preview, agent: thread.agent }),
    model,
    status: place.link ? statusOfLink(place.link, thread, running) : statusOf(thread, running),
    task: lineOf(preview),
    activity: (turn && activityOf(thread, turn)) ?? activity,
    waiting: waitingCalls(thread).length,
    turnId: turn?.id ?? null,
    startedAt: place.link?.spawnedAt ?? thread.createdAt,
    stoppedAt: turn ? null : (last?.finishedAt ?? thread.updatedAt),
    spans: newest(thread.turns.flatMap(each => spansOf(each, each === turn ? null : thread.updatedAt))),
    tokens: thread.usage.totalTokens,
    cost: null,
  }
}

/** The row of a thread that is not open, by what the index knows of it: null for one that is gone. */
export function storedRow(place: Place, row: ThreadRow | null, turns: readonly TurnRow[]): AgentRow {
  const { link } = place
  const startedAt = link?.spawnedAt ?? row?.createdAt ?? 0
  return {
    ...identity(place, { name: row?.title ?? row?.preview ?? '', agent: row?.agent ?? undefined }),
    model: row?.model ?? null,
    status: row ? storedStatus(row, link) : (link?.reported ?? 'pending_init'),
    task: lineOf(row?.preview ?? ''),
    activity: null,
    waiting: 0,
    turnId: null,
    startedAt,
    stoppedAt: turns.at(-1)?.finishedAt ?? row?.updatedAt ?? startedAt,
    spans: newest(turns.map((turn, n) => storedSpan(turn, turns[n + 1]?.startedAt ?? row?.updatedAt))),
    tokens: row?.totalTokens ?? 0,
    cost: null,
  }
}

const identity = (
  { id, parentId, depth, link }: Place,
  { name, agent }: { name: string; agent: { nickname: string; role: string } | undefined },
) => ({
  threadId: id,
  parentId,
  depth,
  nickname: parentId === null ? lineOf(name) : (link?.nickname ?? agent?.nickname ?? 'agent'),
  role: parentId === null ? 'root' : (link?.role ?? agent?.role ?? 'default'),
  open: parentId === null || link?.state === 'open',
})

/** What it said last only its report tells: the thread itself was not read. */
function storedStatus({ status }: ThreadRow, link: AgentLink | null): AgentStatus {
  if (link && link.state !== 'open') return 'shutdown'
  const reported = link?.reported
  const said = typeof reported === 'object' ? reported : null
  switch (status) {
    case null:
      return 'pending_init'
    case 'completed':
      return said && 'completed' in said ? said : { completed: null }
    case 'failed':
      return said && 'errored' in said ? said : { errored: 'It failed.' }
    default:
      return 'interrupted'
  }
}

function activityOf(thread: Thread, turn: Turn): string | null {
  // The summary says what is waited for.
  if (waitingCalls(thread).length > 0) return null
  const call = turn.items.findLast(item => item.type === 'call' && item.phase === 'running')
  if (call?.type === 'call') return lineOf(commandLineOf(call.item) ?? nameOf(call))
  const said = turn.items.at(-1)
  return said?.type === 'agentMessage' ? lineOf(said.text) : null
}

/** Calls whose names would not say to a person what goes on. */
const IN_WORDS: Readonly<Record<string, string>> = {
  wait: 'waits for its agents',
  spawn_agent: 'starts an agent',
  send_input: 'tells an agent',
  close_agent: 'closes an agent',
  resume_agent: 'opens an agent again',
}

function nameOf({ item }: Call): string {
  const name = 'name' in item ? item.name : ''
  return (Object.hasOwn(IN_WORDS, name) ? IN_WORDS[name] : undefined) ?? name
}

/** The first line, no longer than a row. */
const lineOf = (text: string): string => (text.trim().split('\n', 1)[0] ?? '').slice(0, MAX_LINE_CHARS)

/** A turn and the waits in it. `leftAt`: when one without an end was last heard of; null while it runs. */
function spansOf(turn: Turn, leftAt: number | null): Span[] {
  const to = turn.finishedAt ?? leftAt
  const waits = callsOf(turn)
    .slice(-CALLS_LOOKED_AT)
    .flatMap(call => waitOf(call, to))
  return [{ kind: 'working', from: turn.startedAt, to }, ...waits]
}

/** When a call waited for a person. When it was asked for is known only while it waits: it came just before. */
function waitOf(call: Call, turnEnd: number | null): Span[] {
  if (call.phase === 'waiting') return [{ kind: 'waiting', from: call.askedAt, to: turnEnd }]
  if (call.phase === 'decided') return [{ kind: 'waiting', from: call.at, to: call.decidedAt }]
  if (call.phase === 'running' && call.approvedAs) return [{ kind: 'waiting', from: call.at, to: call.startedAt }]
  if (call.phase === 'done' && call.decision)
    return [{ kind: 'waiting', from: call.at, to: call.startedAt ?? call.finishedAt }]
  return []
}

const storedSpan = ({ startedAt, finishedAt }: TurnRow, leftAt: number | undefined): Span => ({
  kind: 'working',
  from: startedAt,
  to: finishedAt ?? Math.max(startedAt, leftAt ?? startedAt),
})

const newest = (spans: Span[]): Span[] => spans.slice(-MAX_SPANS)
