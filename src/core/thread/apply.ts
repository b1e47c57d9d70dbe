import { foldAgents, withoutReport } from '../agents/fold.ts'
import { decidePlanOf, decideProposal, messageItems, withAttached, withProposal } from '../plan/fold.ts'
import { reportIn } from '../agents/report.ts'
import { skillIn } from '../skills/inject.ts'
import { narrowed } from '../skills/restriction.ts'
import type { HookRef } from '../hooks/hook.ts'
import type { Call, CallPhase, Decision, McpSubject } from './calls.ts'
import type { Event, EventOf, TokenUsage } from './events.ts'
import { typedOf } from '../prompts/message.ts'
import { toolNameOf } from './items.ts'
import type { ContentPart } from './items.ts'
import { callOf, emptyThread, NO_USAGE, turnOf, UNDOS_KEPT } from './thread.ts'
import type { Item, Thread, Turn } from './thread.ts'
import { commandNote, userCall, withCommandNote, withoutCommandNote } from './userCommand.ts'

/** Folds one recorded event into the thread. Never fails, never reads a clock, keeps what did not change identical. */
export function apply(thread: Thread, event: Event): Thread {
  const next = change(thread, event)
  return { ...next, seq: event.seq, updatedAt: Math.max(next.updatedAt, event.at) }
}

/** The state after a whole log. */
export const fold = (threadId: string, events: Iterable<Event>): Thread => {
  let thread = emptyThread(threadId)
  for (const event of events) thread = apply(thread, event)
  return thread
}

function change(thread: Thread, event: Event): Thread {
  switch (event.type) {
    case 'thread.created':
      return created(thread, event)
    case 'thread.renamed':
      return { ...thread, title: event.title }
    case 'thread.archived':
      return { ...thread, archived: true }
    case 'thread.unarchived':
      return { ...thread, archived: false }
    case 'thread.reverted':
      return { ...thread, reverted: { turns: event.turns, at: event.at } }
    case 'thread.configured':
      return { ...thread, settings: event.settings }
    case 'tools.registered':
      return { ...thread, clientTools: event.tools }
    case 'turn.started':
      return startTurn(thread, event)
    case 'turn.configured':
      return withTurn({ ...thread, settings: event.settings }, event, turn => ({ ...turn, settings: event.settings }))
    case 'turn.finished':
      return finishTurn(thread, event)
    case 'input.queued':
    case 'input.edited':
    case 'input.redirected':
    case 'input.moved':
    case 'input.removed':
      return { ...thread, inbox: changeInbox(thread.inbox, event) }
    case 'sample.completed':
      return sampled(thread, event)
    case 'history.compacted':
      return compacted(thread, event)
    case 'compaction.requested':
      return withTurn(thread, event, turn => ({ ...turn, compactionRequested: true }))
    case 'compaction.failed':
      return compactionFailed(thread, event)
    case 'files.undone':
      return { ...thread, undos: [...withoutUndo(thread, event.undoId), undoneBy(event)].slice(-UNDOS_KEPT) }
    case 'thread.promoted':
      return { ...thread, parentId: undefined, agent: undefined }
    case 'agent.spawned':
    case 'agent.reported':
    case 'agent.closed':
    case 'agent.resumed':
    case 'agent.promoted':
      return foldAgents(thread, event)
    case 'plan.decided':
      return decideProposal(
        withTurn(thread, event, turn => decidePlanOf(turn, event)),
        event,
      )
    case 'context.added':
      return contextAdded(thread, event)
    case 'tools.restricted':
      return withTurn(thread, event, turn => ({
        ...turn,
        restriction: narrowed(turn.restriction ?? null, pickTools(event)),
      }))
    case 'userCommand.started':
      return withPreview(addItem(thread, event, userCall(event)), `!${event.command}`)
    case 'userCommand.completed':
      return userCommandEnded(thread, event)
    case 'notice.added':
      return addItem(thread, event, { type: 'notice', id: `notice-${event.seq}`, ...pick(event), at: event.at })
    case 'message.received':
    case 'reasoning.received':
    case 'call.received':
    case 'item.received':
      return withTurn(changeTurn(thread, event), event, turn => ({ ...turn, sampleOpen: true }))
    case 'message.sent':
    case 'message.refused':
    case 'call.hooked':
    case 'files.changed':
    case 'interrupt.requested':
    case 'approval.requested':
    case 'approval.decided':
    case 'call.started':
    case 'call.completed':
    case 'output.recorded':
      return changeTurn(thread, event)
    default:
      event satisfies never // a newer log: skipped, not fatal
      return thread
  }
}

const withoutUndo = ({ undos = [] }: Thread, undoId: string) => undos.filter(undo => undo.undoId !== undoId)

