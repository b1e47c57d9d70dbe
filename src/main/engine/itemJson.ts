import type { ResponseItem } from '../../core/thread/items.ts'

/** Items never change, and a long history is sent again with every call: what was written once is kept with the item. */
const known = new WeakMap<ResponseItem, Uint8Array>()

/** Not `Buffer.from`: it takes places in blocks of 64 KiB, and what is kept would keep all that ever stood beside it. */
const encoder = new TextEncoder()

/** The item as JSON in UTF-8. */
export function itemJson(item: ResponseItem): Uint8Array {
  const kept = known.get(item)
  if (kept) return kept
  const json = encoder.encode(JSON.stringify(item))
  known.set(item, json)
  return json
}

/** Takes the JSON that an item was read from, so that it need not be written anew. */
export const keepItemJson = (item: ResponseItem, json: Uint8Array): void => void known.set(item, json)
