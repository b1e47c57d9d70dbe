/// <reference lib="es2024.promise" />
/**
 * The double that the application gets for `import ... from 'electron'` where no Electron can be had: real main and
 * preload scripts, real pages in Chromium, and as much of Electron between them as the application imports. It shows
 * that our code works together; it proves nothing about Electron, on which the same journeys run wherever it exists.
 *
 * Not covered: what the system draws (menus, dialogs, tray, drag regions) beyond what it was asked to draw, accelerators,
 * several sessions, `ipcMain.handle`, message ports, and streamed answers of `protocol.handle`. The path of a dropped file
 * is its name, which a test can choose.
 */
import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startChromium, type Chromium } from './chromium.ts'
import { createEvent } from './contents.ts'
import type { SessionHandlers } from './permissions.ts'
import { createSchemes } from './schemes.ts'
import { createSingleInstance } from './singleInstance.ts'
import { watchTargets } from './targets.ts'
import { enableWindows, StandinWindow, workArea } from './windows.ts'

export {
  dialog,
  globalShortcut,
  Menu,
  nativeImage,
  Notification,
  powerSaveBlocker,
  safeStorage,
  shell,
  Tray,
} from './surroundings.ts'

const userData = process.argv.find(arg => arg.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length)
if (userData === undefined) throw new Error('The stand-in needs --user-data-dir=<folder>')
mkdirSync(userData, { recursive: true })

const events = new EventEmitter()
const ready = Promise.withResolvers<void>()
let chromium: Chromium | undefined
let phase: 'starting' | 'ready' | 'quitting' | 'ended' = 'starting'

const schemes = createSchemes(() => phase !== 'starting')
const permissions: SessionHandlers = { request: null, check: null }
const singleInstance = createSingleInstance(userData, ({ argv, workingDirectory, additionalData }) => {
  void ready.promise.then(() => events.emit('second-instance', createEvent({}), argv, workingDirectory, additionalData))
})

const appMethods = {
  isPackaged: false,
  getName: () => 'heddle',
  getPath: (name: string) => (name === 'userData' ? userData : join(userData, name)),
  isReady: () => phase !== 'starting',
  whenReady: () => ready.promise,
  requestSingleInstanceLock: singleInstance.request,
  enableSandbox() {
    if (phase !== 'starting') throw new Error('app.enableSandbox() can only be called before app is ready')
  },
  /** What stands on the application's sign. */
  badgeCount: 0,
  setBadgeCount(count = 0) {
    appMethods.badgeCount = count
    return true
  },
  getBadgeCount: () => appMethods.badgeCount,
  quit() {
    const before = createEvent({})
    events.emit('before-quit', before)
    if (before.defaultPrevented) return
    phase = 'quitting'
    for (const window of StandinWindow.getAllWindows()) window.close()
    if (StandinWindow.getAllWindows().length > 0) {
      phase = 'ready' // a window would not close
      return
    }
    const will = createEvent({})
    events.emit('will-quit', will)
    if (!will.defaultPrevented) appMethods.exit(0)
  },
  exit(code = 0) {
    if (phase === 'ended') return
    phase = 'ended'
    for (const window of StandinWindow.getAllWindows()) window.destroy()
    events.emit('quit', createEvent({}), code)
    void Promise.all([singleInstance.handedOver(), chromium?.close()]).finally(() => process.exit(code))
  },
}

export const app = Object.assign(events, appMethods)
export const BrowserWindow = StandinWindow
export const { protocol } = schemes
export const ipcMain = new EventEmitter()

export const nativeTheme = { shouldUseDarkColors: false }

export const screen = { getAllDisplays: () => [{ bounds: workArea, workArea }] }

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: SessionHandlers['request']) => void (permissions.request = handler),
    setPermissionCheckHandler: (handler: SessionHandlers['check']) => void (permissions.check = handler),
    // Headless Chromium has no devices and no screen to offer.
    setDevicePermissionHandler: () => undefined,
    setDisplayMediaRequestHandler: () => undefined,
  },
}

/** Starts Chromium and lets `ready` happen, once the entry module has been evaluated. Answers where to attach. */
export async function becomeReady(executable: string): Promise<string | undefined> {
  if (phase !== 'starting') return undefined
  chromium = await startChromium(executable, join(app.getPath('userData'), 'chromium'))
  enableWindows({
    browser: chromium.browser,
    targets: await watchTargets(chromium),
    permissions,
    answer: schemes.answer,
    onIpc: (channel, event, args) => void ipcMain.emit(channel, event, ...args),
    onCreated: contents => void events.emit('web-contents-created', createEvent({}), contents),
    onWindow: window => void events.emit('browser-window-created', createEvent({}), window),
    onLastClosed() {
      if (phase !== 'ready') return
      if (!events.emit('window-all-closed')) app.quit()
    },
  })
  phase = 'ready'
  events.emit('ready', createEvent({}), {})
  ready.resolve()
  return chromium.endpoint
}
