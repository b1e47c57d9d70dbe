/**
 * Rollouts are lines of `{timestamp, ordinal, type, payload}`. Files of the older `legacy` style have no ordinals and
 * other names for what a person saw; a file is continued in the style it was begun in.
 */
export type Style = 'paginated' | 'legacy'

/** JSON from a file: nothing is known of it. */
export type Json = Record<string, unknown>

/** A line as it stands in a file. */
export interface RolloutLine {
  timestamp?: unknown
  ordinal?: unknown
  type?: unknown
  payload?: unknown
  metadata?: unknown
  heddle?: unknown
}

/** A line to be written, without its time and place. */
export interface Line {
  type: string
  payload: Json
  /**
   * What the payload has no place for, beside it in the envelope. The real program reads past unknown envelope keys; it
   * never rewrites a line.
   */
  heddle?: Json
  /** Written for the real program only: decoding skips it. */
  derived?: true
}

/** Type of lines that hold facts the real program has no line for. It skips them, keeps them and counts on. */
export const OWN_LINE = 'heddle'

/** Key under which response items carry what the provider must not see: turn, time, kinds of content. */
export const ITEM_METADATA = 'internal_chat_message_metadata_passthrough'

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const record = (value: unknown): Json => (isRecord(value) ? value : {})

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** The place of a line; undefined where it has none that can be counted on from. */
export const ordinalOf = (line: RolloutLine | null): number | undefined =>
  Number.isSafeInteger(line?.ordinal) && Number(line?.ordinal) >= 0 ? Number(line?.ordinal) : undefined

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

export const texts = (value: unknown): string[] => list(value).filter(entry => typeof entry === 'string')

/**
 * The text of a line as appended to a file, newline included. `ordinal` is null in legacy files. `at` is in Unix
 * milliseconds.
 */
export function lineText({ type, payload, heddle }: Line, ordinal: number | null, at: number): string {
  const timestamp = new Date(at).toISOString()
  return `${JSON.stringify(ordinal === null ? { timestamp, type, payload, heddle } : { timestamp, ordinal, type, payload, heddle })}\n`
}
