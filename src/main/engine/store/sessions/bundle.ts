import { isRecord, list, number, record, text } from '../../../../core/rollout/line.ts'
import type { Json } from '../../../../core/rollout/line.ts'

/** Raise it when a bundle cannot be read any more by those that know the version before. */
const VERSION = 1

/** The first line of a bundle. After it come the lines of the log, and the contents of files that they refer to. */
export interface BundleHeader {
  threadId: string
  title: string | null
}

export const headerLine = ({ threadId, title }: BundleHeader, program: string, at: number): string =>
  JSON.stringify({
    type: 'heddle_bundle',
    version: VERSION,
    threadId,
    title,
    program,
    exportedAt: new Date(at).toISOString(),
  })

/** A content that the log refers to by its hash. */
export const contentLine = (hash: string, bytes: Uint8Array): string =>
  JSON.stringify({ type: 'content', hash, base64: Buffer.from(bytes).toString('base64') })

/** A content and its hash, if this line is one. */
export function contentIn(line: Json): { hash: string; bytes: Buffer } | null {
  if (line.type !== 'content') return null
  return { hash: text(line.hash) ?? '', bytes: Buffer.from(text(line.base64) ?? '', 'base64') }
}

/** The record on a line; null where there is none. */
export function parseText(line: string): Json | null {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : null
  } catch {
    return null // the caller says so, or leaves it out
  }
}

export const isBundleHeader = (value: Json): boolean => value.type === 'heddle_bundle'

/** What a header says, or a sentence on why it cannot be read. */
export function readBundleHeader(value: Json): BundleHeader | string {
  const version = number(value.version)
  if (version !== VERSION)
    return `it is a bundle of version ${version ?? 'unknown'}, and this program reads version ${VERSION}. A newer Heddle may know it`
  const threadId = text(value.threadId)
  if (threadId === undefined) return 'it does not say which thread it holds'
  return { threadId, title: text(value.title) ?? null }
}

/** Hashes of the contents that a line refers to: files as they were before and after a change. */
export function hashesIn(line: Json): string[] {
  const payload = record(line.payload)
  const result = record(record(line.heddle).result)
  return [...list(payload.images), ...list(result.images)].flatMap(image =>
    isRecord(image) ? [text(image.before), text(image.after)].flatMap(hash => hash ?? []) : [],
  )
}

/**
 * A line as it stands in a file that is whole: of several files that continue each other only the newest header is kept, as
 * the first line, without its reference to the others. The place of a later header is kept by a line that says nothing,
 * since ordinals are counted.
 */
export function standalone(header: Json): Json {
  const { forked_from_id, forked_from_ordinal_exclusive, history_base: _base, ...payload } = record(header.payload)
  const heddle = record(header.heddle)
  const origin = text(forked_from_id)
  const forkedFrom =
    origin === undefined ? undefined : { threadId: origin, beforeSeq: number(forked_from_ordinal_exclusive) ?? 0 }
  return {
    ...header,
    payload,
    ...((forkedFrom || Object.keys(heddle).length > 0) && { heddle: { forkedFrom, ...heddle } }),
  }
}

export const placeholder = (header: Json): Json => ({
  timestamp: header.timestamp,
  ordinal: header.ordinal,
  type: 'heddle',
  payload: { type: 'file.joined' },
})
