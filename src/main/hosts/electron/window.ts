import type { BrowserWindow, BrowserWindowConstructorOptions, Display } from 'electron'
import { minimumSize, openingBounds } from './windowState.ts'
import type { WindowState } from './windowState.ts'

export type WindowDeps = {
  BrowserWindow: typeof BrowserWindow
  displays(): Pick<Display, 'workArea'>[]
  isDark(): boolean
  platform: NodeJS.Platform
  hasDevTools: boolean
  /** Absolute path of the preload script. */
  preload: string
  /** The page to show. */
  page: string
  /** Where it was when it was last seen. */
  remembered: WindowState | undefined
  /** Told where it is when it closes. */
  onClose(state: WindowState): void
  onClosed(): void
  /** Called when the window is on the screen. */
  onShown?: (() => void) | undefined
}

/** The page's rights: none. It talks to us through the preload script's one channel. */
export function webPreferences(deps: Pick<WindowDeps, 'preload' | 'hasDevTools'>) {
  return {
    preload: deps.preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // The spell checker would fetch dictionaries from the network.
    spellcheck: false,
    devTools: deps.hasDevTools,
  } satisfies BrowserWindowConstructorOptions['webPreferences']
}

/** Opens a window on the page and resolves once it has loaded. */
export async function openWindow(deps: WindowDeps): Promise<void> {
  const { remembered } = deps
  const window = new deps.BrowserWindow({
    ...openingBounds(
      remembered,
      deps.displays().map(display => display.workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Heddle',
    show: false,
    backgroundColor: deps.isDark() ? '#0e0f11' : '#f4f4f2',
    autoHideMenuBar: true,
    titleBarStyle: deps.platform === 'darwin' ? 'hiddenInset' : 'default',
    webPreferences: webPreferences(deps),
  })
  if (remembered?.isMaximized) window.maximize()
  // Shown with its first frame, so nobody sees it empty.
  window.once('ready-to-show', () => {
    window.show()
    deps.onShown?.()
  })
  window.on('focus', () => window.flashFrame(false))
  window.on('close', () => {
    deps.onClose({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  })
  window.on('closed', () => deps.onClosed())
  revive(window)
  await window.loadURL(deps.page).catch((error: unknown) => {
    if (!window.isDestroyed()) throw error // closed while loading is no failure
  })
}

/** Loads a page again whose process has died: it mirrors the engine's state, so nothing is lost. */
function revive({ webContents }: BrowserWindow): void {
  let diedAtMs = -Infinity
  webContents.on('render-process-gone', (_event, { reason }) => {
    const nowMs = performance.now()
    // A page that dies again at once would die forever.
    if (reason !== 'clean-exit' && nowMs - diedAtMs > 10_000) webContents.reload()
    diedAtMs = nowMs
  })
}
