import { answerPlan } from '../plan/decision.ts'
import type { PlanAnswer } from '../plan/decision.ts'
import type { ApprovalRequest, Decision } from './calls.ts'
import type { EventBody } from './events.ts'
import type { ContentPart } from './items.ts'
import type { ThreadSettings } from './settings.ts'
import { callOf, runningTurn, turnOf } from './thread.ts'
import type { Thread } from './thread.ts'

/** A client's request to change a thread. May be refused. */
export type Command =
  | { type: 'rename'; title: string }
  | { type: 'archive' }
  | { type: 'unarchive' }
  | { type: 'configure'; settings: ThreadSettings }
  | { type: 'send'; inputId: string; content: ContentPart[]; delivery: 'steer' | 'queue' }
  | { type: 'editInput'; inputId: string; content: ContentPart[] }
  | { type: 'redirectInput'; inputId: string; delivery: 'steer' | 'queue' }
  | { type: 'moveInput'; inputId: string; before: string | null }
  | { type: 'removeInput'; inputId: string }
  | { type: 'interrupt'; turnId: string }
  | { type: 'compact'; turnId: string }
  | { type: 'runCommand'; turnId: string; callId: string; command: string }
  | { type: 'answerApproval'; turnId: string; callId: string; decision: Decision }
  | { type: 'decidePlan'; turnId: string; answer: PlanAnswer }

export type RefusalCode =
  | 'thread.archived'
  | 'thread.empty'
  | 'turn.running'
  | 'turn.notRunning'
  | 'input.notFound'
  | 'approval.notWaiting'
  | 'approval.notFitting'
  | 'title.empty'
  | 'plan.notProposed'

export interface Refusal {
  refused: RefusalCode
}

export type Decided = EventBody[] | Refusal

const refuse = (refused: RefusalCode): Refusal => ({ refused })

export const isRefusal = (decided: Decided): decided is Refusal => 'refused' in decided

/** The only gate for commands: what a command makes true, or why it may not. Side effects start after the append. */
export function decide(thread: Thread, command: Command): Decided {
  switch (command.type) {
    case 'rename':
      return rename(thread, command.title.trim())
    case 'archive':
      return thread.archived ? [] : [{ type: 'thread.archived' }]
    case 'unarchive':
      return thread.archived ? [{ type: 'thread.unarchived' }] : []
    case 'configure':
      return [{ type: 'thread.configured', settings: command.settings }]
    case 'send':
      return send(thread, command)
    case 'editInput':
      return changeInput(thread, { type: 'input.edited', inputId: command.inputId, content: command.content })
    case 'redirectInput':
      return changeInput(thread, { type: 'input.redirected', inputId: command.inputId, delivery: command.delivery })
    case 'moveInput':
      return changeInput(thread, { type: 'input.moved', inputId: command.inputId, before: command.before })
    case 'removeInput':
      return changeInput(thread, { type: 'input.removed', inputId: command.inputId })
    case 'interrupt':
      return interrupt(thread, command.turnId)
    case 'compact':
      return compact(thread, command.turnId)
    case 'runCommand':
      return runCommand(thread, command)
    case 'answerApproval':
      return answer(thread, command)
    case 'decidePlan':
      if (thread.archived) return refuse('thread.archived')
      return answerPlan(thread, command.turnId, command.answer) ?? refuse('plan.notProposed')
  }
}

function rename(thread: Thread, title: string): Decided {
  if (title === '') return refuse('title.empty')
  return title === thread.title ? [] : [{ type: 'thread.renamed', title }]
}

/** Accepts input into the inbox. The same `inputId` twice is the same input: a client may safely repeat itself. */
function send(thread: Thread, { inputId, content, delivery }: Command & { type: 'send' }): Decided {
  if (thread.archived) return refuse('thread.archived')
  const known = thread.inbox.some(input => input.id === inputId) || wasSent(thread, inputId)
  return known ? [] : [{ type: 'input.queued', inputId, content, delivery }]
}

const wasSent = (thread: Thread, inputId: string): boolean =>
  thread.turns.some(turn => turn.items.some(item => item.type === 'userMessage' && item.id === `msg_${inputId}`))

type InputChange = Extract<EventBody, { type: 'input.edited' | 'input.redirected' | 'input.moved' | 'input.removed' }>

const changeInput = (thread: Thread, event: InputChange): Decided =>
  thread.inbox.some(input => input.id === event.inputId) ? [event] : refuse('input.notFound')

function interrupt(thread: Thread, turnId: string): Decided {
  const turn = runningTurn(thread)
  if (!turn || turn.id !== turnId) return refuse('turn.notRunning')
  return turn.interruptRequested ? [] : [{ type: 'interrupt.requested', turnId }]
}

/** A compaction is a turn of its own: what a running one has said so far is compacted when its window fills. */
function compact(thread: Thread, turnId: string): Decided {
  if (thread.archived) return refuse('thread.archived')
  if (runningTurn(thread)) return refuse('turn.running')
  return thread.turns.length === 0 ? refuse('thread.empty') : [{ type: 'compaction.requested', turnId }]
}

/** The user runs a command: in the turn that runs, else in one of its own, `turnId`. The same `callId` twice is one. */
function runCommand(thread: Thread, { turnId, callId, command }: Command & { type: 'runCommand' }): Decided {
  if (thread.archived) return refuse('thread.archived')
  if (thread.turns.some(turn => callOf(turn, callId))) return []
  return [{ type: 'userCommand.started', turnId: runningTurn(thread)?.id ?? turnId, callId, command }]
}

function answer(thread: Thread, { turnId, callId, decision }: Command & { type: 'answerApproval' }): Decided {
  const turn = turnOf(thread, turnId)
  const call = turn && callOf(turn, callId)
  if (turn?.status !== 'running' || call?.phase !== 'waiting') return refuse('approval.notWaiting')
  if (!fits(call.request, decision)) return refuse('approval.notFitting')
  return [{ type: 'approval.decided', turnId, callId, decision }]
}

/** Whether a decision answers what is asked: nothing runs by the answer to a question, and permission answers none. */
function fits({ kind, questions = [] }: ApprovalRequest, decision: Decision): boolean {
  if (decision.type === 'deny' || decision.type === 'abort') return true
  if (kind === 'brake') return decision.type === 'approve' && decision.scope === 'once'
  if (kind !== 'question') return decision.type !== 'answer'
  if (decision.type !== 'answer') return false
  const { answers } = decision
  const given = Object.keys(answers ?? {})
  return answers === null || (given.length === questions.length && questions.every(({ id }) => given.includes(id)))
}
