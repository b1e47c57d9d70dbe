import type { Params } from '../../contract/router.ts'
import type { TurnPage } from '../../contract/history.ts'
import type { Client } from '../../rpc/client.ts'
import { t } from '../ui/i18n/t.ts'
import { connected, isLoss, messageOf } from './connection.ts'
import { updateView, viewOf } from './store.ts'
import type { AppStore } from './store.ts'
import { fromPage, NO_STRETCH, shownOf, trimmed, withEarlierPage, withLaterPage } from './stretch.ts'
import type { Side, ThreadView } from './threadView.ts'

export interface PagesDeps {
  store: AppStore
  client(): Client | null
}

/** Where in a thread: at a turn, at the first turn from a seq on, or at its first turn of all. */
export type Spot = { turnId: string } | { seq: number } | 'start'

/** Brings stretches of long threads into the views, a page at a time. */
export interface Pages {
  /** Loads what lies before or after what is shown, unless that is under way. */
  more(threadId: string, side: Side): Promise<void>
  /** Shows what lies around a spot, unless nobody wants it any more. Resolves to whether the thread has it. */
  show(threadId: string, spot: Spot, signal?: AbortSignal): Promise<boolean>
  /** Shows the live end again. */
  toEnd(threadId: string): void
  /** Forgets what a reader at the end has long scrolled past. */
  trim(threadId: string): void
}

export const PAGE_TURNS = 20

export function createPages({ store, client }: PagesDeps): Pages {
  const read = (threadId: string) => viewOf(store.getState(), threadId)

  const ask = async (threadId: string, wanted: Omit<Params<'thread/turns'>, 'threadId'>): Promise<TurnPage> => {
    return (await connected({ store, client })).call('thread/turns', { threadId, limit: PAGE_TURNS, ...wanted })
  }

  const end = (threadId: string, change: (view: ThreadView) => Partial<ThreadView>) =>
    updateView(store, threadId, view => ({ ...view, paging: null, ...change(view) }))

  return {
    async more(threadId, side) {
      const view = read(threadId)
      const edge = edgeOf(view, side)
      if (edge === undefined || view.paging?.failure === null) return
      updateView(store, threadId, view => ({ ...view, paging: { side, failure: null } }))
      try {
        const page = await ask(threadId, side === 'earlier' ? { before: edge } : { after: edge })
        const add = side === 'earlier' ? withEarlierPage : withLaterPage
        end(threadId, view =>
          // Meanwhile something else may be shown, to which the page does not join.
          view.thread && edgeOf(view, side) === edge ? { stretch: add(view.thread, view.stretch, page) } : {},
        )
      } catch (error) {
        const failure = error instanceof Error && isLoss(error) ? t('The connection was lost.') : messageOf(error)
        end(threadId, () => ({ paging: { side, failure } }))
      }
    },

    async show(threadId, spot, signal) {
      const { thread, stretch } = read(threadId)
      if (!thread) return false
      if (isShown(shownOf(thread, stretch), spot)) return true
      const wanted = spot === 'start' ? { after: -1 } : 'seq' in spot ? { after: spot.seq - 1 } : spot
      try {
        const page = await ask(threadId, wanted)
        if (signal?.aborted) return false
        if (page.turns.length === 0) {
          end(threadId, () => ({ stretch: NO_STRETCH })) // nothing from there on: the end is nearest
          return true
        }
        end(threadId, ({ thread }) => (thread ? { stretch: fromPage(thread, page) } : {}))
        return true
      } catch {
        return false // a spot of a link that this thread does not have, or no engine: said by who asked
      }
    },

    toEnd: threadId => end(threadId, view => (view.stretch.joined ? {} : { stretch: NO_STRETCH })),
    trim: threadId =>
      updateView(store, threadId, view => {
        const left = view.thread && trimmed(view.thread, view.stretch)
        return left ? { ...view, ...left } : view
      }),
  }
}

/** The seq before which, or after which, the next page lies; undefined where nothing lies. */
function edgeOf({ thread, stretch }: ThreadView, side: Side): number | undefined {
  if (!thread) return undefined
  const { earlier, later, turns } = shownOf(thread, stretch)
  return side === 'earlier' ? earlier?.beforeSeq : later > 0 ? turns.at(-1)?.lastSeq : undefined
}

function isShown({ turns, earlier }: ReturnType<typeof shownOf>, spot: Spot): boolean {
  if (spot === 'start') return earlier === null
  if ('turnId' in spot) return turns.some(turn => turn.id === spot.turnId)
  const at = turns.findIndex(turn => turn.firstSeq >= spot.seq)
  return at > 0 || (at === 0 && earlier === null)
}
