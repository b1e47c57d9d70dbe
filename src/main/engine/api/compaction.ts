import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import { createRepeats } from './repeats.ts'

export function compactionHandlers({
  open,
}: {
  open(threadId: string): Promise<ThreadActor>
}): Pick<Handlers, 'thread/context' | 'thread/compact'> {
  const compactions = createRepeats<{ seq: number; turnId: string }>()
  return {
    'thread/context': async ({ threadId }) => (await open(threadId)).contextReport(),
    'thread/compact': ({ commandId, threadId }) =>
      compactions.once(commandId, threadId, async () => (await open(threadId)).compact()),
  }
}
