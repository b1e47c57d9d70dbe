import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Rectangle } from 'electron'

/** Where a window is and how large, in device independent pixels of the virtual screen. */
export type WindowState = { bounds: Rectangle; isMaximized: boolean }

/** The smallest window the interface is made for. */
export const minimumSize = { width: 900, height: 600 }

const preferredSize = { width: 1280, height: 800 }

/** How much of a window has to be on some display, so that it can be seen and grabbed. */
const graspPx = 80

/** The bounds to open a window with: those remembered if a display still shows them, else centred by the system. */
export function openingBounds(remembered: WindowState | undefined, displays: readonly Rectangle[]): Partial<Rectangle> {
  if (remembered === undefined) return preferredSize
  const { bounds } = remembered
  const size = {
    width: Math.max(bounds.width, minimumSize.width),
    height: Math.max(bounds.height, minimumSize.height),
  }
  return displays.some(display => shows(display, bounds)) ? { ...bounds, ...size } : size
}

function shows(display: Rectangle, window: Rectangle): boolean {
  const overlapX = Math.min(display.x + display.width, window.x + window.width) - Math.max(display.x, window.x)
  const isTopEdgeInside = window.y >= display.y && window.y < display.y + display.height - graspPx
  return overlapX >= graspPx && isTopEdgeInside
}

/** A window by the name under which its page keeps its layout. */
export type KeptWindow = WindowState & { id: string }

/** Reads the windows that were open when the application ended. A file that is missing or damaged means there were none. */
export function readWindows(path: string): KeptWindow[] {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'))
    // An earlier version knew one window, without a name.
    return Array.isArray(kept)
      ? kept.flatMap(each => parseWindow(each) ?? [])
      : [parseWindow(kept, '1')].flatMap(each => each ?? [])
  } catch {
    return [] // nothing is lost but positions
  }
}

/** Remembers them. Synchronous, because it happens while windows go away. */
export function writeWindows(path: string, windows: readonly KeptWindow[]): void {
  writeFileSync(`${path}.next`, JSON.stringify(windows))
  renameSync(`${path}.next`, path)
}

function parseWindow(value: unknown, nameless?: string): KeptWindow | undefined {
  if (typeof value !== 'object' || value === null || !('bounds' in value) || !('isMaximized' in value)) return undefined
  const { bounds, isMaximized } = value
  const id = 'id' in value ? value.id : nameless
  if (typeof id !== 'string' || !/^[\w-]{1,60}$/.test(id)) return undefined
  return isRectangle(bounds) && typeof isMaximized === 'boolean' ? { id, bounds, isMaximized } : undefined
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height } = value as Record<string, unknown>
  return [x, y, width, height].every(Number.isSafeInteger)
}

const beside = 28

/** Where another window opens: beside the one it comes from, so that both are seen. */
export const besideOf = ({ x, y, width, height }: Rectangle): WindowState => ({
  bounds: { x: x + beside, y: y + beside, width, height },
  isMaximized: false,
})
