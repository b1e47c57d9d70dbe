import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { besideOf, openingBounds, readWindows, writeWindows, type WindowState } from './windowState.ts'

const folder = mkdtempSync(join(tmpdir(), 'heddle-window-'))
afterAll(() => rmSync(folder, { recursive: true }))

const display = { x: 0, y: 0, width: 1920, height: 1080 }
const at = (x: number, y: number, width = 1000, height = 700): WindowState => ({
  bounds: { x, y, width, height },
  isMaximized: false,
})

describe('where a window opens', () => {
  test('the first time in a size of its own, placed by the system', () => {
    expect(openingBounds(undefined, [display])).toEqual({ width: 1280, height: 800 })
  })

  test('where it was, on any display', () => {
    const second = { x: -1280, y: 200, width: 1280, height: 1024 }
    expect(openingBounds(at(40, 30), [display])).toEqual({ x: 40, y: 30, width: 1000, height: 700 })
    expect(openingBounds(at(-1200, 300), [display, second])).toEqual({ x: -1200, y: 300, width: 1000, height: 700 })
  })

  test.each([
    ['right of every display', at(1900, 100)],
    ['left of every display', at(-950, 100)],
    ['below', at(100, 1060)],
    ['with its title bar above', at(100, -20)],
  ])('in its size only, when it would be %s', (_where, state) => {
    expect(openingBounds(state, [display])).toEqual({ width: 1000, height: 700 })
  })

  test('never smaller than the interface needs', () => {
    expect(openingBounds(at(0, 0, 10, 10), [display])).toMatchObject({ width: 900, height: 600 })
  })
})

test('another window opens beside the one it comes from', () => {
  expect(besideOf(at(40, 30).bounds)).toEqual(at(68, 58))
})

describe('what is remembered', () => {
  test('survives the file', () => {
    const path = join(folder, 'window.json')
    const windows = [
      { id: 'a-1', ...at(1, 2), isMaximized: true },
      { id: 'b', ...at(3, 4) },
    ]
    writeWindows(path, windows)
    expect(readWindows(path)).toEqual(windows)
  })

  test('the one window of an earlier version is found', () => {
    const path = join(folder, 'earlier.json')
    writeFileSync(path, JSON.stringify(at(1, 2)))
    expect(readWindows(path)).toEqual([{ id: '1', ...at(1, 2) }])
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"bounds":{}}',
    '{"bounds":{"x":1,"y":1,"width":"9","height":9},"isMaximized":true}',
    '[{"id":"a b#","bounds":{"x":1,"y":1,"width":9,"height":9},"isMaximized":true}]',
  ])('nothing, if the file holds %j', text => {
    const path = join(folder, 'damaged.json')
    writeFileSync(path, text)
    expect(readWindows(path)).toEqual([])
  })

  test('nothing, if there is no file', () => expect(readWindows(join(folder, 'none.json'))).toEqual([]))
})
