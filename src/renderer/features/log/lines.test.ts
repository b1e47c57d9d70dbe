import { expect, test } from 'vitest'
import type { WrittenLine } from '../../../contract/log.ts'
import { headOf, matching, readable } from './lines.ts'

const line = (value: unknown, offset = 0): WrittenLine => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { offset, bytes: text.length, text }
}
const message = line({
  timestamp: '2026-01-02T03:04:05.000Z',
  type: 'response_item',
  payload: { type: 'message', text: 'Hello World' },
})

test('a line says what it is and when it was written', () => {
  expect(headOf(message)).toEqual({ type: 'response_item · message', at: Date.UTC(2026, 0, 2, 3, 4, 5) })
  expect(headOf(line({ type: 'session_meta' }))).toEqual({ type: 'session_meta', at: null })
  expect(headOf(line('torn {'))).toEqual({ type: '?', at: null })
})

test('a filter wants all of its words, in any order and case', () => {
  const other = line({ type: 'event_msg', payload: { text: 'hello' } }, 1)
  expect(matching([message, other], 'HELLO')).toEqual([message, other])
  expect(matching([message, other], ' world hello ')).toEqual([message])
  expect(matching([message, other], '')).toEqual([message, other])
  expect(matching([message, other], 'nothing')).toEqual([])
})

test('a line is read indented; one that is cut says so', () => {
  expect(readable(line({ a: 1 }))).toBe('{\n  "a": 1\n}')
  expect(readable({ ...line('{"a":"bc'), bytes: 70_000 })).toBe('{"a":"bc…')
  expect(readable(line('not json'))).toBe('not json')
})
