import type { ContentPart } from '../../../core/thread/items.ts'
import { number } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'

/** A picture that goes with a message. */
export interface ImageAttachment {
  kind: 'image'
  id: string
  name: string
  /** A data URL. */
  url: string
  width: number
  height: number
  bytes: number
}

/** A long text that stands behind the message instead of in the field. */
export interface TextAttachment {
  kind: 'text'
  id: string
  /** Of the file that it came from; pasted texts have none. */
  name?: string
  text: string
}

export type Attachment = ImageAttachment | TextAttachment

const LARGE_CHARS = 20_000
const LARGE_LINES = 2000

/** Whether a pasted text is so long that nobody wants to read it in the field. */
export const isLarge = (text: string): boolean => text.length > LARGE_CHARS || linesOf(text) > LARGE_LINES

export function linesOf(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return text.endsWith('\n') ? lines - 1 : lines
}

const MOST = 20
/** Of a message, as it is kept and sent. */
const MOST_CHARS = 8_000_000

/** Why these cannot all go with one message; null where they can. */
export function obstacleOf(attached: readonly Attachment[]): string | null {
  if (attached.length > MOST) return t('A message takes at most {most} attachments.', { most: MOST })
  const chars = attached.reduce((sum, each) => sum + (each.kind === 'image' ? each.url.length : each.text.length), 0)
  return chars > MOST_CHARS ? t('That is more than fits in one message: 8 MB.') : null
}

/** The message that a text with attachments is. `parts` are those of the text, where it stands for another one. */
export function contentOf(
  text: string,
  attached: readonly Attachment[],
  parts: readonly ContentPart[] = text === '' ? [] : [{ type: 'input_text', text }],
): ContentPart[] {
  const texts = attached.flatMap(each => (each.kind === 'text' ? [each.text] : []))
  const images = attached.flatMap((each): ContentPart[] =>
    each.kind === 'image' ? [{ type: 'input_image', image_url: each.url }] : [],
  )
  if (texts.length === 0) return [...parts, ...images]
  const last = parts.at(-1)
  const said = last && last.type !== 'input_image' ? [last.text] : []
  return [...parts.slice(0, -1), { type: 'input_text', text: [...said, ...texts].join('\n\n') }, ...images]
}

/** Reads attachments that were kept as text; damaged ones are none. */
export function attachmentsFrom(kept: string): Attachment[] {
  if (kept === '') return []
  try {
    const value: unknown = JSON.parse(kept)
    return Array.isArray(value) ? value.filter(isAttachment) : []
  } catch {
    return []
  }
}

/** As they are kept; nothing where there are none. */
export const keptAs = (attached: readonly Attachment[]): string =>
  attached.length === 0 ? '' : JSON.stringify(attached)

function isAttachment(value: unknown): value is Attachment {
  if (typeof value !== 'object' || value === null) return false
  const { kind, id, name, url, text } = value as Record<string, unknown>
  if (typeof id !== 'string') return false
  if (kind === 'text') return typeof text === 'string'
  return kind === 'image' && typeof name === 'string' && typeof url === 'string' && url.startsWith('data:image/')
}

/** What an attachment is, in a few words. */
export function wordsFor(attachment: Attachment): string {
  if (attachment.kind === 'image') {
    const { name, width, height, bytes } = attachment
    return t('{name}, {width} × {height}, {size}', { name, width, height, size: sizeWords(bytes) })
  }
  const { name, text } = attachment
  const lines = linesOf(text)
  const values = { name: name ?? t('Pasted text'), lines: number(lines) }
  return tn(lines, '{name}, {lines} line', '{name}, {lines} lines', values)
}

const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
