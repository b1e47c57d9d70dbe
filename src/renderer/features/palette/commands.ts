import type { App } from '../../state/app.ts'
import { openFind } from '../../state/find.ts'
import { closePane, closeTab, isThreadTab, neighbourTab, openTabAt, PANELS, reopen, ROOMS } from '../../state/layout.ts'
import type { Layout, PanelName } from '../../state/layout.ts'
import { startTour } from '../../state/tour.ts'
import { stepTurn } from '../../state/places.ts'
import { openConfigEditor, openProfile } from '../../state/profiles.ts'
import { THEMES } from '../../state/preferences.ts'
import type { Theme } from '../../state/preferences.ts'
import { SETTINGS_PAGES } from '../../state/settingsPlace.ts'
import type { SettingsPage } from '../../state/settingsPlace.ts'
import { toggleSide } from '../../state/sides.ts'
import { updateLayout } from '../../state/store.ts'
import type { Overlay } from '../../state/store.ts'
import { compactThread } from '../context/index.ts'
import { acceptPlan, showPlan } from '../plan/index.ts'
import { PLACES, showNextWaiting } from '../threads/index.ts'

/** Something a person can do by its chord or from the palette. */
export interface Command {
  id: string
  name: string
  /** Where its chord counts; anywhere if left out. */
  when?: 'thread'
  /** Left out of the palette: its chord says it all. */
  quiet?: boolean
  run(app: App): void
}

const layout = (update: (layout: Layout) => Layout) => (app: App) => updateLayout(app.store, update)

const overlay = (name: Exclude<Overlay, null>) => (app: App) =>
  app.store.setState(state => ({ overlay: state.overlay === name ? null : name }))

const PANEL_NAMES: Readonly<Record<PanelName, string>> = {
  plan: 'Show plan',
  agents: 'Show agents',
  changes: 'Show changes',
  terminal: 'Show background commands',
  context: 'Show context',
  log: 'Show log',
}

const THEME_NAMES: Readonly<Record<Theme, string>> = {
  system: 'Theme: as the system',
  light: 'Theme: light',
  dark: 'Theme: dark',
  contrast: 'Theme: high contrast',
}

const PAGE_NAMES: Readonly<Record<SettingsPage, string>> = {
  general: 'General',
  desktop: 'Desktop window',
  notifications: 'Notifications',
  providers: 'Providers',
  features: 'Features',
  hooks: 'Hooks',
  shortcuts: 'Change keyboard shortcuts',
  storage: 'Storage',
  about: 'About and diagnostics',
}

const TAB_NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

function compactActive(app: App): void {
  const { active } = app.store.getState().layout
  if (isThreadTab(active)) void compactThread(app, active)
}

function newInFolder(app: App): void {
  app.actions.newThread()
  app.store.setState({ overlay: 'browse' })
}

function undoLast(app: App): void {
  const { active } = app.store.getState().layout
  if (isThreadTab(active)) overlay('undo')(app)
}

function profileOfThread({ store }: App): void {
  const { active } = store.getState().layout
  if (isThreadTab(active)) openProfile(store, { creating: { from: { type: 'thread', threadId: active } } })
}

export const COMMANDS: readonly Command[] = [
  { id: 'palette', name: 'Search or run a command', quiet: true, run: overlay('palette') },
  { id: 'new', name: 'New thread', run: app => app.actions.newThread() },
  { id: 'folder', name: 'New thread in a folder…', run: newInFolder },
  ...ROOMS.filter(room => room !== 'settings').map((room): Command => ({
    id: `room.${room}`,
    name: `Open ${PLACES[room].name}`,
    run: app => (room === 'sessions' ? app.actions.searchSessions() : app.actions.openRoom(room)),
  })),
  {
    id: 'trash',
    name: 'Open the trash',
    run: app => app.actions.searchSessions({ shelf: 'trash' }),
  },
  { id: 'find', name: 'Find in this thread', when: 'thread', run: app => openFind(app.store) },
  { id: 'turn.before', name: 'Previous turn', when: 'thread', run: app => stepTurn(app.store, -1) },
  { id: 'turn.after', name: 'Next turn', when: 'thread', run: app => stepTurn(app.store, 1) },
  { id: 'undo', name: 'Undo what the last turn did to files', when: 'thread', run: undoLast },
  { id: 'compact', name: 'Compact the context of this thread', when: 'thread', run: compactActive },
  { id: 'plan', name: 'To the plan', when: 'thread', run: showPlan },
  { id: 'plan.accept', name: 'Accept the plan and run it', when: 'thread', run: app => void acceptPlan(app) },
  { id: 'waiting', name: 'Next thread that waits for you', run: showNextWaiting },
  { id: 'close', name: 'Close pane or tab', run: layout(state => closePane(state, state.active)) },
  { id: 'close.tab', name: 'Close tab', run: layout(state => closeTab(state, state.active)) },
  { id: 'reopen', name: 'Reopen closed pane or tab', run: layout(reopen) },
  { id: 'previous', name: 'Previous tab', run: layout(state => neighbourTab(state, -1)) },
  { id: 'next', name: 'Next tab', run: layout(state => neighbourTab(state, 1)) },
  ...TAB_NUMBERS.map((number): Command => ({
    id: `tab${number}`,
    name: `Tab ${number}`,
    quiet: true,
    run: layout(state => openTabAt(state, number - 1)),
  })),
  { id: 'sidebar', name: 'Show or hide sidebar', run: app => toggleSide(app.store, 'sidebar') },
  { id: 'panel', name: 'Show or hide panel', when: 'thread', run: app => toggleSide(app.store, 'panel') },
  ...PANELS.map((name): Command => ({
    id: `panel.${name}`,
    name: PANEL_NAMES[name],
    when: 'thread',
    run(app) {
      updateLayout(app.store, state => ({ ...state, panelTab: name }))
      toggleSide(app.store, 'panel', true)
    },
  })),
  ...THEMES.map((theme): Command => ({
    id: `theme.${theme}`,
    name: THEME_NAMES[theme],
    run: app => app.store.setState(state => ({ preferences: { ...state.preferences, theme } })),
  })),
  { id: 'profile.new', name: 'New profile…', run: app => openProfile(app.store, { creating: { from: null } }) },
  { id: 'profile.ofThread', name: 'New profile from this thread’s settings…', when: 'thread', run: profileOfThread },
  { id: 'config', name: 'Edit config.toml', run: app => openConfigEditor(app) },
  { id: 'trust', name: 'Trusted projects…', run: overlay('trust') },
  { id: 'migration', name: 'Import from Codex…', run: overlay('migration') },
  { id: 'settings', name: 'Settings', run: app => app.actions.openSettings() },
  ...SETTINGS_PAGES.map((page): Command => ({
    id: `settings.${page}`,
    name: `Settings: ${PAGE_NAMES[page].toLowerCase()}`,
    run: app => app.actions.openSettings(page),
  })),
  { id: 'shortcuts', name: 'Keyboard shortcuts', run: overlay('shortcuts') },
  { id: 'tour', name: 'Show the tour again', run: app => void startTour(app) },
]
