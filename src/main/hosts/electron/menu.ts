import type { MenuItemConstructorOptions } from 'electron'
import type { MenuWords } from '../../../contract/desktop.ts'
import { acceleratorOf } from './accelerators.ts'

export type MenuDeps = {
  platform: NodeJS.Platform
  /** Developer tools are offered while developing only. */
  hasDevTools: boolean
  /** How the interface calls its commands and which chords they have; without it, the menu's own English. */
  words: MenuWords
  openWindow(): void
  /** Runs a command of the interface in the window in front. */
  run(commandId: string): void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** The commands of the interface that stand in the menu, by heading, with the names they have until a page is there. */
export const menuCommands = {
  app: { settings: 'Settings…', 'settings.about': 'About Heddle', migration: 'Import from Codex…' },
  file: { new: 'New Thread', folder: 'Open Folder…', close: 'Close Tab', reopen: 'Reopen Closed Tab' },
  find: { find: 'Find in Thread', 'room.sessions': 'Search Sessions' },
  view: {
    palette: 'Command Palette',
    sidebar: 'Show or Hide Sidebar',
    panel: 'Show or Hide Panel',
    'panel.changes': 'Show Changes',
    'panel.terminal': 'Show Terminal',
    'room.inbox': 'Open Inbox',
    'room.skills': 'Open Skills',
    'room.profiles': 'Open Profiles',
    'room.mcp': 'Open MCP',
    'room.rules': 'Open Rules',
  },
  thread: {
    waiting: 'Next Thread That Waits',
    'turn.before': 'Previous Turn',
    'turn.after': 'Next Turn',
    plan: 'To the Plan',
    compact: 'Compact Context',
    undo: 'Undo What the Last Turn Did',
  },
  tabs: { previous: 'Previous Tab', next: 'Next Tab' },
  help: { shortcuts: 'Keyboard Shortcuts', 'settings.storage': 'Storage', trust: 'Trusted Projects…' },
} as const

const headings = { file: 'File', view: 'View', thread: 'Thread', window: 'Window', help: 'Help' } as const

/** Items that the window answers itself, not the page. */
const windowItems = { openWindow: 'New Window', closeWindow: 'Close Window' } as const

/**
 * The application's menu. Whatever the interface can do is one of its commands, sent to it by id, so that the menu and
 * the palette cannot differ. The page's own keys stay with the page: the menu only shows them, but on macOS, where a menu
 * always has them, and where they do the same. ⌘W closes a tab, so closing the window is on ⌘⇧W.
 */
export function menuTemplate(deps: MenuDeps): MenuItemConstructorOptions[] {
  const { platform, hasDevTools, openWindow, words } = deps
  const isMac = platform === 'darwin'
  const say = (id: string, english: string) => words.names[id] ?? english
  const items = (group: Readonly<Record<string, string>>) =>
    Object.entries(group).map(([id, english]) => commandItem(deps, id, say(id, english)))

  const { settings, 'settings.about': about, migration } = menuCommands.app
  const own = items({ settings, migration })
  const aboutItem = commandItem(deps, 'settings.about', say('settings.about', about))
  const app: MenuItemConstructorOptions = {
    label: 'Heddle',
    submenu: [
      aboutItem,
      separator,
      ...own,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
  const [newThread, folder, closeTab, reopen] = items(menuCommands.file)
  const file: MenuItemConstructorOptions[] = [
    ...present(newThread),
    { label: say('openWindow', windowItems.openWindow), accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
    ...present(folder),
    separator,
    ...present(closeTab, reopen),
    { role: 'close', label: say('closeWindow', windowItems.closeWindow), accelerator: 'CmdOrCtrl+Shift+W' },
    ...(isMac ? [] : [separator, ...own, separator, { role: 'quit' as const }]),
  ]
  const view: MenuItemConstructorOptions[] = [
    ...items(menuCommands.view),
    separator,
    ...items(menuCommands.find),
    separator,
    { role: 'reload' },
    ...(hasDevTools ? [{ role: 'toggleDevTools' as const }] : []),
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
  ]
  const window: MenuItemConstructorOptions[] = [
    { role: 'minimize' },
    ...(isMac ? [{ role: 'zoom' as const }] : []),
    separator,
    ...items(menuCommands.tabs),
    ...(isMac ? [separator, { role: 'front' as const }] : []),
  ]
  return [
    ...(isMac ? [app] : []),
    { label: say('menu.file', headings.file), submenu: file },
    { role: 'editMenu' },
    { label: say('menu.view', headings.view), submenu: view },
    { label: say('menu.thread', headings.thread), submenu: items(menuCommands.thread) },
    { label: say('menu.window', headings.window), role: 'window', submenu: window },
    {
      label: say('menu.help', headings.help),
      role: 'help',
      submenu: [...items(menuCommands.help), ...(isMac ? [] : [separator, aboutItem])],
    },
  ]
}

function commandItem({ words, platform, run }: MenuDeps, id: string, label: string): MenuItemConstructorOptions {
  const chord = words.chords[id]
  const accelerator = chord === undefined ? undefined : acceleratorOf(chord)
  return {
    id,
    label,
    click: () => run(id),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: platform === 'darwin' }),
  }
}

const present = <T>(...items: (T | undefined)[]): T[] => items.filter(item => item !== undefined)
