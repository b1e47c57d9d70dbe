import {
  app,
  BrowserWindow,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from 'electron'
import { join } from 'node:path'
import { writeCrashReport } from './engine/crashReports.ts'
import { homeOf } from './engine/home.ts'
import { watchCrashes } from './hosts/electron/crashWatch.ts'
import { startShell } from './hosts/electron/shell.ts'

const built = join(import.meta.dirname, '..')
const log = (message: string) => console.error(message)

// Whoever started us may be gone, and with them the place where our lines went: that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

watchCrashes({
  app,
  dialog,
  process,
  report: crash => writeCrashReport(homeOf(process.env), crash, process.env),
  log,
})

startShell(
  {
    app,
    BrowserWindow,
    dialog,
    globalShortcut,
    ipcMain,
    Menu,
    nativeImage,
    nativeTheme,
    Notification,
    powerSaveBlocker,
    protocol,
    safeStorage,
    screen,
    session,
    shell,
    Tray,
  },
  {
    preload: join(built, 'preload', 'index.cjs'),
    rendererRoot: join(built, 'renderer'),
    icons: join(built, '..', 'resources', 'icons'),
    // Set by the development server. A packaged app shows nothing but its own files.
    developmentPage: app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL,
    async loadEngine(surroundings) {
      const { createEngine } = await import('./engine/engine.ts')
      return createEngine({ host: 'desktop', ...surroundings })
    },
    isAppImage: process.env.APPIMAGE !== undefined,
    loadUpdater: async () => (await import('electron-updater')).default.autoUpdater,
    // The launcher waits for it, and turns to the browser when we end without it.
    onReady: () => process.send?.('ready'),
    log,
  },
)
