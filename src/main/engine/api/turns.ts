import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadActor } from '../threads/threadActor.ts'

type TurnHandlers = Pick<
  Handlers,
  | 'input/send'
  | 'input/edit'
  | 'input/redirect'
  | 'input/move'
  | 'input/remove'
  | 'turn/interrupt'
  | 'turn/continue'
  | 'approval/answer'
>

export function turnHandlers({ open }: { open(threadId: string): Promise<ThreadActor> }): TurnHandlers {
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
    'turn/interrupt': async ({ threadId, turnId }) => ({ seq: await (await open(threadId)).interrupt(turnId) }),
    'turn/continue': async ({ threadId, turnId }) => ({ seq: await (await open(threadId)).resume(turnId) }),
    'approval/answer': async ({ threadId, turnId, callId, decision }) => ({
      seq: await (await open(threadId)).command({ type: 'answerApproval', turnId, callId, decision }),
    }),
  }
}