const undoneBy = ({ undoId, of, images, folders, at }: EventOf<'files.undone'>) => ({
  undoId,
  of,
  images,
  folders,
  at,
})

const pickTools = ({ tools, by }: EventOf<'tools.restricted'>) => ({ tools, by })

const pick = (event: EventOf<'notice.added'>) => ({ level: event.level, text: event.text })

function compacted(thread: Thread, event: EventOf<'history.compacted'>): Thread {
  const { turnId, message, trigger, tokensAfter, windowNumber, at } = event
  const tokensBefore = event.tokensBefore ?? thread.contextTokens
  const id = `compaction-${event.seq}`
  const mark: Item = { type: 'compaction', id, message, at, trigger, tokensBefore, tokensAfter }
  return {
    ...withTurn(addItem(thread, event, mark), event, turn => ({
      ...turn,
      compactionRequested: false,
      compactionFailed: undefined,
    })),
    contextTokens: tokensAfter ?? 0,
    compacted: { turnId, tokensBefore, answers: 0 },
    windowNumber,
  }
}

function compactionFailed(thread: Thread, event: EventOf<'compaction.failed'>): Thread {
  const { trigger, failure, at } = event
  const mark: Item = { type: 'compaction', id: `compaction-${event.seq}`, message: '', at, trigger, failure }
  return withTurn(addItem(thread, event, mark), event, turn => ({
    ...turn,
    compactionFailed: { atTokens: thread.contextTokens, failure },
  }))
}

function created(thread: Thread, event: EventOf<'thread.created'>): Thread {
  // The agents of a history that was copied or is read through a base are not this thread's.
  const own = thread.id === event.threadId
  return {
    ...thread,
    agents: own ? thread.agents : undefined,
    commandNotes: own ? thread.commandNotes : undefined,
    reports: own ? thread.reports : undefined,
    id: event.threadId,
    cwd: event.cwd,
    origin: event.origin,
    git: event.git,
    createdAt: event.at,
    forkedFrom: event.forkedFrom,
    editOf: event.editOf,
    parentId: event.parentId,
    agent: event.agent,
    reverted: null,
  }
}

function startTurn(thread: Thread, event: EventOf<'turn.started'>): Thread {
  const turn: Turn = {
    id: event.turnId,
    status: 'running',
    startedAt: event.at,
    firstSeq: event.seq,
    lastSeq: event.seq,
    items: [],
    usage: NO_USAGE,
    owesSample: false,
    sampleOpen: false,
    interruptRequested: false,
    compactAt: event.compactAt,
  }
  const contextWindow = event.contextWindow ?? thread.contextWindow
  return { ...thread, turns: [...thread.turns, turn], contextWindow, reverted: null }
}

function finishTurn(thread: Thread, event: EventOf<'turn.finished'>): Thread {
  return withTurn(thread, event, turn => ({
    ...turn,
    status: event.status,
    failure: event.failure,
    finishedAt: event.at,
    timeToFirstTokenMs: event.timeToFirstTokenMs,
    owesSample: false,
  }))
}

type InboxEvent = EventOf<'input.queued' | 'input.edited' | 'input.redirected' | 'input.moved' | 'input.removed'>

function changeInbox(inbox: Thread['inbox'], event: InboxEvent): Thread['inbox'] {
  const { inputId } = event
  switch (event.type) {
    case 'input.queued':
      return [...inbox, { id: inputId, content: event.content, delivery: event.delivery, at: event.at }]
    case 'input.edited':
      return inbox.map(input => (input.id === inputId ? { ...input, content: event.content } : input))
    case 'input.redirected':
      return inbox.map(input => (input.id === inputId ? { ...input, delivery: event.delivery } : input))
    case 'input.removed':
      return inbox.filter(input => input.id !== inputId)
    case 'input.moved': {
      const moved = inbox.find(input => input.id === inputId)
      if (!moved) return inbox
      const rest = inbox.filter(input => input.id !== inputId)
      const at = rest.findIndex(input => input.id === event.before)
      return at < 0 ? [...rest, moved] : [...rest.slice(0, at), moved, ...rest.slice(at)]
    }
  }
}

function sampled(thread: Thread, event: EventOf<'sample.completed'>): Thread {
  const { usage, purpose } = event
  const next = withTurn(usage ? { ...thread, usage: addUsage(thread.usage, usage) } : thread, event, turn => ({
    ...turn,
    ...(purpose !== 'compaction' && { owesSample: false, sampleOpen: false }),
    usage: usage ? addUsage(turn.usage, usage) : turn.usage,
  }))
  if (purpose === 'compaction') return next
  const { compacted } = thread
  return {
    ...next,
    contextTokens: usage?.totalTokens ?? thread.contextTokens,
    compacted: compacted && { ...compacted, answers: compacted.answers + 1 },
  }
}

