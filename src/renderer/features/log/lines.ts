import type { WrittenLine } from '../../../contract/log.ts'

/** What a row says of a line. */
export interface LineHead {
  /** `response_item · message`. */
  type: string
  /** Null where the line does not say when it was written. */
  at: number | null
}

const heads = new WeakMap<WrittenLine, LineHead>()
const folded = new WeakMap<WrittenLine, string>()

/** What a line is; lines that cannot be read as one are shown as they are. */
export function headOf(line: WrittenLine): LineHead {
  const known = heads.get(line)
  if (known) return known
  const head = readHead(line.text)
  heads.set(line, head)
  return head
}

function readHead(text: string): LineHead {
  // Only the beginning is looked at: a line may be a picture of several megabytes.
  const start = text.slice(0, 400)
  const [type = '?', kind] = [...start.matchAll(/"type":"([^"\\]{1,80})"/g)].map(found => found[1])
  const at = Date.parse(/"timestamp":"([^"\\]{1,40})"/.exec(start)?.[1] ?? '')
  return { type: kind === undefined ? type : `${type} · ${kind}`, at: Number.isNaN(at) ? null : at }
}

/** Lines that hold every word of a filter, wherever. */
export function matching(lines: readonly WrittenLine[], filter: string): readonly WrittenLine[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 ? lines : lines.filter(line => words.every(word => lower(line).includes(word)))
}

function lower(line: WrittenLine): string {
  const known = folded.get(line)
  if (known !== undefined) return known
  const text = line.text.toLowerCase()
  folded.set(line, text)
  return text
}

/** A line for reading: indented where it is whole. */
export function readable({ text, bytes }: WrittenLine): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return new TextEncoder().encode(text).length < bytes ? `${text}…` : text
  }
}
