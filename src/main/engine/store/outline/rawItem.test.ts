import { expect, test } from 'vitest'
import { historyFact } from '../../../../core/rollout/historyFact.ts'
import { ITEM_METADATA } from '../../../../core/rollout/line.ts'
import { parseLine } from '../readRollout.ts'
import { rawItem } from './rawItem.ts'

const META = { turn_id: 't1', content_item_kinds: ['user.text'] }

function raw(payload: object, more: object = {}) {
  const line = { timestamp: '2026-11-21T10:00:00.000Z', ordinal: 7, type: 'response_item', payload, ...more }
  const bytes = Buffer.from(JSON.stringify(line))
  const parsed = parseLine(bytes)
  const fact = parsed && historyFact(parsed, [])
  const json = parsed && rawItem(bytes, parsed)
  return { json: json && JSON.parse(json.toString('utf8')), item: fact && 'item' in fact ? fact.item : null }
}

const call = { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"ls"}', call_id: 'c1' }

test('the JSON of an item is taken from its line', () => {
  const nasty = `,"${ITEM_METADATA}":{} "payload":{ “x” \u0000`
  const items = [
    call,
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: nasty }] },
    { type: 'reasoning', id: 'r', summary: [], content: null, encrypted_content: 'e' },
  ]
  for (const each of items) {
    const { json, item } = raw({ ...each, [ITEM_METADATA]: META }, { metadata: { history_sequence: 1 }, heddle: {} })
    expect(json).toEqual(each)
    expect(json).toEqual(item)
  }
})

test('a line that is written otherwise is left to be written anew', () => {
  expect(raw(call).json).toBeNull()
  expect(raw({ [ITEM_METADATA]: META, ...call }).json).toBeNull()
  expect(raw({ ...call, nested: { a: 1, [ITEM_METADATA]: {} }, [ITEM_METADATA]: META }).json).toBeNull()
  const bytes = Buffer.from(JSON.stringify({ payload: { ...call, name: '?', [ITEM_METADATA]: META } }))
  bytes[bytes.indexOf('?')] = 0xff
  const parsed = parseLine(bytes)!
  expect(rawItem(bytes, parsed)).toBeNull()
})
