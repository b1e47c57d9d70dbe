import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import type { MessagePort } from '../../../rpc/port.ts'
import { createRendererFiles } from '../rendererFiles.ts'
import { denyPermissions, guardContents } from './guard.ts'
import { serveIpcPorts } from './ipcPort.ts'
import { createLinkOpener } from './links.ts'
import { menuTemplate } from './menu.ts'
import { hashOfArguments, hashOfLink, linkScheme } from './ownLinks.ts'
import { appOrigin, appPage, appScheme, createAppProtocol } from './protocol.ts'
import { openWindow } from './window.ts'

type Electron = typeof import('electron')

/** The parts of Electron the shell uses. Handed in by the entry, so that no other module needs it to load. */
export type ShellElectron = Pick<
  Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'nativeTheme' | 'protocol' | 'screen' | 'session' | 'shell'
>

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
  /** Page of a development server to show instead of the built interface. */
  developmentPage?: string
  loadEngine(): Promise<ShellEngine>
  /** Called once the first window shows its page. A process that hands over to one already running never calls it. */
  onReady(): void
  log(message: string): void
}

export type Shell = {
  /** Brings a window forward, or opens one, at the place that a hash names. */
  show(hash?: string): void
}

/**
 * Runs the desktop application: one process for each user data folder, one engine, any number of windows.
 * Call it while the entry module is evaluated, since some of it has to precede Electron's `ready` event.
 */
export function startShell(electron: ShellElectron, options: ShellOptions): Shell {
  const { app, protocol, screen, shell } = electron
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return { show: () => undefined }
  }
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([appScheme])
  app.on('web-contents-created', (_event, contents) => {
    const openExternal = (url: string) => {
      shell.openExternal(url).catch((error: unknown) => options.log(`Could not open ${url}: ${String(error)}`))
    }
    guardContents(contents, createLinkOpener({ openExternal, nowMs: () => performance.now() }))
  })

  const engine = options.loadEngine()
  const page = options.developmentPage ?? appPage
  const open = (hash = '') =>
    openWindow({
      BrowserWindow: electron.BrowserWindow,
      displays: () => screen.getAllDisplays(),
      isDark: () => electron.nativeTheme.shouldUseDarkColors,
      platform: process.platform,
      hasDevTools: !app.isPackaged,
      preload: options.preload,
      page: page + hash,
      statePath: join(app.getPath('userData'), 'window.json'),
    })
  const fail = (error: unknown) => {
    options.log(String(error))
    electron.dialog.showErrorBox('Heddle could not start', error instanceof Error ? error.message : String(error))
    app.exit(1)
  }
  const openAnother = (hash?: string) =>
    void open(hash).catch((error: unknown) => options.log(`Could not open a window: ${String(error)}`))
  const show = (hash?: string) => {
    const window = electron.BrowserWindow.getAllWindows()[0]
    if (window === undefined) return openAnother(hash)
    bringForward(window)
    // The page stays: it is told where to go by what stands behind its address.
    if (hash !== undefined) window.loadURL(page + hash).catch((error: unknown) => options.log(String(error)))
  }

  servePages(electron, options, engine)
  closeWithEngine(electron, options, engine)
  app.on('second-instance', (_event, argv) => show(hashOfArguments(argv)))
  app.on('activate', () => show())
  app.on('open-url', (event, url) => {
    event.preventDefault()
    void app.whenReady().then(() => show(hashOfLink(url)))
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  engine.catch(fail)
  // Not awaited: Electron becomes ready only after the entry module has been evaluated.
  void app
    .whenReady()
    .then(async () => {
      denyPermissions(electron.session.defaultSession)
      protocol.handle('app', createAppProtocol(createRendererFiles(options.rendererRoot)))
      electron.Menu.setApplicationMenu(
        electron.Menu.buildFromTemplate(
          menuTemplate({ platform: process.platform, hasDevTools: !app.isPackaged, openWindow: () => openAnother() }),
        ),
      )
      // Only an installed application is what the system should start for such links.
      if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
      await open(hashOfArguments(process.argv))
      options.onReady()
    })
    .catch(fail)
  return { show }
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

/** Lets the engine finish before the process ends, whatever ends it. */
function closeWithEngine({ app }: ShellElectron, { log }: ShellOptions, engine: Promise<ShellEngine>): void {
  let isClosing = false
  app.on('will-quit', event => {
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

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
