/** What the beginning of a line tells of it without parsing the rest. */
export interface LineHead {
  ordinal: number
  type: string
  /** Type of the payload, empty where it has none. */
  kind: string
  /** What follows that type, as far as it was looked at. */
  rest: string
}

const HEAD_BYTES = 240
const HEAD =
  /^\{"timestamp":"[^"]{0,40}","ordinal":(\d{1,15}),"type":"([\w.]{1,60})","payload":\{(?:"type":"([\w.]{1,60})")?(.*)$/s

/** Null where the line does not begin as both programs write it: then it has to be parsed. */
export function lineHead(bytes: Buffer): LineHead | null {
  const found = HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES))
  if (!found) return null
  const [, ordinal, type = '', kind = '', rest = ''] = found
  return { ordinal: Number(ordinal), type, kind, rest }
}

const OWN_KEPT = new Set([
  'thread.renamed',
  'thread.archived',
  'thread.unarchived',
  'thread.reverted',
  'thread.configured',
  'tools.registered',
  'input.queued',
  'input.edited',
  'input.redirected',
  'input.moved',
  'input.removed',
  'sample.completed',
  'files.undone',
  'thread.promoted',
  'agent.spawned',
  'agent.reported',
  'agent.closed',
  'agent.resumed',
  'agent.promoted',
  'plan.decided',
])
const EVENTS_KEPT = new Set(['task_started', 'task_complete', 'turn_aborted', 'thread_settings_applied'])
const OTHERS_SKIPPED = new Set(['world_state', 'realtime_item', 'security_risk_score', 'retained_context'])

/**
 * Whether a line can change what is true of a thread beyond the items of its turns: names, settings, what waits to be
 * said, totals, where turns begin. Nearly all bytes of a rollout are in lines that cannot.
 */
export function isStateLine({ type, kind, rest }: LineHead, bytes: Buffer): boolean {
  switch (type) {
    case 'response_item':
      // What a person said takes it out of the queue, and is what a turn is known by.
      if (kind === 'message') return !/"role":"(?:assistant|developer)"/.test(rest) || bytes.includes(PROPOSAL)
      return bytes.length < MAX_PLAN_BYTES && isPlanLine(kind, bytes)
    case 'event_msg':
      return EVENTS_KEPT.has(kind) || (kind === 'item_completed' && isAgentItem(bytes))
    case 'heddle':
      if (kind === 'call.completed') return bytes.includes('"kind":"plan"')
      if (kind === 'approval.decided') return bytes.includes('"scope":"session"')
      return OWN_KEPT.has(kind)
    default:
      return !OTHERS_SKIPPED.has(type)
  }
}

/** In an answer: a plan is proposed, which waits for a decision beyond its turn. */
const PROPOSAL = Buffer.from('<proposed_plan>')

/** The real program has no lines for what becomes of agents: the items of the calls tell. */
const isAgentItem = (bytes: Buffer): boolean => {
  const head = bytes.subarray(0, ITEM_BYTES)
  return head.includes('"type":"CollabAgentToolCall"') || head.includes('"type":"SubAgentActivity"')
}

/** Far enough for what stands before the item. */
const ITEM_BYTES = 480

const MAX_PLAN_BYTES = 64 * 1024

/** Of other programs' plans there is only the call, and an output that says no more than that there was one. */
const isPlanLine = (kind: string, bytes: Buffer): boolean =>
  (kind === 'function_call' && bytes.includes('"name":"update_plan"')) ||
  (kind === 'function_call_output' && bytes.includes('"Plan updated"'))

/** Whether a line holds something that the model reads. */
export const isHistoryLine = ({ type }: LineHead): boolean => type === 'response_item' || type === 'compacted'
