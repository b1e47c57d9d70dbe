import { EventEmitter } from 'node:events'
import { createEvent } from './contents.ts'

/**
 * What an application has around its windows. Nothing of it can be seen here; a test looks at what would have been shown
 * (`Tray.all`, `powerSaveBlocker.running`, `globalShortcut.held`) and does what a person would by `emit('click')`.
 */

type MenuItem = { submenu?: unknown } & Record<string, unknown>
type MenuDouble = { items: MenuItem[] }
let applicationMenu: MenuDouble | null = null

export const Menu = {
  buildFromTemplate: (template: MenuItem[]): MenuDouble => ({
    items: template.map(({ submenu, ...item }) =>
      Array.isArray(submenu) ? { ...item, submenu: Menu.buildFromTemplate(submenu) } : item,
    ),
  }),
  setApplicationMenu: (menu: MenuDouble | null) => void (applicationMenu = menu),
  getApplicationMenu: () => applicationMenu,
}

export class Tray extends EventEmitter {
  static readonly all: Tray[] = []
  toolTip = ''
  menu: MenuDouble | null = null
  readonly image: { path: string }
  #isDestroyed = false

  constructor(image: { path: string }) {
    super()
    this.image = image
    Tray.all.push(this)
  }

  setToolTip = (text: string) => void (this.toolTip = text)
  setContextMenu = (menu: MenuDouble | null) => void (this.menu = menu)
  isDestroyed = () => this.#isDestroyed
  destroy(): void {
    this.#isDestroyed = true
    Tray.all.splice(Tray.all.indexOf(this), 1)
  }
}

export const nativeImage = { createFromPath: (path: string) => ({ path, isEmpty: () => false }) }

let lastBlocker = 0
export const powerSaveBlocker = {
  running: new Set<number>(),
  start(_type: string) {
    powerSaveBlocker.running.add(++lastBlocker)
    return lastBlocker
  },
  stop: (id: number) => powerSaveBlocker.running.delete(id),
  isStarted: (id: number) => powerSaveBlocker.running.has(id),
}

export const globalShortcut = {
  held: new Map<string, () => void>(),
  /** Chords that another program has. */
  taken: new Set<string>(),
  register(accelerator: string, run: () => void) {
    if (globalShortcut.taken.has(accelerator) || globalShortcut.held.has(accelerator)) return false
    globalShortcut.held.set(accelerator, run)
    return true
  },
  unregister: (accelerator: string) => void globalShortcut.held.delete(accelerator),
}

/** No keychain, as on a machine without a session. A test may say otherwise; the sealing itself is turned around. */
export const safeStorage = {
  isAvailable: false,
  isEncryptionAvailable: () => safeStorage.isAvailable,
  getSelectedStorageBackend: () => (safeStorage.isAvailable ? 'gnome_libsecret' : 'basic_text'),
  encryptString: (text: string) => Buffer.from([...text].toReversed().join('')),
  decryptString: (sealed: Buffer) => [...sealed.toString()].toReversed().join(''),
}

/** Dialogs that nobody sees and nobody answers, until a test puts its own functions here. */
export const dialog = {
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
  showOpenDialog: async (..._asked: unknown[]) => ({ canceled: true, filePaths: [] as string[] }),
  showSaveDialog: async (..._asked: unknown[]) => ({ canceled: true, filePath: '' }),
}

/** Shows nothing; a test looks at what would have been shown, and clicks it by `emit('click')`. */
export class Notification extends EventEmitter {
  static readonly shown: Notification[] = []
  readonly title: string
  readonly body: string
  readonly silent: boolean

  constructor({ title = '', body = '', silent = false }: { title?: string; body?: string; silent?: boolean } = {}) {
    super()
    this.title = title
    this.body = body
    this.silent = silent
  }

  show = () => void Notification.shown.push(this)
  close = () => void this.emit('close', createEvent({}))
}

export const shell = {
  /** Opens nothing; a test puts its own functions here to see what would have been opened. */
  openExternal: async (_url: string): Promise<void> => undefined,
  openPath: async (_path: string): Promise<string> => '',
}
