import { expect, test } from 'vitest'
import type { ResponseItem } from '../../../core/thread/items.ts'
import { keepItemJson } from '../itemJson.ts'
import { bodyOf } from './body.ts'

const textOf = (body: object) => Buffer.from(bodyOf(body)).toString('utf8')
const item = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
})

test('a body is what JSON.stringify makes of it', () => {
  const bodies = [
    {},
    { input: [] },
    {
      model: 'm',
      input: [item('a “quoted” word\n\ud800'), item('')],
      tools: undefined,
      store: false,
      text: { a: [1] },
    },
    { messages: [{ role: 'user', content: undefined }], stream: true },
    { input: 'not a list' },
  ]
  for (const body of bodies) expect(textOf(body)).toBe(Buffer.from(JSON.stringify(body)).toString('utf8'))
})

test('of an item that was read from JSON it is that JSON', () => {
  const read = item('plum')
  keepItemJson(read, Buffer.from('{"type":"message", "as":"it stood"}'))
  expect(textOf({ input: [read, item('cherry')] })).toContain('{"input":[{"type":"message", "as":"it stood"},')
})
