import { NEW_TAB, openAlone, openBeside, openTab, roomTab, threadsInFront } from './layout.ts'
import type { RoomId } from './layout.ts'
import { openSettings } from './settingsPlace.ts'
import type { SettingsPage } from './settingsPlace.ts'
import type { SessionQuery } from './sessionQuery.ts'
import { FIRST_QUERY } from './sessionQuery.ts'
import { updateLayout, updateSessions } from './store.ts'
import type { AppStore } from './store.ts'

/** Ways to bring something to the front. The engine is not asked for any of them. */
export function createNavigation(store: AppStore) {
  return {
    openThread: (threadId: string) => updateLayout(store, layout => openTab(layout, threadId)),
    /** Shows a thread in a pane beside the one in focus. */
    openBeside: (threadId: string) => updateLayout(store, layout => openBeside(layout, threadId)),
    openAlone: (threadId: string) => updateLayout(store, layout => openAlone(layout, threadId)),
    /** Shows a thread of a tree: the root in front, an agent beside it, where agents take turns in one pane. */
    openInTree: ({ threadId, parentId }: { threadId: string; parentId: string | null }) =>
      updateLayout(store, layout =>
        parentId === null ? openTab(layout, threadId) : openBeside(layout, threadId, agentInFront(store)),
      ),
    openSettings: (page?: SettingsPage) => openSettings(store, page),
    openRoom: (room: RoomId) => updateLayout(store, layout => openTab(layout, roomTab(room))),
    /** Opens the sessions room with the focus in its search; with a query, in place of the one before. */
    searchSessions(query?: Partial<SessionQuery>) {
      const { sessions } = store.getState()
      const asked = sessions.asked + 1
      if (query) updateSessions(store, { asked, query: { ...FIRST_QUERY, ...query }, active: null })
      // Whoever looks for something does not look for it in the trash.
      else if (sessions.query.shelf === 'trash') updateSessions(store, { asked, query: FIRST_QUERY })
      else updateSessions(store, { asked })
      updateLayout(store, layout => openTab(layout, roomTab('sessions')))
    },
    newThread(cwd?: string) {
      if (cwd !== undefined) store.setState({ newThread: { cwd, settings: null, asRead: null, starting: false } })
      updateLayout(store, layout => openTab(layout, NEW_TAB))
    },

    /** Opens a thread at the card of a call. */
    openAt(threadId: string, callId: string) {
      store.setState({ jumpTo: callId })
      updateLayout(store, layout => openTab(layout, threadId))
    },
  }
}

/** The pane in which agents of the tab in front are shown: the one in focus if it shows one, else the last that does. */
function agentInFront(store: AppStore): string | undefined {
  const { layout, summaries } = store.getState()
  const isAgent = (id: string) => summaries?.[id]?.parentId !== undefined
  return [layout.active, ...threadsInFront(layout).toReversed()].find(isAgent)
}
