import type { AgentOrigin } from '../agents/agent.ts'
import { messageOf, planIdOf } from '../plan/fold.ts'
import type { EventBody, EventType, Millis, TokenUsage } from '../thread/events.ts'
import { textOf } from '../thread/items.ts'
import type { ContentPart, MessageItem, ResponseItem } from '../thread/items.ts'
import { NO_USAGE } from '../thread/thread.ts'
import type { Thread } from '../thread/thread.ts'
import { callItem, changesByPath, difference, finishedCall, userCommandIn, userCommandItem } from './callItems.ts'
import { itemTypeOf } from './decodeItem.ts'
import { contextKinds, userKinds } from './kinds.ts'
import { ITEM_METADATA, OWN_LINE } from './line.ts'
import type { Json, Line, Style } from './line.ts'
import { contextPayload } from './turnContext.ts'
import { createTally, tallyOf } from './tally.ts'
import type { Tally, TallyState } from './tally.ts'

type Body<T extends EventType> = Extract<EventBody, { type: T }>

/** Where the history of a fork is read from: the real program finds its base by this. */
export interface HistoryBase {
  /** Whose file it is. */
  threadId: string
  /** What the file is referred to by. */
  fileId: string
  endOrdinal: number
  endByte: number
}

export interface Encoder {
  /** What the lines so far amount to, and going back to that when the lines after it were not recorded. */
  save(): TallyState
  restore(saved: TallyState): void
  /**
   * The lines of one fact, which exactly one of them holds; the others (`derived`) repeat it in the words that the real
   * program shows to people.
   */
  lines(body: EventBody, at: Millis): Line[]
}

/** Encodes the facts of one thread, in order, in the style of its file. `after` is the thread that is continued. */
export function createEncoder(style: Style, { base, after }: { base?: HistoryBase; after?: Thread } = {}): Encoder {
  const tally = createTally(after && tallyOf(after))
  return {
    save: tally.save,
    restore: tally.restore,
    lines(body, at) {
      tally.note(body, at)
      return encode(body, { at, style, tally, base })
    },
  }
}

interface Context {
  at: Millis
  style: Style
  tally: Tally
  base: HistoryBase | undefined
}

const own = (body: EventBody): Line => ({ type: OWN_LINE, payload: { ...body } })
const shown = (payload: Json): Line => ({ type: 'event_msg', payload, derived: true })
const fact = (payload: Json, heddle?: Json): Line => ({ type: 'event_msg', payload, heddle })

function encode(body: EventBody, context: Context): Line[] {
  const { tally, at } = context
  switch (body.type) {
    case 'thread.created':
      return [header(body, context)]
    case 'turn.started':
      return [turnStarted(body, at)]
    case 'turn.configured': {
      const { turnId, cwd, settings } = body
      return [{ type: 'turn_context', payload: contextPayload(turnId, cwd, settings), heddle: { settings } }]
    }
    case 'context.added':
      return [itemLine(body, context, body.kinds)]
    case 'message.sent':
      return [itemLine(body, context, userKinds(body.item.content)), userMessage(body, context)]
    case 'message.received':
      return [...agentMessage(body, context), itemLine(body, context)]
    case 'reasoning.received':
      return [...reasoning(body, context), itemLine(body, context)]
    case 'call.received':
    case 'item.received':
    case 'output.recorded':
      return [itemLine(body, context)]
    case 'sample.completed':
      return body.usage ? [usageRecord(body, body.usage, tally), tokenCount(body.usage, tally)] : [own(body)]
    case 'call.completed':
      return [callCompleted(body, context)]
    case 'userCommand.completed':
      return [userCommandCompleted(body, context)]
    case 'history.compacted':
      return [compacted(body, at), ...compactionShown(body, context)]
    case 'turn.finished':
      return [turnFinished(body, context)]
    default:
      return [own(body)]
  }
}

/** Kinds of client that the real program lists; others are listed as the app's. */
const KNOWN_SOURCES = ['cli', 'exec', 'vscode']

function header(body: Body<'thread.created'>, { at, style, base }: Context): Line {
  const {
    threadId,
    cwd,
    origin,
    provider,
    instructions,
    git,
    version,
    forkedFrom,
    editOf,
    parentId,
    agent,
    ephemeral,
  } = body
  const known = KNOWN_SOURCES.includes(origin.source) && agent === undefined
  // Without a base the file is whole, and after a revert it goes on with its own thread: the real program must not look
  // for another one.
  const isFork = base !== undefined && base.threadId !== threadId
  return {
    type: 'session_meta',
    payload: {
      session_id: agent ? (agent.rootId ?? parentId ?? threadId) : threadId,
      id: threadId,
      forked_from_id: isFork ? forkedFrom?.threadId : undefined,
      forked_from_ordinal_exclusive: isFork ? forkedFrom?.beforeSeq : undefined,
      parent_thread_id: parentId,
      timestamp: new Date(at).toISOString(),
      cwd,
      originator: origin.originator,
      cli_version: version,
      source: agent ? spawnedBy(parentId, agent) : known ? origin.source : 'vscode',
      thread_source: agent && 'subagent',
      agent_nickname: agent?.nickname,
      agent_role: agent?.role,
      model_provider: provider,
      base_instructions: instructions === undefined ? undefined : { text: instructions },
      history_mode: style,
      history_base: base && {
        thread_id: base.fileId,
        end_ordinal_exclusive: base.endOrdinal,
        end_byte_offset: base.endByte,
      },
      git: git && { commit_hash: git.commit, branch: git.branch, repository_url: git.repositoryUrl },
    },
    heddle: {
      source: known ? undefined : origin.source,
      forkedFrom: isFork ? undefined : forkedFrom,
      editOf,
      ephemeral,
    },
  }
}

