import type { AgentOrigin } from '../agents/agent.ts'
import type { CompactionTrigger, Event, EventBody, EventType, Millis, Seq, TokenUsage } from '../thread/events.ts'
import type { ResponseItem } from '../thread/items.ts'
import type { ThreadSettings } from '../thread/settings.ts'
import { agentFact } from './agentCalls.ts'
import { changesFrom, finishedCall, statusOf, userCommandIn } from './callItems.ts'
import type { FinishedCall, UserCommandEnd } from './callItems.ts'
import { decodeItem, isCompactionOutput, isItemOfOurs, replacedBy } from './decodeItem.ts'
import { createGaps } from './gaps.ts'
import type { Found, Gaps } from './gaps.ts'
import { SUMMARY } from './kinds.ts'
import { isRecord, number, ordinalOf, OWN_LINE, record, text } from './line.ts'
import type { Json, RolloutLine } from './line.ts'
import { settingsOf } from './turnContext.ts'

export interface Decoder {
  /** Call before the first line of each file of a chain of bases. */
  startFile(): void
  /**
   * The facts of a line. A line holds at most one, at `seq`: its ordinal, or its index in files without ordinals. Facts
   * that a line only implies (older files begin and end no turns) come before it, at fractions.
   */
  line(line: RolloutLine, index: number): Event[]
  /** Facts that the end of the file implies. */
  end(): Event[]
}

/** What is known of a thread whose file is read from somewhere in its middle. */
export interface Continued {
  threadId: string
  cwd: string
  provider: string | undefined
}

export interface Reading {
  /** Remembers what the model read, which older files need where they take it back. Without it memory stays small. */
  keepsItems?: boolean
}

/** Reads rollouts of any version into facts; damaged or unknown lines are none. Never throws. */
export function createDecoder(continued?: Continued, { keepsItems = true }: Reading = {}): Decoder {
  const gaps = createGaps(continued?.cwd, keepsItems)
  let provider = continued?.provider ?? 'openai'
  const known = new Set<string | undefined>(continued && [continued.threadId])
  let headerSeen = continued !== undefined
  let summarised = false
  /** Before this, the file of an agent repeats what its parent had said. */
  let ownFrom: Seq = -Infinity

  const readLine = (line: RolloutLine, seq: Seq, at: Millis): Event[] => {
    const payload = record(line.payload)
    if (line.type === 'session_meta') {
      // Only the first header is the file's own: copied histories bring theirs along. Segments repeat their thread's.
      const again = headerSeen || known.has(text(payload.id))
      headerSeen = true
      known.add(text(payload.id))
      if (again) return []
      provider = text(payload.model_provider) ?? provider
      ownFrom = number(payload.subagent_history_start_ordinal) ?? -Infinity
    } else if (seq < ownFrom) return inherited(line, payload, seq, at)
    const settings = record(payload.thread_settings)
    if (payload.type === 'thread_settings_applied') provider = text(settings.model_provider_id) ?? provider
    if (payload.type === 'thread_rolled_back') return gaps.rollBack(number(payload.num_turns) ?? 0, seq, at)
    const found = read(line, payload, { gaps, provider, summarised })
    if (line.type !== 'event_msg') summarised = isCompactionOutput(line.metadata)
    const implied = isRecord(line.heddle)
      ? null
      : agentFact(record(payload.item), text(payload.turn_id) ?? gaps.turnId())
    return [...(implied ? gaps.place(implied, seq - 0.1, at) : []), ...(found ? gaps.place(found, seq, at) : [])]
  }

  return {
    startFile: () => void (headerSeen = false),
    line(line, index) {
      if (!isRecord(line.payload)) return []
      const seq = ordinalOf(line) ?? index
      const at = Date.parse(text(line.timestamp) ?? '')
      return readLine(line, seq, Number.isNaN(at) ? gaps.lastAt() : at)
    },
    end: gaps.end,
  }
}

/**
 * What an agent was told by being given its parent's history: its turns are not the agent's. Of calls in it, only the
 * history that is read from the lines themselves knows.
 */
