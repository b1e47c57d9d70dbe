import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { Result } from '../../contract/router.ts'
import type { ModelSummary, ThreadSummary, Workspace } from '../../contract/schemas.ts'
import type { ThreadSettings } from '../../core/thread/settings.ts'
import type { Find } from './find.ts'
import { EMPTY_INBOX } from './inbox.ts'
import type { Dismissed, Inbox } from './inbox.ts'
import { FIRST_LAYOUT } from './layout.ts'
import type { Layout, TabId } from './layout.ts'
import type { LookAt } from './lookAt.ts'
import { FIRST_PREFERENCES } from './preferences.ts'
import type { Preferences } from './preferences.ts'
import type { Place } from './places.ts'
import { FIRST_PROFILES_PLACE } from './profilesPlace.ts'
import type { ProfilesPlace } from './profilesPlace.ts'
import { FIRST_QUERY } from './sessionQuery.ts'
import type { SessionQuery } from './sessionQuery.ts'
import type { SettingsPage } from './settingsPlace.ts'
import { FIRST_TERMINALS_PLACE } from './terminalsPlace.ts'
import type { TerminalsPlace } from './terminalsPlace.ts'
import { EMPTY_VIEW } from './threadView.ts'
import type { NewWorktree } from './worktree.ts'
import type { ThreadView } from './threadView.ts'
import { NO_VISITS } from './visits.ts'
import type { Visits } from './visits.ts'

export type Connection = 'connecting' | 'open' | 'lost'
export type Overlay = 'palette' | 'split' | 'browse' | 'shortcuts' | 'trust' | 'undo' | 'migration' | 'worktrees' | null

export interface Notice {
  id: string
  level: 'info' | 'error'
  text: string
  /** Something that can be done about it, once. */
  action?: { name: string; run(): void }
}

/** What the page for a new thread has chosen so far. */
export interface NewThread {
  cwd: string | null
  settings: ThreadSettings | null
  /** The settings as the configuration gave them: as long as they are the same, nobody chose others. */
  asRead: ThreadSettings | null
  starting: boolean
  /** The worktree that it gets of its own; it works in the folder itself if left out. */
  worktree?: NewWorktree | null
}

/** What the sessions room keeps while other tabs are in front. */
export interface SessionsPlace {
  query: SessionQuery
  /** The thread that was looked at last. */
  active: string | null
  /** How often the search was asked for: the room gives its field the focus each time. */
  asked: number
  /** Where a damaged index was put aside, until it has been read. */
  damaged: string | null
}

/** What the agents pane keeps while it is not shown. */
export interface AgentsPlace {
  view: 'tree' | 'time'
  /** The agent that was looked at last, of whatever tree. */
  selected: string | null
}

/** What the changes of a thread are compared with. */
export type ChangesRange = 'thread' | 'turn' | 'uncommitted' | 'branch'

/** What the changes pane keeps while it is not shown. */
export interface ChangesPlace {
  /** What was compared last, by thread. */
  ranges: Readonly<Record<string, ChangesRange>>
  /** The thread whose changes are read over the whole window. */
  wide: string | null
}

/** All that the window knows. The engine's part mirrors it; nothing here is decided here. */
export interface AppState {
  connection: Connection
  engine: Result<'engine/status'> | null
  models: ModelSummary[] | null
  workspaces: Workspace[] | null
  /** Null until the first list has come. */
  summaries: Readonly<Record<string, ThreadSummary>> | null
  views: Readonly<Record<string, ThreadView>>
  inbox: Inbox
  dismissed: Dismissed
  /** The call whose card takes the focus as soon as it is drawn. */
  jumpTo: string | null
  /** Where a timeline goes as soon as it can. */
  place: Place | null
  /** Where the reader left threads, by thread; those that they left at the end are not here. */
  left: Readonly<Record<string, Place>>
  /** The search in a thread that is open; null while none is. */
  find: Find | null
  /** Whether layout and preferences of an earlier run have been read. */
  restored: boolean
  layout: Layout
  visits: Visits
  preferences: Preferences
  newThread: NewThread
  sessions: SessionsPlace
  agents: AgentsPlace
  profiles: ProfilesPlace
  changes: ChangesPlace
  terminals: TerminalsPlace
  /** Grows whenever a file of the configuration changed. */
  configVersion: number
  /** The page of the settings that was open last. */
  settingsPage: SettingsPage
  /** Rows that are opened or closed against their default, by id. */
  folds: Readonly<Record<string, boolean>>
  overlay: Overlay
  /** What was chosen in the palette, by its id, the newest first. */
  recent: readonly string[]
  /** Something that a room is to show. */
  lookAt: LookAt | null
  /** The thread or room that is being dragged. */
  dragged: TabId | null
  notices: readonly Notice[]
}

export type AppStore = StoreApi<AppState>

export const createAppStore = (): AppStore =>
  createStore<AppState>(() => ({
    connection: 'connecting',
    engine: null,
    models: null,
    workspaces: null,
    summaries: null,
    views: {},
    inbox: EMPTY_INBOX,
    dismissed: {},
    jumpTo: null,
    place: null,
    left: {},
    find: null,
    restored: false,
    layout: FIRST_LAYOUT,
    visits: NO_VISITS,
    preferences: FIRST_PREFERENCES,
    newThread: { cwd: null, settings: null, asRead: null, starting: false },
    sessions: { query: FIRST_QUERY, active: null, asked: 0, damaged: null },
    agents: { view: 'tree', selected: null },
    profiles: FIRST_PROFILES_PLACE,
    changes: { ranges: {}, wide: null },
    terminals: FIRST_TERMINALS_PLACE,
    configVersion: 0,
    settingsPage: 'general',
    folds: {},
    overlay: null,
    recent: [],
    lookAt: null,
    dragged: null,
    notices: [],
  }))

export const viewOf = (state: AppState, threadId: string): ThreadView => state.views[threadId] ?? EMPTY_VIEW

/** Replaces a thread's view. */
export function updateView(store: AppStore, threadId: string, update: (view: ThreadView) => ThreadView): void {
  store.setState(state => {
    const before = viewOf(state, threadId)
    const after = update(before)
    return after === before ? state : { views: { ...state.views, [threadId]: after } }
  })
}

export const updateLayout = (store: AppStore, update: (layout: Layout) => Layout): void =>
  store.setState(state => ({ layout: update(state.layout) }))

/** Shows a short message; the same text again replaces itself. */
export function addNotice(store: AppStore, level: Notice['level'], text: string, action?: Notice['action']): void {
  const notice: Notice = { id: crypto.randomUUID(), level, text, ...(action ? { action } : {}) }
  store.setState(state => ({
    notices: [...state.notices.filter(other => other.text !== text), notice].slice(-4),
  }))
}

export const updateSessions = (store: AppStore, part: Partial<SessionsPlace>): void =>
  store.setState(({ sessions }) => ({ sessions: { ...sessions, ...part } }))

export const dismissNotice = (store: AppStore, id: string): void =>
  store.setState(state => ({ notices: state.notices.filter(notice => notice.id !== id) }))