/** How the real program names the origin of an agent (codex-formats 9). */
const spawnedBy = (parentId: string | undefined, { nickname, role, depth }: AgentOrigin): Json => ({
  subagent: {
    thread_spawn: { parent_thread_id: parentId, depth, agent_nickname: nickname, agent_role: role },
  },
})

const turnStarted = ({ turnId, contextWindow, compactAt }: Body<'turn.started'>, at: Millis): Line =>
  fact(
    {
      type: 'task_started',
      turn_id: turnId,
      root_turn_id: turnId,
      started_at: seconds(at),
      model_context_window: contextWindow,
    },
    compactAt === undefined ? undefined : { compactAt },
  )

type ItemBody = Body<
  | 'context.added'
  | 'message.sent'
  | 'message.received'
  | 'reasoning.received'
  | 'call.received'
  | 'item.received'
  | 'output.recorded'
>

/** A model-visible item. Where its looks would not lead back to the fact, the envelope names it. */
function itemLine(body: ItemBody, { at }: Context, kinds?: string[]): Line {
  const metadata = { turn_id: body.turnId, create_time: at / 1000, content_item_kinds: kinds }
  const payload: Json = { ...body.item, [ITEM_METADATA]: metadata }
  const tells =
    itemTypeOf(payload) === body.type &&
    (body.type !== 'context.added' || contextKinds(body.item, body.kinds) === body.kinds)
  return { type: 'response_item', payload, heddle: tells ? undefined : { type: body.type } }
}

/** A finished item as the real program shows it. */
function itemShown(turnId: string, item: Json, { at, tally }: Context, startedAt: Millis = at): Json {
  return {
    type: 'item_completed',
    thread_id: tally.threadId(),
    turn_id: turnId,
    item,
    started_at_ms: startedAt,
    completed_at_ms: at,
  }
}

function userMessage({ turnId, item }: Body<'message.sent'>, context: Context): Line {
  if (context.style === 'legacy') {
    const images = item.content.flatMap(part => (part.type === 'input_image' ? [part.image_url] : []))
    return shown({ type: 'user_message', message: textOf(item.content), images, local_images: [], text_elements: [] })
  }
  const content = item.content.map(userPart)
  return shown(itemShown(turnId, { type: 'UserMessage', id: idOf(item, context), content }, context))
}

const userPart = (part: ContentPart): Json =>
  part.type === 'input_image'
    ? { type: 'image', image_url: part.image_url }
    : { type: 'text', text: part.text, text_elements: [] }

/** A proposed plan is shown beside what is said around it; of several in a message the last (codex-formats 10). */
function agentMessage({ turnId, item }: Body<'message.received'>, context: Context): Line[] {
  const { phase } = item
  const { said, plans } = messageOf(item, context.tally.mode())
  const plan = plans.at(-1)
  if (context.style === 'legacy') return [shown({ type: 'agent_message', message: said, phase: phase ?? null })]
  const message = { type: 'AgentMessage', id: idOf(item, context), content: [{ type: 'Text', text: said }], phase }
  return [
    ...(plan === undefined ? [] : [{ type: 'Plan', id: planIdOf(turnId, 0), text: plan }]),
    ...(plan !== undefined && said.trim() === '' ? [] : [message]),
  ].map(each => shown(itemShown(turnId, each, context)))
}

function reasoning({ turnId, item }: Body<'reasoning.received'>, context: Context): Line[] {
  const summary = item.summary.map(part => part.text)
  if (context.style === 'legacy') return summary.map(text => shown({ type: 'agent_reasoning', text }))
  const shownItem = { type: 'Reasoning', id: idOf(item, context), summary_text: summary, raw_content: [] }
  return [shown(itemShown(turnId, shownItem, context))]
}

const idOf = (item: MessageItem | ResponseItem, { tally }: Context): string => item.id ?? `item-${tally.items()}`

