import type { InboxEntry } from '../../../contract/inbox.ts'
import { runningTurn, waitingCalls } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import { aborted } from './aborted.ts'
import type { Ancestry } from './ancestry.ts'

export interface InboxDeps {
  live(): ThreadActor[]
  ancestry: Pick<Ancestry, 'rootOf' | 'summary'>
  open(threadId: string): Promise<ThreadActor>
  /** Threads whose last turn a dead process left behind. */
  unfinished(): string[]
  /** Calls back with the id of every thread that changes. Returns a function that ends it. */
  onChange(handler: (threadId: string) => void): () => void
  /** Calls back when threads were found that nobody here wrote. */
  onList(handler: () => void): () => void
  onProblem(error: unknown): void
}

/** Everything that waits for a person, in whatever thread. */
export function inboxHandlers(deps: InboxDeps): Pick<Handlers, 'inbox/watch'> {
  return {
    'inbox/watch': async (_, push, signal) => {
      // What was sent of each thread, so that a thread in which nothing waits is told of once and not with every change.
      const sent = new Map<string, string>()
      const tell = (actor: ThreadActor) => {
        const entries = entriesOf(actor, deps.ancestry)
        const key = entries.map(({ callId, askedAt }) => `${callId}@${askedAt}`).join()
        if ((sent.get(actor.id) ?? '') === key) return
        sent.set(actor.id, key)
        push({ type: 'changed', threadId: actor.id, entries })
      }
      const all = async () => {
        for (const actor of await everyActor(deps)) tell(actor)
      }
      const endChanges = deps.onChange(threadId => {
        const actor = deps.live().find(({ id }) => id === threadId)
        if (actor) tell(actor)
      })
      const endLists = deps.onList(() => void all().catch(deps.onProblem))
      push({ type: 'reset', entries: [] })
      await all()
      await aborted(signal)
      endChanges()
      endLists()
    },
  }
}

/** The open threads, and those that were left while a question waited: they are opened to find out. */
async function everyActor({ live, open, unfinished, onProblem }: InboxDeps): Promise<ThreadActor[]> {
  const actors = new Map(live().map(actor => [actor.id, actor]))
  for (const id of unfinished()) {
    if (actors.has(id)) continue
    // A file that cannot be opened is told of where threads are listed; here it holds no question.
    const actor = await open(id).catch(error => void onProblem(error))
    if (actor) actors.set(id, actor)
  }
  return [...actors.values()]
}

function entriesOf({ id, state, summary }: ThreadActor, ancestry: InboxDeps['ancestry']): InboxEntry[] {
  const thread = state.thread()
  const waiting = waitingCalls(thread)
  if (waiting.length === 0) return []
  const { title, preview } = summary()
  const turnId = runningTurn(thread)?.id ?? ''
  return waiting.flatMap(call =>
    call.phase === 'waiting'
      ? [
          {
            threadId: id,
            turnId,
            callId: call.id,
            thread: title ?? preview,
            cwd: thread.cwd,
            ...agentOf(thread, ancestry),
            askedAt: call.askedAt,
            request: call.request,
          },
        ]
      : [],
  )
}

/** Who of which tree asks. */
function agentOf({ id, agent }: Thread, { rootOf, summary }: InboxDeps['ancestry']): Pick<InboxEntry, 'agent'> {
  if (!agent) return {}
  const rootId = rootOf(id)
  const root = summary(rootId)
  return { agent: { nickname: agent.nickname, rootId, root: root?.title ?? root?.preview ?? '' } }
}
