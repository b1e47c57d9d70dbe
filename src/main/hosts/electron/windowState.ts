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

/** Reads the remembered state. A file that is missing or damaged means there is none. */
export function readWindowState(path: string): WindowState | undefined {
  try {
    return parseWindowState(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined // nothing is lost but a position
  }
}

/** Remembers the state. Synchronous, because it happens while the window goes away. */
export function writeWindowState(path: string, state: WindowState): void {
  writeFileSync(`${path}.next`, JSON.stringify(state))
  renameSync(`${path}.next`, path)
}

function parseWindowState(value: unknown): WindowState | undefined {
  if (typeof value !== 'object' || value === null || !('bounds' in value) || !('isMaximized' in value)) return undefined
  const { bounds, isMaximized } = value
  return isRectangle(bounds) && typeof isMaximized === 'boolean' ? { bounds, isMaximized } : undefined
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height } = value as Record<string, unknown>
  return [x, y, width, height].every(Number.isSafeInteger)
}
