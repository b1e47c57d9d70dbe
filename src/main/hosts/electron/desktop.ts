import type { OpenDialogOptions } from 'electron'
import { basename, join } from 'node:path'
import type { DesktopSettings, DesktopState, MenuWords } from '../../../contract/desktop.ts'
import { Failure } from '../../../contract/procedure.ts'
import type { DesktopHost } from '../../engine/engine.ts'
import { acceleratorOf } from './accelerators.ts'
import { readDesktopSettings, writeDesktopSettings } from './desktopSettings.ts'
import { createForwardShortcut } from './forwardShortcut.ts'
import type { ShellElectron } from './shell.ts'
import { createSigns } from './signs.ts'
import type { Signs } from './signs.ts'
import { createTraySign } from './tray.ts'
import { createUpdates, isFeed } from './updates.ts'
import type { AutoUpdater } from './updates.ts'

export interface DesktopDeps {
  electron: Pick<
    ShellElectron,
    | 'app'
    | 'BrowserWindow'
    | 'dialog'
    | 'globalShortcut'
    | 'Menu'
    | 'nativeImage'
    | 'powerSaveBlocker'
    | 'shell'
    | 'Tray'
  >
  /** Folder of this user's data of the window. */
  dataFolder: string
  /** Folder with the pictures of the application. */
  icons: string
  /** Why this program cannot update itself; null where it can. */
  updateObstacle: string | null
  loadUpdater(): Promise<AutoUpdater>
  /** Brings a window forward, at a place if one is named. */
  show(hash?: string): void
  /** Runs a command of the interface. */
  run(commandId: string): void
  /** Builds the application's menu anew. */
  onWords(words: MenuWords): void
  log(message: string): void
}

export interface Desktop {
  host: DesktopHost
  signs: Signs
  /** Puts the settings into force. */
  start(): void
  dispose(): void
}

/** Everything around the window: its settings, and the signs, dialogs and keys that the system gives. */
export function createDesktop(deps: DesktopDeps): Desktop {
  const { app, BrowserWindow, dialog, globalShortcut, Menu, nativeImage, powerSaveBlocker, shell, Tray } = deps.electron
  const path = join(deps.dataFolder, 'desktop.json')
  let settings = readDesktopSettings(path)
  let words: MenuWords = { names: {}, chords: {} }
  const watchers = new Set<(state: DesktopState) => void>()

  const state = (): DesktopState => ({ settings, shortcut: shortcut.state(), update: updates.state() })
  const tellAll = () => watchers.forEach(tell => tell(state()))
  const shortcut = createForwardShortcut({ globalShortcut, run: () => deps.show() })
  const updates = createUpdates({
    obstacle: deps.updateObstacle,
    load: deps.loadUpdater,
    onChange: tellAll,
    log: deps.log,
  })
  const tray = createTraySign({
    Tray,
    Menu,
    image: () => nativeImage.createFromPath(join(deps.icons, trayIcon(process.platform))),
    say: (id, english) => words.names[id] ?? english,
    show: deps.show,
    newThread: () => deps.run('new'),
    quit: () => app.quit(),
    log: deps.log,
  })
  const signs = createSigns({ app, BrowserWindow, powerSaveBlocker, tray, settings: () => settings })
  const obey = () => {
    tray.use(settings.tray)
    shortcut.use(settings.shortcut)
    updates.use(settings.updates)
    signs.refresh()
    tellAll()
  }

  /** Dialogs belong to a window, where there is one. */
  const front = () => BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]

  const host: DesktopHost = {
    watch(tell) {
      watchers.add(tell)
      tell(state())
      return () => void watchers.delete(tell)
    },
    async configure(next) {
      refuseUnusable(next)
      try {
        writeDesktopSettings(path, next)
      } catch (error) {
        throw new Failure('home.notWritable', `${path} cannot be written: ${String(error)}.`, { path })
      }
      settings = next
      obey()
    },
    announce(next) {
      words = next
      tray.refresh()
      deps.onWords(next)
    },
    chooseFolder: async ({ title, start }) => {
      const asked: OpenDialogOptions = {
        title,
        properties: ['openDirectory', 'createDirectory'],
        ...(start === undefined ? {} : { defaultPath: start }),
      }
      const window = front()
      const answer = await (window ? dialog.showOpenDialog(window, asked) : dialog.showOpenDialog(asked))
      return answer.canceled ? null : (answer.filePaths[0] ?? null)
    },
    async chooseCopy({ name }) {
      const asked = { defaultPath: join(app.getPath('downloads'), basename(name)) }
      const window = front()
      const answer = await (window ? dialog.showSaveDialog(window, asked) : dialog.showSaveDialog(asked))
      return answer.canceled || answer.filePath === '' ? null : answer.filePath
    },
    async showFolder(folder) {
      const problem = await shell.openPath(folder)
      if (problem !== '') deps.log(`Could not show ${folder}: ${problem}`)
    },
    update: step => (step === 'check' ? updates.check() : updates.restart()),
  }
  return {
    host,
    signs,
    start: obey,
    dispose() {
      updates.dispose()
      shortcut.use(null)
      tray.use(false)
    },
  }
}

function refuseUnusable({ shortcut, updates }: DesktopSettings): void {
  if (shortcut !== null && (acceleratorOf(shortcut) === undefined || !shortcut.includes('+'))) {
    throw new Failure('settings.invalid', 'That chord cannot be kept for all programs.', { shortcut })
  }
  if (updates.on && !isFeed(updates.feed)) {
    throw new Failure('settings.invalid', 'Updates come from an address that begins with https://.', { ...updates })
  }
}

/** macOS colours the picture itself; the others show it as it is. */
const trayIcon = (platform: NodeJS.Platform): string =>
  ({ darwin: 'trayTemplate.png', win32: 'icon.ico' })[platform as string] ?? 'tray.png'
