import type { DesktopHost, Sealer } from '../../engine/engine.ts'
import type { MenuWords } from '../../../contract/desktop.ts'
import type { MessagePort } from '../../../rpc/port.ts'
import { createRendererFiles } from '../rendererFiles.ts'
import { folderOf } from './folders.ts'
import { denyPermissions, guardContents } from './guard.ts'
import { serveIpcPorts } from './ipcPort.ts'
import { createLinkOpener } from './links.ts'
import { menuTemplate } from './menu.ts'
import {
  emptyWindowHash,
  hashOfArguments,
  hashOfCommand,
  hashOfFolder,
  hashOfLink,
  hashOfWindow,
  linkScheme,
} from './ownLinks.ts'
import { appOrigin, appPage, appScheme, createAppProtocol } from './protocol.ts'
import type { AutoUpdater } from './updates.ts'
import { createWindows } from './windows.ts'
import type { Windows } from './windows.ts'

type Electron = typeof import('electron')

/** The parts of Electron the shell uses. Handed in by the entry, so that no other module needs it to load. */
export type ShellElectron = Pick<
  Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'globalShortcut'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'nativeTheme'
  | 'Notification'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
>

/** What the engine may use of the shell. */
export type EngineSurroundings = { desktop: DesktopHost; sealer: Sealer }

/** What the shell needs of the engine. */
export type ShellEngine = {
  /** Serves the contract on a port; the answer stops serving it. */
  serve(port: MessagePort): () => void
  close(): Promise<void>
}

export type ShellOptions = {
  /** Absolute path of the built preload script. */
  preload: string
  /** Absolute path of the folder with the built interface. */
  rendererRoot: string
  /** Absolute path of the folder with the application's pictures. */
  icons: string
  /** Page of a development server to show instead of the built interface. */
  developmentPage?: string
  /** Called once the first window is on the screen, so that loading the engine never keeps it off. */
  loadEngine(surroundings: EngineSurroundings): Promise<ShellEngine>
  loadUpdater(): Promise<AutoUpdater>
  /** Whether it runs from an AppImage, which can replace itself. */
  isAppImage: boolean
  /** Whether to tell of threads; an engine that knows none has nothing to tell. */
  tellsNews?: boolean
  /** Called once the first window shows its page. A process that hands over to one already running never calls it. */
  onReady(): void
  log(message: string): void
}

/**
 * Runs the desktop application: one process for each user data folder, one engine, any number of windows.
 * Call it while the entry module is evaluated, since some of it has to precede Electron's `ready` event.
 */
export function startShell(electron: ShellElectron, options: ShellOptions): void {
  const { app, protocol, shell } = electron
  if (!app.requestSingleInstanceLock()) return app.quit()
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([appScheme])
  app.on('web-contents-created', (_event, contents) => {
    const openExternal = (url: string) => {
      shell.openExternal(url).catch((error: unknown) => options.log(`Could not open ${url}: ${String(error)}`))
    }
    guardContents(contents, createLinkOpener({ openExternal, nowMs: () => performance.now() }), url => {
      const hash = hashOfWindow(url, options.developmentPage ?? appPage)
      if (hash !== undefined) windows.openAnother(hash)
      return hash !== undefined
    })
  })

  const windows = createWindows(electron, options)
  let onShown = () => undefined as void
  const firstWindow = new Promise<void>(resolve => (onShown = resolve))
  let isLoading = false
  const engine = firstWindow.then(() => {
    isLoading = true
    return loadEngine(electron, options, windows)
  })
  servePages(electron, options, engine)
  closeWithEngine(electron, options, () => (isLoading ? engine : null))
  listenForArrivals(electron, windows)
  const fail = (error: unknown) => {
    options.log(String(error))
    electron.dialog.showErrorBox('Heddle could not start', error instanceof Error ? error.message : String(error))
    app.exit(1)
  }
  engine.catch(fail)
  // Not awaited: Electron becomes ready only after the entry module has been evaluated.
  void app
    .whenReady()
    .then(async () => {
      denyPermissions(electron.session.defaultSession)
      protocol.handle('app', createAppProtocol(createRendererFiles(options.rendererRoot)))
      setMenu(electron, windows, { names: {}, chords: {} })
      // Only an installed application is what the system should start for such links.
      if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
      const given = app.isPackaged ? process.argv.slice(1) : []
      await windows.restore(hashOfArguments(process.argv) ?? hashOfArguments(given, each => folderOf(each)), onShown)
      onShown()
      options.onReady()
    })
    .catch(fail)
}

