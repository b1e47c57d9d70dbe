import type { MenuItemConstructorOptions } from 'electron'

export type MenuDeps = {
  platform: NodeJS.Platform
  /** Developer tools are offered while developing only. */
  hasDevTools: boolean
  openWindow(): void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

/**
 * The application menu: roles the system knows, and a new window. Everything else is in the interface, where ⌘W
 * closes a tab, so closing the window is on ⌘⇧W.
 */
export function menuTemplate({ platform, hasDevTools, openWindow }: MenuDeps): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const file: MenuItemConstructorOptions[] = [
    { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
    separator,
    { role: 'close', label: 'Close Window', accelerator: 'CmdOrCtrl+Shift+W' },
    ...(isMac ? [] : [separator, { role: 'quit' as const }]),
  ]
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(hasDevTools ? [{ role: 'toggleDevTools' as const }] : []),
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
  ]
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    { label: 'File', submenu: file },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ]
}
