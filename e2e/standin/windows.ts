import { EventEmitter } from 'node:events'
import { createEvent, StandinContents, type ContentsDeps, type WebPreferences } from './contents.ts'

type Bounds = { x: number; y: number; width: number; height: number }
type WindowOptions = Partial<Bounds> & { show?: boolean; title?: string; webPreferences?: WebPreferences }

/** The desktop the windows are on. */
export const workArea = { x: 0, y: 0, width: 1920, height: 1080 }

type Moments = {
  onCreated(contents: StandinContents): void
  onWindow(window: StandinWindow): void
  onLastClosed(): void
}

const windows = new Set<StandinWindow>()
let surroundings: (ContentsDeps & Moments) | undefined

/** Gives windows their Chromium. Before that, as before Electron's `ready`, no window can be made. */
export function enableWindows(deps: NonNullable<typeof surroundings>): void {
  surroundings = deps
}

/** `BrowserWindow`: bounds and flags are only remembered, since there is no desktop to see them on. */
export class StandinWindow extends EventEmitter {
  static getAllWindows = () => [...windows]
  static getFocusedWindow = () => [...windows].find(window => window.isFocused()) ?? null
  static fromWebContents = (contents: unknown) => [...windows].find(window => window.webContents === contents) ?? null

  readonly webContents: StandinContents
  #bounds: Bounds
  #flags = { isVisible: true, isFocused: false, isMaximized: false, isMinimized: false, isDestroyed: false }

  constructor({ x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} }: WindowOptions = {}) {
    super()
    if (surroundings === undefined) throw new Error('Cannot create BrowserWindow before app is ready')
    const { onCreated, onWindow } = surroundings
    this.#bounds = { x, y, width, height }
    this.#flags.isVisible = show
    this.webContents = new StandinContents(surroundings, webPreferences, { width, height })
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    // The page was closed from outside, as by the window's own close button.
    this.webContents.once('standin-gone', () => this.close())
    windows.add(this)
    onCreated(this.webContents)
    onWindow(this)
  }

  loadURL = (url: string) => this.webContents.loadURL(url)
  getBounds = () => ({ ...(this.#flags.isMaximized ? workArea : this.#bounds) })
  getNormalBounds = () => ({ ...this.#bounds })
  isVisible = () => this.#flags.isVisible
  isFocused = () => this.#flags.isFocused
  isMaximized = () => this.#flags.isMaximized
  isMinimized = () => this.#flags.isMinimized
  isDestroyed = () => this.#flags.isDestroyed

  setBounds = (bounds: Partial<Bounds>) => void Object.assign(this.#bounds, bounds)
  show = () => void (this.#flags.isVisible = true)
  maximize = () => void (this.#flags.isMaximized = true)
  minimize = () => void (this.#flags.isMinimized = true)
  restore = () => void (this.#flags.isMinimized = false)
  /** What stands on the sign of the window: -1 is nothing, above 1 a bar that only moves. */
  progress = -1
  setProgressBar = (progress: number) => void (this.progress = progress)
  /** Whether its sign asks to be looked at. */
  isFlashing = false
  flashFrame = (on: boolean) => void (this.isFlashing = on)
  focus() {
    for (const window of windows) window.#flags.isFocused = window === this
  }

  close(): void {
    if (this.#flags.isDestroyed) return
    const event = createEvent({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (this.#flags.isDestroyed) return
    this.#flags.isDestroyed = true
    windows.delete(this)
    this.webContents.destroy()
    this.emit('closed')
    if (windows.size === 0) surroundings?.onLastClosed()
  }
}
