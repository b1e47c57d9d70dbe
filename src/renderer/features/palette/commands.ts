import { runningTurn } from '../../../core/thread/thread.ts'
import type { App } from '../../state/app.ts'
import { openFind } from '../../state/find.ts'
import { isThreadTab, PANELS, ROOMS } from '../../state/layout.ts'
import type { PanelName } from '../../state/layout.ts'
import { startTour } from '../../state/tour.ts'
import { stepTurn } from '../../state/places.ts'
import { openConfigEditor, openProfile } from '../../state/profiles.ts'
import { THEMES } from '../../state/preferences.ts'
import type { Theme } from '../../state/preferences.ts'
import { SETTINGS_PAGES } from '../../state/settingsPlace.ts'
import type { SettingsPage } from '../../state/settingsPlace.ts'
import { toggleSide } from '../../state/sides.ts'
import { updateLayout, viewOf } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'
import { stepRegion } from '../../ui/regions.ts'
import { readChanges } from '../changes/index.ts'
import { compactThread } from '../context/index.ts'
import { acceptPlan, showPlan } from '../plan/index.ts'
import { toggleTerminals } from '../terminals/index.ts'
import { PLACES, showNextWaiting } from '../threads/index.ts'
import { foldAll } from '../timeline/index.ts'
import { overlay } from './command.ts'
import type { Command } from './command.ts'
import { PANE_COMMANDS } from './paneCommands.ts'

const PANEL_NAMES: Readonly<Record<PanelName, string>> = {
  plan: t('Show plan'),
  agents: t('Show agents'),
  changes: t('Show changes'),
  terminal: t('Show terminal'),
  context: t('Show context'),
  log: t('Show log'),
}

const THEME_NAMES: Readonly<Record<Theme, string>> = {
  system: t('Theme: as the system'),
  light: t('Theme: light'),
  dark: t('Theme: dark'),
  contrast: t('Theme: high contrast'),
}

const PAGE_NAMES: Readonly<Record<SettingsPage, string>> = {
  general: t('General'),
  desktop: t('Desktop window'),
  notifications: t('Notifications'),
  providers: t('Providers'),
  features: t('Features'),
  hooks: t('Hooks'),
  shortcuts: t('Keyboard shortcuts'),
  storage: t('Storage'),
  about: t('About and diagnostics'),
}

function compactActive(app: App): void {
  const { active } = app.store.getState().layout
  if (isThreadTab(active)) void compactThread(app, active)
}

function newInFolder(app: App): void {
  app.actions.newThread()
  app.store.setState({ overlay: 'browse' })
}

function stopTurn({ store, actions }: App): void {
  const state = store.getState()
  const { active } = state.layout
  const { thread } = viewOf(state, active)
  const turn = thread && runningTurn(thread)
  if (turn) void actions.interrupt(active, turn.id)
}

/** Something in the pane in focus, or on the page for a new thread. */
function inFront({ store }: App, selector: string): HTMLElement | null {
  const pane = document.querySelector(`[data-pane="${CSS.escape(store.getState().layout.active)}"]`)
  return (pane ?? document.querySelector('main'))?.querySelector<HTMLElement>(selector) ?? null
}

const writeMessage = (app: App) => inFront(app, '.composer-field')?.focus()

/** Opens the menu of models below the message. */
function chooseModel(app: App): void {
  const picker = inFront(app, '.composer-picker.model')
  picker?.focus()
  picker?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
}

function undoLast(app: App): void {
  const { active } = app.store.getState().layout
  if (isThreadTab(active)) overlay('undo')(app)
}

function readActive({ store }: App): void {
  readChanges(store, store.getState().layout.active)
}

function profileOfThread({ store }: App): void {
  const { active } = store.getState().layout
  if (isThreadTab(active)) openProfile(store, { creating: { from: { type: 'thread', threadId: active } } })
}

