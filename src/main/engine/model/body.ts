import { Buffer } from 'node:buffer'
import type { ResponseItem } from '../../../core/thread/items.ts'
import { itemJson } from '../itemJson.ts'

/**
 * A request as JSON in UTF-8. The items of its `input` are put together from what is known of each: in a thread of some
 * length they are nearly all of it, and nearly all of them were sent before.
 */
export function bodyOf(body: object): Uint8Array {
  const parts: Uint8Array[] = []
  const say = (text: string) => parts.push(Buffer.from(text))
  let before = '{'
  for (const [key, value] of Object.entries(body)) {
    if (value === undefined) continue
    say(`${before}${JSON.stringify(key)}:`)
    before = ','
    if (key === 'input' && Array.isArray(value)) sayItems(value, parts)
    else say(JSON.stringify(value))
  }
  say(before === '{' ? '{}' : '}')
  return Buffer.concat(parts)
}

const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map(text => Buffer.from(text)) as [Buffer, Buffer, Buffer]

function sayItems(items: readonly ResponseItem[], parts: Uint8Array[]): void {
  parts.push(OPEN)
  for (const [index, item] of items.entries()) {
    if (index > 0) parts.push(COMMA)
    parts.push(itemJson(item))
  }
  parts.push(CLOSE)
}