function inherited(line: RolloutLine, payload: Json, seq: Seq, at: Millis): Event[] {
  const body = line.type === 'response_item' ? decodeItem(payload, undefined)?.body : undefined
  if (body?.type === 'context.added') return [{ ...body, turnId: undefined, seq, at }]
  if (body?.type !== 'message.sent' && body?.type !== 'message.received') return []
  return [{ type: 'context.added', item: body.item, kinds: [], seq, at }]
}

/** Whether a line is of a kind that we know and yet tells nothing: what it holds is not what belongs there. */
export function isSenseless(line: RolloutLine): boolean {
  const { type, payload } = line
  if (typeof type !== 'string' || !isRecord(payload)) return true
  if (type === OWN_LINE) return Object.hasOwn(OWN_FACTS, String(payload.type)) && ownFact(payload) === null
  return type === 'response_item' && isItemOfOurs(payload) && decodeItem(payload, line.heddle) === null
}

interface Known {
  gaps: Gaps
  provider: string
  /** The line before was the summary that a compaction asked for. */
  summarised: boolean
}

function read(line: RolloutLine, payload: Json, known: Known): Found | null {
  const { gaps, provider } = known
  switch (line.type) {
    case OWN_LINE:
      return ownFact(payload)
    case 'session_meta':
      return created(payload, record(line.heddle))
    case 'turn_context':
      return configured(payload, record(line.heddle), gaps.turnForContext(text(payload.turn_id)), provider)
    case 'response_item': {
      const decoded = isCompactionOutput(line.metadata) ? null : decodeItem(payload, line.heddle)
      return decoded && (decoded.turnId === undefined ? { unplaced: decoded.body } : decoded.body)
    }
    case 'token_usage_record':
      return sampled(payload, known.summarised || record(line.heddle).purpose === 'compaction')
    case 'compacted':
      return compacted(payload, record(line.heddle), gaps)
    case 'event_msg':
      return eventMessage(payload, line.heddle, gaps)
    default:
      return null
  }
}

/** Facts that may stand in lines of our own, and the fields without which they could not be folded. */
const OWN_FACTS: Partial<Record<EventType, string[]>> = {
  'thread.renamed': ['title'],
  'thread.archived': [],
  'thread.unarchived': [],
  'thread.reverted': ['turns'],
  'thread.configured': ['settings'],
  'tools.registered': ['tools'],
  'tools.restricted': ['turnId', 'tools', 'by'],
  'input.queued': ['inputId', 'content'],
  'input.edited': ['inputId', 'content'],
  'input.redirected': ['inputId', 'delivery'],
  'input.moved': ['inputId'],
  'input.removed': ['inputId'],
  'sample.completed': ['turnId'],
  'message.refused': ['turnId', 'item', 'hook', 'reason'],
  'call.hooked': ['turnId', 'callId', 'hook'],
  'approval.requested': ['turnId', 'callId', 'request'],
  'approval.decided': ['turnId', 'callId', 'decision'],
  'call.started': ['turnId', 'callId', 'reason'],
  'call.completed': ['turnId', 'callId', 'status'],
  'files.changed': ['turnId', 'images', 'folders', 'outside'],
  'files.undone': ['undoId', 'of', 'images', 'folders'],
  'interrupt.requested': ['turnId'],
  'notice.added': ['level', 'text'],
  'compaction.requested': ['turnId'],
  'thread.promoted': [],
  'agent.spawned': ['turnId', 'callId', 'agentId', 'nickname', 'role'],
  'agent.reported': ['reportId', 'agentId', 'status'],
  'agent.closed': ['agentId'],
  'agent.resumed': ['agentId'],
  'agent.promoted': ['agentId'],
  'plan.decided': ['turnId', 'decision', 'text'],
  'compaction.failed': ['turnId', 'trigger', 'failure'],
  'userCommand.started': ['turnId', 'callId', 'command'],
  'userCommand.completed': ['turnId', 'callId', 'command', 'status'],
}

