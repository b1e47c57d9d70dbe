import { Buffer, isUtf8 } from 'node:buffer'
import { isRecord, ITEM_METADATA } from '../../../../core/rollout/line.ts'
import type { RolloutLine } from '../../../../core/rollout/line.ts'

const PAYLOAD = Buffer.from('"payload":{')
const METADATA = Buffer.from(`,"${ITEM_METADATA}":`)
const CLOSE = 0x7d

/**
 * The JSON of a line's item as it stands in the line, without what only rollouts carry: that is the last of its fields in
 * what both programs write. Null where it is written otherwise. Of the line `lineHead` is known, and what it was parsed to.
 */
export function rawItem(bytes: Buffer, { payload }: RolloutLine): Buffer | null {
  if (!isRecord(payload) || Object.keys(payload).at(-1) !== ITEM_METADATA) return null
  const from = bytes.indexOf(PAYLOAD) + PAYLOAD.length - 1 // comes before anything that anybody said
  const to = bytes.indexOf(METADATA, from)
  // Within a text the quotes would be escaped. Should an item hold a field of this name further in, it is left alone.
  if (to < 0 || bytes.indexOf(METADATA, to + 1) >= 0) return null
  const json = Buffer.allocUnsafe(to - from + 1)
  bytes.copy(json, 0, from, to)
  json[to - from] = CLOSE
  return isUtf8(json) ? json : null
}