function setMenu({ app, Menu }: ShellElectron, windows: Windows, words: MenuWords): void {
  const template = menuTemplate({
    platform: process.platform,
    hasDevTools: !app.isPackaged,
    words,
    openWindow: () => windows.openAnother(emptyWindowHash),
    run: id => windows.show(hashOfCommand(id)),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

/** Whoever starts us again, or drops something on our sign, means the application that is already there. */
function listenForArrivals({ app }: ShellElectron, { show }: Windows): void {
  app.on('second-instance', (_event, argv, workingDirectory) => {
    const given = app.isPackaged ? argv.slice(1) : []
    show(hashOfArguments(argv) ?? hashOfArguments(given, each => folderOf(each, workingDirectory)))
  })
  app.on('activate', () => show())
  app.on('open-url', (event, url) => {
    event.preventDefault()
    void app.whenReady().then(() => show(hashOfLink(url)))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    const folder = folderOf(path)
    if (folder !== undefined) void app.whenReady().then(() => show(hashOfFolder(folder)))
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
}

/** Loads the engine and all that surrounds a window: nothing of it is needed to see one. */
async function loadEngine(electron: ShellElectron, options: ShellOptions, windows: Windows): Promise<ShellEngine> {
  const { app, safeStorage, Notification, BrowserWindow } = electron
  const { log } = options
  const [{ createDesktop }, { createSealer }, { updateObstacle }] = await Promise.all([
    import('./desktop.ts'),
    import('./sealer.ts'),
    import('./updates.ts'),
  ])
  const desktop = createDesktop({
    electron,
    dataFolder: app.getPath('userData'),
    icons: options.icons,
    updateObstacle: updateObstacle({ ...options, isPackaged: app.isPackaged, platform: process.platform }),
    loadUpdater: options.loadUpdater,
    show: windows.show,
    run: id => windows.show(hashOfCommand(id)),
    onWords: words => setMenu(electron, windows, words),
    log,
  })
  const sealer = createSealer(safeStorage, process.platform)
  const { serve, close } = await options.loadEngine({ desktop: desktop.host, sealer })
  const refreshSigns = () => desktop.signs.refresh()
  app.on('browser-window-created', refreshSigns)
  desktop.start()
  const stopNews = options.tellsNews === false ? () => undefined : await beginNews()
  return {
    serve,
    close() {
      stopNews()
      app.off('browser-window-created', refreshSigns)
      desktop.dispose()
      return close()
    },
  }

  async function beginNews() {
    const { tellNews } = await import('./news.ts')
    const { tell: onWork } = desktop.signs
    return tellNews({ serve, Notification, BrowserWindow, onWork, show: windows.show, now: () => new Date(), log })
  }
}

/** Connects each window's port to the engine, as soon as there is one. */
function servePages(
  { ipcMain, BrowserWindow }: ShellElectron,
  options: ShellOptions,
  engine: Promise<ShellEngine>,
): void {
  const { developmentPage, log } = options
  serveIpcPorts({
    ipcMain,
    origin: developmentPage === undefined ? appOrigin : new URL(developmentPage).origin,
    isOurs: contents => BrowserWindow.fromWebContents(contents) !== null,
    serve: port =>
      void engine.then(
        ({ serve }) => port.onClose(serve(port)),
        () => port.close(), // the failure itself is shown by the shell
      ),
    onRefused: reason => log(`Refused a message to the engine: ${reason}`),
  })
}

/** Lets the engine finish before the process ends, whatever ends it. It may not even have been begun. */
function closeWithEngine(
  { app }: ShellElectron,
  { log }: ShellOptions,
  running: () => Promise<ShellEngine> | null,
): void {
  let isClosing = false
  app.on('will-quit', event => {
    const engine = running()
    if (engine === null) return
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    engine
      .then(({ close }) => close())
      .then(
        () => app.exit(0),
        (error: unknown) => {
          log(`The engine did not close cleanly: ${String(error)}`)
          app.exit(1)
        },
      )
  })
}
