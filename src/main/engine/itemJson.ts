import { Buffer } from 'node:buffer'
import type { ResponseItem } from '../../core/thread/items.ts'

/** Items never change, and a long history is sent again with every call: what was written once is kept with the item. */
const known = new WeakMap<ResponseItem, Uint8Array>()

/** The item as JSON in UTF-8. */
export function itemJson(item: ResponseItem): Uint8Array {
  const kept = known.get(item)
  if (kept) return kept
  const json = Buffer.from(JSON.stringify(item))
  known.set(item, json)
  return json
}

/** Takes the JSON that an item was read from, so that it need not be written anew. */
export const keepItemJson = (item: ResponseItem, json: Uint8Array): void => void known.set(item, json)