/** A fact of ours; those of a newer version are skipped. */
function ownFact(payload: Json): EventBody | null {
  const needed = Object.entries(OWN_FACTS).find(([type]) => type === payload.type)?.[1]
  return needed?.every(field => (payload[field] ?? null) !== null) ? (payload as unknown as EventBody) : null
}

function created(payload: Json, heddle: Json): EventBody | null {
  const threadId = text(payload.id)
  if (threadId === undefined) return null
  const git = isRecord(payload.git) ? payload.git : undefined
  const isAgent = number(payload.subagent_history_start_ordinal) !== undefined
  const base = isAgent ? undefined : text(payload.forked_from_id)
  const source = record(record(payload.source).subagent)
  const spawn = record(source.thread_spawn)
  const client = text(heddle.source) ?? text(payload.source) ?? (isRecord(payload.source) ? 'subagent' : 'unknown')
  return {
    type: 'thread.created',
    threadId,
    cwd: text(payload.cwd) ?? '',
    origin: { source: client, originator: text(payload.originator) ?? 'unknown' },
    provider: text(payload.model_provider),
    instructions: text(record(payload.base_instructions).text) ?? text(payload.instructions),
    git: git && {
      commit: text(git.commit_hash),
      branch: text(git.branch),
      repositoryUrl: text(git.repository_url),
    },
    version: text(payload.cli_version) ?? 'unknown',
    ...(isRecord(heddle.forkedFrom) && { forkedFrom: heddle.forkedFrom as { threadId: string; beforeSeq: Seq } }),
    ...(base !== undefined && {
      forkedFrom: { threadId: base, beforeSeq: number(payload.forked_from_ordinal_exclusive) ?? 0 },
    }),
    ...(text(heddle.editOf) !== undefined && { editOf: text(heddle.editOf) }),
    parentId: text(payload.parent_thread_id) ?? text(spawn.parent_thread_id),
    ...(isRecord(source.thread_spawn) && { agent: agentFrom(spawn, payload) }),
    ...(heddle.ephemeral === true && { ephemeral: true }),
  }
}

function agentFrom(spawn: Json, { session_id: rootId, id }: Json): AgentOrigin {
  const isFarther = typeof rootId === 'string' && rootId !== id && rootId !== spawn.parent_thread_id
  return {
    nickname: text(spawn.agent_nickname) ?? 'agent',
    role: text(spawn.agent_role) ?? 'default',
    depth: number(spawn.depth) ?? 1,
    ...(isFarther && { rootId }),
  }
}

function configured(payload: Json, heddle: Json, turnId: string, provider: string): EventBody {
  const settings = isRecord(heddle.settings)
    ? (heddle.settings as unknown as ThreadSettings)
    : settingsOf(payload, provider)
  return { type: 'turn.configured', turnId, cwd: text(payload.cwd) ?? '', settings }
}

function sampled(payload: Json, isCompaction: boolean): EventBody | null {
  const turnId = text(payload.turn_id)
  if (turnId === undefined) return null
  const responseId = text(payload.response_id) ?? null
  const purpose = isCompaction ? 'compaction' : undefined
  return { type: 'sample.completed', turnId, responseId, usage: usageOf(record(payload.usage)), purpose }
}

const usageOf = (usage: Json): TokenUsage => ({
  inputTokens: number(usage.input_tokens) ?? 0,
  cachedInputTokens: number(usage.cached_input_tokens) ?? 0,
  outputTokens: number(usage.output_tokens) ?? 0,
  reasoningTokens: number(usage.reasoning_output_tokens) ?? 0,
  totalTokens: number(usage.total_tokens) ?? 0,
})

