import { t } from '../../ui/i18n/t.ts'
import type { Spot } from './rows.ts'

/** What somebody has to say of some lines of a file, not sent yet. */
export interface Comment {
  id: string
  /** As it is shown: relative to the thread's folder where it lies there. */
  file: string
  side: Spot['side']
  from: number
  to: number
  /** The lines that it is about. */
  quote: string[]
  text: string
}

/** Comments as they were kept; what cannot be read is left out. */
export function commentsFrom(kept: string): Comment[] {
  try {
    const list: unknown = JSON.parse(kept || '[]')
    return Array.isArray(list) ? list.filter(isComment) : []
  } catch {
    return []
  }
}

function isComment(value: unknown): value is Comment {
  const { id, file, side, from, to, quote, text } = (value ?? {}) as Partial<Record<keyof Comment, unknown>>
  const isQuote = Array.isArray(quote) && quote.every(line => typeof line === 'string')
  const isPlace = (side === 'before' || side === 'after') && typeof from === 'number' && typeof to === 'number'
  return typeof id === 'string' && typeof file === 'string' && typeof text === 'string' && isQuote && isPlace
}

/** `[]` is no draft. */
export const keptComments = (comments: readonly Comment[]): string =>
  comments.length === 0 ? '' : JSON.stringify(comments)

/** More lines say no more of where they are. */
const MAX_QUOTED = 12

/** All comments as one message for the agent: where, what stands there, and what is said of it. */
export function messageOf(comments: readonly Comment[]): string {
  const sorted = comments.toSorted((a, b) => (a.file === b.file ? a.from - b.from : a.file < b.file ? -1 : 1))
  const head = comments.length === 1 ? t('A comment on the changes:') : t('Comments on the changes:')
  return [head, ...sorted.map(partOf)].join('\n\n')
}

function partOf({ file, side, from, to, quote, text }: Comment): string {
  const lines = `${file}:${from === to ? from : `${from}-${to}`}`
  const place = side === 'before' ? t('{lines} (before the change)', { lines }) : lines
  const more = quote.length - MAX_QUOTED
  const quoted = quote.slice(0, MAX_QUOTED).map(line => `> ${line}`)
  const rest = more > 0 ? [`> ${t('… {n} more lines', { n: more })}`] : []
  return [place, ...quoted, ...rest, text.trim()].join('\n')
}