export const COMMANDS: readonly Command[] = [
  { id: 'palette', name: t('Search or run a command'), quiet: true, run: overlay('palette') },
  { id: 'new', name: t('New thread'), run: app => app.actions.newThread() },
  { id: 'folder', name: t('New thread in a folder…'), run: newInFolder },
  ...ROOMS.filter(room => room !== 'settings').map((room): Command => ({
    id: `room.${room}`,
    name: t('Open {room}', { room: PLACES[room].name }),
    run: app => (room === 'sessions' ? app.actions.searchSessions() : app.actions.openRoom(room)),
  })),
  {
    id: 'trash',
    name: t('Open the trash'),
    run: app => app.actions.searchSessions({ shelf: 'trash' }),
  },
  { id: 'find', name: t('Find in this thread'), when: 'thread', run: app => openFind(app.store) },
  { id: 'turn.before', name: t('Previous turn'), when: 'thread', run: app => stepTurn(app.store, -1) },
  { id: 'turn.after', name: t('Next turn'), when: 'thread', run: app => stepTurn(app.store, 1) },
  { id: 'fold.none', name: t('Open everything in this thread'), when: 'thread', run: app => foldAll(app, true) },
  { id: 'fold.all', name: t('Fold everything in this thread'), when: 'thread', run: app => foldAll(app, false) },
  { id: 'stop', name: t('Stop the turn'), when: 'running', run: stopTurn },
  { id: 'write', name: t('Write a message'), when: '!writing', run: writeMessage },
  { id: 'model', name: t('Choose the model'), when: 'thread || !tab', run: chooseModel },
  { id: 'undo', name: t('Undo what the last turn did to files'), when: 'thread', run: undoLast },
  { id: 'changes', name: t('Read changes over the whole window'), when: 'thread', run: readActive },
  { id: 'compact', name: t('Compact the context of this thread'), when: 'thread && !running', run: compactActive },
  { id: 'plan', name: t('To the plan'), when: 'thread', run: showPlan },
  { id: 'plan.accept', name: t('Accept the plan and run it'), when: 'proposal', run: app => void acceptPlan(app) },
  { id: 'waiting', name: t('Next thread that waits for you'), run: showNextWaiting },
  ...PANE_COMMANDS,
  { id: 'sidebar', name: t('Show or hide sidebar'), run: app => toggleSide(app.store, 'sidebar') },
  { id: 'panel', name: t('Show or hide panel'), when: 'thread', run: app => toggleSide(app.store, 'panel') },
  { id: 'region.next', name: t('To the next part of the window'), run: () => stepRegion(1) },
  { id: 'region.before', name: t('To the part of the window before'), run: () => stepRegion(-1) },
  ...PANELS.map((name): Command => ({
    id: `panel.${name}`,
    name: PANEL_NAMES[name],
    when: 'thread',
    run(app) {
      if (name === 'terminal') return toggleTerminals(app)
      updateLayout(app.store, state => ({ ...state, panelTab: name }))
      toggleSide(app.store, 'panel', true)
    },
  })),
  ...THEMES.map((theme): Command => ({
    id: `theme.${theme}`,
    name: THEME_NAMES[theme],
    run: app => app.store.setState(state => ({ preferences: { ...state.preferences, theme } })),
  })),
  { id: 'profile.new', name: t('New profile…'), run: app => openProfile(app.store, { creating: { from: null } }) },
  { id: 'profile.ofThread', name: t('New profile from this thread’s settings…'), when: 'thread', run: profileOfThread },
  { id: 'config', name: t('Edit config.toml'), run: app => openConfigEditor(app) },
  { id: 'worktrees', name: t('Worktrees of this project…'), run: overlay('worktrees') },
  { id: 'trust', name: t('Trusted projects…'), run: overlay('trust') },
  { id: 'migration', name: t('Import from Codex…'), run: overlay('migration') },
  { id: 'settings', name: t('Settings'), run: app => app.actions.openSettings() },
  ...SETTINGS_PAGES.map((page): Command => ({
    id: `settings.${page}`,
    name: t('Settings: {page}', { page: PAGE_NAMES[page] }),
    run: app => app.actions.openSettings(page),
  })),
  { id: 'shortcuts', name: t('Keyboard shortcuts'), run: overlay('shortcuts') },
  { id: 'tour', name: t('Show the tour again'), run: app => void startTour(app) },
]
