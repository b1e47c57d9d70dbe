import { expect, test } from 'vitest'
import { DesktopSettings } from '../../../contract/desktop.ts'
import { createSigns } from './signs.ts'
import type { SignsDeps, Work } from './signs.ts'

const NOTHING: Work = { running: 0, waiting: [], asked: 0 }

function desk(over: Partial<DesktopSettings> = {}, dock = false) {
  const seen = { badge: -1, progress: [] as number[], flashes: 0, bounces: 0, awake: new Set<number>(), waiting: 0 }
  const state = { settings: { ...DesktopSettings.parse(undefined), ...over }, isFocused: false }
  const window = {
    setProgressBar: (value: number) => void seen.progress.push(value),
    flashFrame: () => void (seen.flashes += 1),
  }
  const deps = {
    app: {
      setBadgeCount: (count: number) => ((seen.badge = count), true),
      dock: dock ? { bounce: () => (seen.bounces += 1) } : undefined,
    },
    BrowserWindow: { getAllWindows: () => [window], getFocusedWindow: () => (state.isFocused ? window : null) },
    powerSaveBlocker: {
      start: () => (seen.awake.add(7), 7),
      stop: (id: number) => seen.awake.delete(id),
    },
    tray: { tell: (waiting: Work['waiting']) => void (seen.waiting = waiting.length) },
    settings: () => state.settings,
  } as unknown as SignsDeps
  return { signs: createSigns(deps), seen, state }
}

test('the sign counts only what waits, and shows that turns run', () => {
  const { signs, seen } = desk()
  signs.tell({ running: 3, waiting: [{ threadId: 't', title: 'T' }], asked: 2 })
  expect(seen).toMatchObject({ badge: 2, waiting: 1, flashes: 0 })
  expect(seen.progress.at(-1)).toBeGreaterThan(1)
  signs.tell(NOTHING)
  expect(seen).toMatchObject({ badge: 0, waiting: 0 })
  expect(seen.progress.at(-1)).toBe(-1)
})

test('the machine stays awake as long as a turn runs, and no longer', () => {
  const { signs, seen, state } = desk()
  signs.tell({ ...NOTHING, running: 1 })
  signs.tell({ ...NOTHING, running: 2 })
  expect([...seen.awake]).toEqual([7])
  state.settings = { ...state.settings, keepAwake: false }
  signs.refresh()
  expect([...seen.awake]).toEqual([])
  state.settings = { ...state.settings, keepAwake: true }
  signs.refresh()
  signs.tell(NOTHING)
  expect([...seen.awake]).toEqual([])
})

test('it asks to be looked at when more waits than before, if that was chosen and nobody looks', () => {
  const { signs, seen, state } = desk({ attention: true })
  signs.tell({ ...NOTHING, asked: 1 })
  signs.tell({ ...NOTHING, asked: 1, running: 1 })
  expect(seen.flashes).toBe(1)
  state.isFocused = true
  signs.tell({ ...NOTHING, asked: 2 })
  expect(seen.flashes).toBe(1)
  const mac = desk({ attention: true }, true)
  mac.signs.tell({ ...NOTHING, asked: 1 })
  expect(mac.seen).toMatchObject({ flashes: 0, bounces: 1 })
})

test('a sign that is off shows nothing', () => {
  const { signs, seen } = desk({ badge: false, progress: false })
  signs.tell({ running: 1, waiting: [], asked: 4 })
  expect(seen).toMatchObject({ badge: 0, progress: [-1] })
})
