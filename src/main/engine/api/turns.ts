import { Failure } from '../../../contract/procedure.ts'
import type { Call, Decision } from '../../../core/thread/calls.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import { callOf, runningTurn } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

type TurnHandlers = Pick<
  Handlers,
  | 'input/send'
  | 'input/edit'
  | 'input/redirect'
  | 'input/move'
  | 'input/remove'
  | 'command/run'
  | 'turn/interrupt'
  | 'turn/continue'
  | 'approval/answer'
  | 'tool/answer'
>

export interface TurnApiDeps {
  open(threadId: string): Promise<ThreadActor>
  /** Called when an answer has made a rule. */
  onRule(decision: Decision): void
  /** Gives a call of a client's own tool its answer; false where none waits. */
  answerTool(threadId: string, callId: string, answer: { success: boolean; output: ContentPart[] }): boolean
}

export function turnHandlers({ open, answerTool, onRule }: TurnApiDeps): TurnHandlers {
  return {
    'input/send': async ({ threadId, ...input }) => (await open(threadId)).send(input),
    'input/edit': async ({ threadId, inputId, content }) => ({
      seq: await (await open(threadId)).command({ type: 'editInput', inputId, content }),
    }),
    'input/redirect': async ({ threadId, inputId, delivery }) => ({
      seq: await (await open(threadId)).command({ type: 'redirectInput', inputId, delivery }),
    }),
    'input/move': async ({ threadId, inputId, before }) => ({
      seq: await (await open(threadId)).command({ type: 'moveInput', inputId, before }),
    }),
    'input/remove': async ({ threadId, inputId }) => ({
      seq: await (await open(threadId)).command({ type: 'removeInput', inputId }),
    }),
    'command/run': async ({ threadId, commandId, command }) =>
      (await open(threadId)).runCommand({ callId: commandId, command }),
    'turn/interrupt': async ({ threadId, turnId }) => ({ seq: await (await open(threadId)).interrupt(turnId) }),
    'turn/continue': async ({ threadId, turnId }) => ({ seq: await (await open(threadId)).resume(turnId) }),
    'approval/answer': async ({ threadId, turnId, callId, decision }) => {
      const seq = await (await open(threadId)).command({ type: 'answerApproval', turnId, callId, decision })
      if (decision.type === 'approvePrefix') onRule(decision)
      return { seq }
    },
    'tool/answer': async ({ threadId, callId, success, content }) => {
      const { state } = await open(threadId)
      if (!answerTool(threadId, callId, { success, output: content })) {
        throw new Failure('tool.notWaiting', 'That call does not wait for an answer.', { threadId, callId })
      }
      await state.until(thread => runningCall(thread, callId) === null, NEVER)
      return { seq: state.thread().seq }
    },
  }
}

const NEVER = new AbortController().signal

/** A call of the running turn that has no end yet. */
function runningCall(thread: Thread, callId: string): Call | null {
  const turn = runningTurn(thread)
  const call = turn && callOf(turn, callId)
  return call && call.phase !== 'done' ? call : null
}