export const addUsage = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  totalTokens: a.totalTokens + b.totalTokens,
})

type TurnEvent = EventOf<
  | 'message.sent'
  | 'message.refused'
  | 'call.hooked'
  | 'message.received'
  | 'reasoning.received'
  | 'call.received'
  | 'item.received'
  | 'files.changed'
  | 'interrupt.requested'
  | 'approval.requested'
  | 'approval.decided'
  | 'call.started'
  | 'call.completed'
  | 'output.recorded'
>

function changeTurn(thread: Thread, event: TurnEvent): Thread {
  const { at } = event
  switch (event.type) {
    case 'message.sent':
      return owing(withMessage(thread, event), event)
    case 'message.refused':
      return withMessage(thread, event, { hook: event.hook, reason: event.reason })
    case 'call.hooked':
      return hooked(thread, event)
    case 'message.received': {
      const items = messageItems(event, turnOf(thread, event.turnId))
      const said = withTurn(thread, event, turn => ({ ...turn, items: [...turn.items, ...items] }))
      return withProposal(said, event.turnId, items)
    }
    case 'reasoning.received': {
      const summary = event.item.summary.map(part => part.text).filter(text => text !== '')
      return addItem(thread, event, { type: 'reasoning', id: event.item.id ?? `reasoning-${event.seq}`, summary, at })
    }
    case 'call.received':
      return addItem(thread, event, { type: 'call', id: event.item.call_id, item: event.item, at, phase: 'new' })
    case 'item.received':
      return addItem(thread, event, { type: 'opaque', id: `item-${event.seq}`, name: event.item.type, at })
    case 'files.changed': {
      const { images, folders, outside } = event
      return withTurn(thread, event, turn => ({
        ...turn,
        filesChanged: [...(turn.filesChanged ?? []), { images, folders, outside, at }],
      }))
    }
    case 'interrupt.requested':
      return withTurn(thread, event, turn => ({ ...turn, interruptRequested: true }))
    case 'approval.requested':
      return withCall(thread, event, () => ({ phase: 'waiting', request: event.request, askedAt: at }))
    case 'approval.decided':
      return decided(thread, event)
    case 'call.started':
      return withCall(thread, event, call => ({
        phase: 'running',
        startedAt: at,
        sandboxed: event.sandboxed,
        reason: event.reason,
        approvedAs: call.phase === 'decided' ? call.decision : undefined,
        approvedMcp: call.phase === 'decided' ? call.request.mcp : undefined,
      }))
    case 'call.completed':
      return completed(thread, event)
    case 'output.recorded':
      return owing(
        withCall(thread, { ...event, callId: event.item.call_id }, call =>
          call.phase === 'done'
            ? { ...call, pendingOutput: undefined }
            : { ...doneFrom(call, at), status: 'completed' },
        ),
        event,
      )
  }
}

function withMessage(
  thread: Thread,
  event: EventOf<'message.sent' | 'message.refused'>,
  refused?: { hook: HookRef; reason: string },
): Thread {
  const id = event.item.id ?? `user-${event.seq}`
  const inbox = thread.inbox.filter(input => `msg_${input.id}` !== id)
  const item: Item = { type: 'userMessage', id, content: event.item.content, at: event.at, ...(refused && { refused }) }
  return withPreview(addItem({ ...thread, inbox }, event, item), typedOf(event.item.content))
}

/** The first that was said or done is what a thread is known by. */
const withPreview = (thread: Thread, said: string): Thread =>
  thread.preview === '' ? { ...thread, preview: oneLine(said) } : thread

/** Of another program's command only the end is known. */
function userCommandEnded(thread: Thread, event: EventOf<'userCommand.completed'>): Thread {
  const { turnId, callId, status, result, at } = event
  const turn = turnOf(thread, turnId)
  const isKnown = turn !== undefined && callOf(turn, callId) !== undefined
  const begun = isKnown ? thread : addItem(thread, event, userCall(event))
  const ended = withCall(begun, event, call => ({ ...doneFrom(call, at), status, result }))
  return withCommandNote(ended, commandNote(event))
}

function hooked(thread: Thread, event: EventOf<'call.hooked'>): Thread {
  const { hook, reason, becomes } = event
  return withTurn(thread, event, turn => ({
    ...turn,
    items: turn.items.map(call =>
      call.type === 'call' && call.id === event.callId
        ? {
            ...call,
            item: becomes ?? call.item,
            hooked: { hook, ...(reason !== undefined && { reason }), ...(becomes && { original: call.item }) },
          }
        : call,
    ),
  }))
}

const PREVIEW_CHARS = 200

/** The beginning of what was said, on one line. */
export const previewOf = (content: readonly ContentPart[]): string => oneLine(typedOf(content))

