import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDrafts } from './drafts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function rig() {
  const saved: [string, string | null][] = []
  const wire = { up: true }
  const drafts = createDrafts((key, text) => {
    if (wire.up) saved.push([key, text])
    return wire.up
  })
  return { drafts, saved, wire }
}

test('typing is saved a moment later, once, under the thread it belongs to', () => {
  const { drafts, saved } = rig()
  drafts.write('t1', 'fix')
  drafts.write('t1', 'fix the test')
  drafts.write('new', 'hello')
  expect(saved).toEqual([])
  vi.runAllTimers()
  expect(saved).toEqual([
    ['draft:t1', 'fix the test'],
    ['draft:new', 'hello'],
  ])
})

test('a sent draft is removed from what is kept', () => {
  const { drafts, saved } = rig()
  drafts.write('t1', 'x')
  drafts.flush()
  drafts.write('t1', '')
  drafts.flush()
  expect(saved.at(-1)).toEqual(['draft:t1', null])
})

test('what is typed while the engine is away is saved when it is back', () => {
  const { drafts, saved, wire } = rig()
  wire.up = false
  drafts.write('t1', 'kept')
  vi.runAllTimers()
  expect(saved).toEqual([])
  wire.up = true
  drafts.flush()
  drafts.flush()
  expect(saved).toEqual([['draft:t1', 'kept']])
})

test('drafts of an earlier run come back, but not over what has been typed since', () => {
  const { drafts } = rig()
  drafts.write('t1', 'newer')
  drafts.load({ 'draft:t1': 'older', 'draft:t2': 'kept', 'draft:t3': null, layout: {} })
  expect([drafts.read('t1'), drafts.read('t2'), drafts.read('t3')]).toEqual(['newer', 'kept', ''])
})
