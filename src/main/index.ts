import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell } from 'electron'
import { join } from 'node:path'
import { startShell } from './hosts/electron/shell.ts'

const built = join(import.meta.dirname, '..')

startShell(
  { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell },
  {
    preload: join(built, 'preload', 'index.cjs'),
    rendererRoot: join(built, 'renderer'),
    // Set by the development server. A packaged app shows nothing but its own files.
    developmentPage: app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL,
    loadEngine: async () => {
      const { createEngine } = await import('./engine/engine.ts')
      return createEngine({ host: 'desktop' })
    },
    // The launcher waits for it, and turns to the browser when we end without it.
    onReady: () => process.send?.('ready'),
    log: message => console.error(message),
  },
)