const oneLine = (text: string): string =>
  text
    .slice(0, 10 * PREVIEW_CHARS)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW_CHARS)

function decided(thread: Thread, event: EventOf<'approval.decided'>): Thread {
  const { decision, at } = event
  let allowed: string | null = null
  const next = withCall(thread, event, call => {
    if (call.phase !== 'waiting') return call
    if (decision.type === 'approve' && decision.scope === 'session') allowed = approvalKey(call, call.request.cwd)
    return { phase: 'decided', request: call.request, decision, decidedAt: at }
  })
  return allowed === null || next.sessionApprovals.includes(allowed)
    ? next
    : { ...next, sessionApprovals: [...next.sessionApprovals, allowed] }
}

/**
 * What "allow for this session" is remembered by: the same tool with the same input in the same folder. Of an MCP server
 * it is the tool as it was shown, with whatever input.
 */
export const approvalKey = (call: Call, cwd: string): string =>
  call.phase === 'waiting' && call.request.mcp
    ? mcpApprovalKey(call.request.mcp)
    : JSON.stringify([toolNameOf(call.item), inputOf(call), cwd])

export const mcpApprovalKey = ({ server, tool, schemaHash }: McpSubject): string =>
  JSON.stringify(['mcp', server, tool, schemaHash])

function inputOf(call: Call): string {
  const { item } = call
  if (item.type === 'custom_tool_call') return item.input
  if (item.type === 'local_shell_call') return JSON.stringify(item.action.command)
  try {
    const { cmd, sandbox_permissions } = JSON.parse(item.arguments)
    return cmd === undefined ? item.arguments : JSON.stringify([cmd, sandbox_permissions ?? null])
  } catch {
    return item.arguments // not JSON: the text itself is the key
  }
}

function completed(thread: Thread, event: EventOf<'call.completed'>): Thread {
  const next = withCall(thread, event, call => {
    const done = doneFrom(call, event.at)
    const { status, result, pendingOutput } = event
    return { ...done, startedAt: done.startedAt ?? event.startedAt, status, result, pendingOutput }
  })
  const { result } = event
  return result?.kind === 'plan' && event.status === 'completed'
    ? { ...next, plan: { explanation: result.explanation, steps: result.steps } }
    : next
}

/** The end of a call keeps what is worth knowing of its way there: when it started, why it was allowed, who decided. */
function doneFrom(call: Call, finishedAt: number) {
  const running = call.phase === 'running' || call.phase === 'done' ? call : undefined
  const decision: Decision | undefined =
    call.phase === 'decided' || call.phase === 'done'
      ? call.decision
      : call.phase === 'running'
        ? call.approvedAs
        : undefined
  return { phase: 'done', finishedAt, startedAt: running?.startedAt, reason: running?.reason, decision } as const
}

const owing = (thread: Thread, event: TurnEvent): Thread =>
  withTurn(thread, event, turn => ({ ...turn, owesSample: true }))

/** Of all context only reports of agents and skills that a message named are for the timeline. */
function contextAdded(thread: Thread, event: EventOf<'context.added'>): Thread {
  const { id: itemId } = event.item
  const read = withAttached(withoutCommandNote(withoutReport(thread, itemId), event), event)
  const report = reportIn(event)
  const skill = skillIn(event)
  const id = itemId ?? `skill-${event.seq}`
  const item = report ?? (skill && ({ type: 'skill', id, ...skill, at: event.at } as const))
  return item ? addItem(read, event, item) : read
}

/** Adds an item to the event's turn, or to the last one for facts that belong to none. */
function addItem(thread: Thread, event: Event, item: Item): Thread {
  return withTurn(thread, event, turn => ({ ...turn, items: [...turn.items, item] }))
}

function withTurn(thread: Thread, event: Event, update: (turn: Turn) => Turn): Thread {
  const turnId = 'turnId' in event ? event.turnId : undefined
  const index = turnId === undefined ? thread.turns.length - 1 : thread.turns.findLastIndex(turn => turn.id === turnId)
  const turn = thread.turns[index]
  if (!turn) return thread
  const turns = [...thread.turns]
  turns[index] = { ...update(turn), lastSeq: event.seq }
  return { ...thread, turns }
}

function withCall(thread: Thread, event: Event & { callId: string }, update: (call: Call) => CallPhase): Thread {
  return withTurn(thread, event, turn => {
    const index = turn.items.findLastIndex(item => item.type === 'call' && item.id === event.callId)
    const call = turn.items[index]
    if (call?.type !== 'call') return turn
    const items = [...turn.items]
    const { id, item, at, hooked, byUser } = call
    items[index] = { type: 'call', id, item, at, ...(hooked && { hooked }), ...(byUser && { byUser }), ...update(call) }
    return { ...turn, items }
  })
}
