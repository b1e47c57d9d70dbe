import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
} from 'electron'
import { join } from 'node:path'
import { startShell } from './hosts/electron/shell.ts'

const built = join(import.meta.dirname, '..')
const log = (message: string) => console.error(message)

const desktop = startShell(
  { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell },
  {
    preload: join(built, 'preload', 'index.cjs'),
    rendererRoot: join(built, 'renderer'),
    // Set by the development server. A packaged app shows nothing but its own files.
    developmentPage: app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL,
    loadEngine: async () => {
      const { createEngine } = await import('./engine/engine.ts')
      const engine = await createEngine({ host: 'desktop' })
      const { tellNews } = await import('./hosts/electron/news.ts')
      const { show } = desktop
      const stopNews = tellNews({ serve: engine.serve, Notification, BrowserWindow, app, show, log })
      return {
        serve: engine.serve,
        close() {
          stopNews()
          return engine.close()
        },
      }
    },
    // The launcher waits for it, and turns to the browser when we end without it.
    onReady: () => process.send?.('ready'),
    log,
  },
)