function usageRecord(body: Body<'sample.completed'>, usage: TokenUsage, tally: Tally): Line {
  const { turnId, responseId, purpose } = body
  return {
    type: 'token_usage_record',
    payload: {
      thread_id: tally.threadId(),
      turn_id: turnId,
      session_id: tally.threadId(),
      root_turn_id: turnId,
      response_id: responseId,
      usage: usagePayload(usage),
      turn_token_usage: usagePayload(tally.turnUsage()),
      thread_token_usage: usagePayload(tally.threadUsage()),
    },
    heddle: purpose && { purpose },
  }
}

const tokenCount = (usage: TokenUsage, tally: Tally): Line =>
  shown({
    type: 'token_count',
    info: {
      total_token_usage: usagePayload(tally.threadUsage()),
      last_token_usage: usagePayload(usage),
      model_context_window: tally.contextWindow(),
    },
    rate_limits: null,
  })

const usagePayload = (usage: TokenUsage): Json => ({
  input_tokens: usage.inputTokens,
  cached_input_tokens: usage.cachedInputTokens,
  output_tokens: usage.outputTokens,
  reasoning_output_tokens: usage.reasoningTokens,
  total_tokens: usage.totalTokens,
})

function callCompleted(body: Body<'call.completed'>, context: Context): Line {
  const { turnId, callId, status, result, pendingOutput, startedAt } = body
  const item = callItem(body, context.tally.threadId())
  const told = item && finishedCall(item, true)
  if (!item || !told?.result || !result) return own(body)
  const heddle = { status, startedAt, pendingOutput, result: difference(result, told.result) }
  if (context.style === 'paginated') {
    return fact(
      itemShown(turnId, item, context, startedAt ?? context.tally.callStartedAt(callId) ?? context.at),
      heddle,
    )
  }
  // Files of the older style know only patches.
  if (result.kind !== 'patch') return own(body)
  const changes = changesByPath(result.changes)
  const ok = status === 'completed'
  const payload = { call_id: callId, turn_id: turnId, stdout: '', stderr: '', success: ok, changes, status }
  return fact({ type: 'patch_apply_end', ...payload }, heddle)
}

function userCommandCompleted(body: Body<'userCommand.completed'>, context: Context): Line {
  const { turnId, command, status, result, startedAt } = body
  const item = userCommandItem(body)
  const told = item && userCommandIn(item)
  if (!item || !told?.result || !result || context.style !== 'paginated') return own(body)
  const heddle = { command, status, startedAt, result: difference(result, told.result) }
  return fact(itemShown(turnId, item, context, startedAt), heddle)
}

/** What the real program reads on from here instead of everything before. */
function compacted(body: Body<'history.compacted'>, at: Millis): Line {
  const { turnId, message, replacement, kinds = [], windowNumber, trigger, tokensBefore, tokensAfter } = body
  const items = replacement.map((item, index) => ({
    ...item,
    [ITEM_METADATA]: metadataOf(item, kinds[index], body, at),
  }))
  return {
    type: 'compacted',
    payload: { message, replacement_history: items, window_number: windowNumber },
    heddle: { turnId, trigger, tokensBefore, tokensAfter },
  }
}

function metadataOf(
  item: ResponseItem,
  kinds: readonly string[] | null | undefined,
  { turnId }: { turnId: string },
  at: Millis,
): Json {
  const said = item.type === 'message' && item.role === 'user' ? userKinds(item.content) : undefined
  return { turn_id: turnId, create_time: at / 1000, content_item_kinds: kinds ?? said }
}

/** What the window holds now, as an estimate, and the mark that people see. */
function compactionShown({ turnId, tokensAfter = 0 }: Body<'history.compacted'>, context: Context): Line[] {
  const held = tokenCount({ ...NO_USAGE, totalTokens: tokensAfter }, context.tally)
  if (context.style === 'legacy') return [held]
  const item = { type: 'ContextCompaction', id: `item-${context.tally.items()}` }
  return [held, shown(itemShown(turnId, item, context))]
}

/** Completed and failed turns are the same line there; stopped ones another. */
function turnFinished(body: Body<'turn.finished'>, { at, tally }: Context): Line {
  const { turnId, status, failure, startedAt, timeToFirstTokenMs } = body
  const times = { started_at: seconds(startedAt), completed_at: seconds(at), duration_ms: Math.max(0, at - startedAt) }
  const ids = { turn_id: turnId, root_turn_id: turnId }
  const heddle = { status, failure, startedAt, timeToFirstTokenMs }
  if (status === 'interrupted') return fact({ type: 'turn_aborted', ...ids, reason: 'interrupted', ...times }, heddle)
  const payload = {
    type: 'task_complete',
    ...ids,
    last_agent_message: status === 'failed' ? null : tally.lastAgentMessage(),
    error: failure && { message: failure.message, codex_error_info: 'other' },
    ...times,
    time_to_first_token_ms: timeToFirstTokenMs === undefined ? undefined : Math.round(timeToFirstTokenMs),
  }
  return fact(payload, heddle)
}

const seconds = (at: Millis): number => Math.floor(at / 1000)
