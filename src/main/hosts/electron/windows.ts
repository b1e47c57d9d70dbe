import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { appPage } from './protocol.ts'
import type { ShellElectron, ShellOptions } from './shell.ts'
import { openWindow } from './window.ts'
import { besideOf, readWindows, writeWindows } from './windowState.ts'
import type { KeptWindow, WindowState } from './windowState.ts'

export type Windows = {
  /** Opens the windows of the last time. Resolves once the page of the first has loaded; says when it is on the screen. */
  restore(hash: string | undefined, onShown: () => void): Promise<void>
  /** Opens a further window, for what a hash names. */
  openAnother(hash: string): void
  /** Brings a window forward, or opens the one that was closed last, at the place that a hash names. */
  show(hash?: string): void
}

/** More were never open at once by intention. */
const MOST = 12

/**
 * The windows of the application. Each has a name, under which its page keeps its layout; those that were open at the end
 * are opened again. A window that is closed while others stay is gone with its name.
 */
export function createWindows(
  { app, BrowserWindow, nativeTheme, screen }: Pick<ShellElectron, 'app' | 'BrowserWindow' | 'nativeTheme' | 'screen'>,
  { preload, developmentPage = appPage, log }: Pick<ShellOptions, 'preload' | 'developmentPage' | 'log'>,
): Windows {
  const statePath = join(app.getPath('userData'), 'window.json')
  const atStart = readWindows(statePath).slice(0, MOST)
  const kept = new Map<string, KeptWindow>(atStart.map(each => [each.id, each]))
  const open = new Set<string>()
  let isEnding = false
  app.on('before-quit', () => (isEnding = true))

  const openAs = (id: string, hash = '', onShown?: () => void, place?: WindowState) => {
    open.add(id)
    return openWindow({
      BrowserWindow,
      displays: () => screen.getAllDisplays(),
      isDark: () => nativeTheme.shouldUseDarkColors,
      platform: process.platform,
      hasDevTools: !app.isPackaged,
      preload,
      page: `${developmentPage}?window=${id}${hash}`,
      remembered: kept.get(id) ?? place,
      onShown,
      onClose(state) {
        if (isEnding || open.size === 1) kept.set(id, { ...state, id })
        else kept.delete(id)
        writeWindows(statePath, [...kept.values()])
      },
      onClosed: () => void open.delete(id),
    })
  }
  const tryOpen = (id: string, hash?: string, place?: WindowState) =>
    void openAs(id, hash, undefined, place).catch((error: unknown) => log(`Could not open a window: ${String(error)}`))

  return {
    async restore(hash, onShown) {
      const [first, ...others] = atStart.map(({ id }) => id)
      await openAs(first ?? randomUUID(), hash, onShown)
      for (const id of others) tryOpen(id)
    },
    openAnother(hash) {
      const front = frontOf(BrowserWindow)
      tryOpen(randomUUID(), hash, front && besideOf(front.getNormalBounds()))
    },
    show(hash) {
      const window = frontOf(BrowserWindow)
      if (window === undefined) return tryOpen([...kept.keys()].at(-1) ?? randomUUID(), hash)
      bringForward(window)
      if (hash === undefined) return
      // The page stays: it is told where to go by what stands behind its address.
      const [address = ''] = window.webContents.getURL().split('#', 1)
      window.loadURL(address + hash).catch((error: unknown) => log(String(error)))
    },
  }
}

const frontOf = (windows: ShellElectron['BrowserWindow']): BrowserWindow | undefined =>
  windows.getFocusedWindow() ?? windows.getAllWindows()[0]

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
