import { NEW_TAB, openAlone, openBeside, openTab, roomTab } from './layout.ts'
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
    /** Shows an agent beside the thread in front. */
    openBeside: (threadId: string) => updateLayout(store, layout => openBeside(layout, threadId)),
    openAlone: (threadId: string) => updateLayout(store, layout => openAlone(layout, threadId)),
    /** Shows a thread of a tree: an agent beside the thread in front, the root in front itself. */
    openInTree: ({ threadId, parentId }: { threadId: string; parentId: string | null }) =>
      updateLayout(store, layout => (parentId === null ? openAlone : openBeside)(layout, threadId)),
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