export function compacted(payload: Json, heddle: Json, gaps: Pick<Gaps, 'turnId' | 'userMessages'>): EventBody {
  const message = text(payload.message) ?? ''
  const summary: ResponseItem = { type: 'message', role: 'user', content: [{ type: 'input_text', text: message }] }
  const { replacement, kinds } = Array.isArray(payload.replacement_history)
    ? replacedBy(payload.replacement_history, message)
    : { replacement: [...gaps.userMessages(), summary], kinds: [...gaps.userMessages().map(() => null), [SUMMARY]] }
  return {
    type: 'history.compacted',
    turnId: text(heddle.turnId) ?? text(record(payload.resume_metadata).last_started_turn_id) ?? gaps.turnId(),
    message,
    replacement,
    kinds,
    windowNumber: number(payload.window_number) ?? 1,
    ...(isTrigger(heddle.trigger) && { trigger: heddle.trigger }),
    tokensBefore: number(heddle.tokensBefore),
    tokensAfter: number(heddle.tokensAfter),
  }
}

const isTrigger = (value: unknown): value is CompactionTrigger => value === 'auto' || value === 'manual'

function eventMessage(payload: Json, heddle: unknown, gaps: Gaps): EventBody | null {
  const turnId = text(payload.turn_id) ?? gaps.turnId()
  switch (payload.type) {
    case 'task_started':
      return {
        type: 'turn.started',
        turnId,
        contextWindow: number(payload.model_context_window),
        compactAt: number(record(heddle).compactAt),
      }
    case 'task_complete':
    case 'turn_aborted':
      return finished(payload, heddle, turnId, gaps)
    case 'item_completed':
      return callFinished(payload, heddle, turnId, gaps)
    case 'patch_apply_end':
      return patched(payload, heddle, turnId)
    default:
      return null
  }
}

function finished(payload: Json, heddle: unknown, turnId: string, gaps: Gaps): EventBody {
  if (isRecord(heddle)) return { type: 'turn.finished', turnId, ...heddle } as EventBody
  const error = text(record(payload.error).message)
  const startedAt = number(payload.started_at)
  return {
    type: 'turn.finished',
    turnId,
    status: payload.type === 'turn_aborted' ? 'interrupted' : error === undefined ? 'completed' : 'failed',
    ...(error !== undefined && { failure: { code: 'codex', message: error } }),
    startedAt: startedAt === undefined ? gaps.turnStartedAt() : startedAt * 1000,
    timeToFirstTokenMs: number(payload.time_to_first_token_ms),
  }
}

function callFinished(payload: Json, heddle: unknown, turnId: string, gaps: Gaps): EventBody | null {
  const item = record(payload.item)
  const command = userCommandIn(item)
  if (command) return userCommandFinished(command, payload, heddle, turnId)
  const { sandboxed } = gaps.world()
  const told = finishedCall(item, sandboxed) ?? otherCall(item, gaps)
  if (!told) return null
  if (!isRecord(heddle)) {
    return { type: 'call.completed', turnId, ...told, startedAt: number(payload.started_at_ms) }
  }
  const { result, ...rest } = heddle
  return {
    type: 'call.completed',
    turnId,
    ...told,
    ...rest,
    result: { ...told.result, ...record(result) },
  } as EventBody
}

function userCommandFinished(told: UserCommandEnd, payload: Json, heddle: unknown, turnId: string): EventBody {
  if (!isRecord(heddle)) {
    return { type: 'userCommand.completed', turnId, ...told, startedAt: number(payload.started_at_ms) }
  }
  const { result, ...rest } = heddle
  const whole = { ...told.result, ...record(result) }
  return { type: 'userCommand.completed', turnId, ...told, ...rest, result: whole } as EventBody
}

/** Calls of tools that we do not have: their end is known, their result is what the model read. */
const otherCall = (item: Json, gaps: Gaps): FinishedCall | null => {
  const callId = text(item.id)
  return callId !== undefined && gaps.isOpenCall(callId) ? { callId, status: statusOf(item.status) } : null
}

function patched(payload: Json, heddle: unknown, turnId: string): EventBody | null {
  const callId = text(payload.call_id)
  if (callId === undefined) return null
  const { result, ...rest } = record(heddle)
  const status = payload.status === 'declined' ? 'declined' : payload.success === false ? 'failed' : 'completed'
  const changes = changesFrom(payload.changes)
  const told = { kind: 'patch', changes, durationMs: 0, ...record(result) } as const
  return { type: 'call.completed', turnId, callId, status, ...rest, result: told }
}
