import type { ThreadSummary, ThreadsFrame } from '../../../contract/schemas.ts'
import type { ClientTool } from '../../../core/thread/events.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { windowOf } from '../../../core/thread/window.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { LiveHub } from '../hub/liveHub.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import { aborted } from './aborted.ts'
import { createRepeats } from './repeats.ts'
import type { ThreadLists } from './threadLists.ts'

export interface ThreadApiDeps {
  hub: LiveHub
  open(threadId: string): Promise<ThreadActor>
  /** Settings as far as this machine allows them. */
  allowed(settings: ThreadSettings): ThreadSettings
  start(cwd: string, settings?: ThreadSettings, clientTools?: ClientTool[]): Promise<ThreadActor>
  list: ThreadLists['list']
  trees: ThreadLists['trees']
  /** Calls back with every change of a thread's row. Returns a function that ends it. */
  onSummary(handler: (summary: ThreadSummary) => void): () => void
  /** Calls back when threads were found that nobody here wrote. */
  onList(handler: () => void): () => void
}

type ThreadHandlers = Pick<
  Handlers,
  | 'thread/list'
  | 'threads/watch'
  | 'thread/start'
  | 'thread/watch'
  | 'thread/rename'
  | 'thread/archive'
  | 'thread/configure'
>

/** Turns that a client is told at first; it asks for older ones with `thread/turns`. */
const TURNS_AT_FIRST = 20

export function threadHandlers(deps: ThreadApiDeps): ThreadHandlers {
  const { hub, open, allowed } = deps
  const starts = createRepeats<{ threadId: string }>()

  return {
    'thread/list': ({ limit, cursor, archived }) => deps.list({ limit, cursor, archived }),

    'threads/watch': async ({ limit }, push, signal) => {
      // Subscribe before reading, so that a change in between is not lost; it is then told twice at worst.
      const reset = async () => push({ type: 'reset', threads: await deps.trees({ limit, archived: false }) })
      const endChanges = deps.onSummary(thread => push({ type: 'changed', thread } satisfies ThreadsFrame))
      const endLists = deps.onList(() => void reset().catch(() => undefined)) // the next change tells again
      await reset()
      await aborted(signal)
      endChanges()
      endLists()
    },

    'thread/start': ({ commandId, cwd, settings, dynamicTools }) =>
      starts.once(commandId, [cwd, settings, dynamicTools], async () => ({
        threadId: (await deps.start(cwd, settings, dynamicTools)).id,
      })),

    'thread/watch': async ({ threadId, after }, push, signal) => {
      const { state, beginNext } = await open(threadId)
      const reset = () => push({ type: 'reset', thread: windowOf(state.thread(), TURNS_AT_FIRST) })
      const endEvents = state.watch(event => push({ type: 'event', event }), reset)
      const missed = after === undefined ? null : state.since(after)
      if (missed) for (const event of missed) push({ type: 'event', event })
      else reset()
      const endLive = hub.subscribe(threadId, push)
      push({ type: 'caughtUp', seq: state.thread().seq })
      void beginNext()
      await aborted(signal)
      endEvents()
      endLive()
    },

    'thread/rename': async ({ threadId, title }) => ({
      seq: await (await open(threadId)).command({ type: 'rename', title }),
    }),
    'thread/archive': async ({ threadId, archived }) => ({
      seq: await (await open(threadId)).command({ type: archived ? 'archive' : 'unarchive' }),
    }),
    'thread/configure': async ({ threadId, settings }) => ({
      seq: await (await open(threadId)).command({ type: 'configure', settings: allowed(settings) }),
    }),
  }
}
