import { readLines } from './lines.ts'
import type { RawLine } from './lines.ts'

/** What is read at once. */
const PAGE_BYTES = 256 * 1024
/** What is told of a single line. */
const LINE_BYTES = 64 * 1024

export interface WrittenPage {
  lines: { offset: number; bytes: number; text: string }[]
  from: number
  to: number
}

/** Whole lines of a file as they stand there: about a page of them before or after a place, or the last. */
export async function writtenLines(
  path: string,
  { before, after }: { before?: number; after?: number },
): Promise<WrittenPage> {
  if (after !== undefined) return linesFrom(path, after)
  const { size } = await readLines(path, { from: 0, to: 0 }, () => false)
  const end = Math.min(before ?? size, size)
  // A line may be longer than a page: then more is read, until there is a whole one.
  for (let bytes = PAGE_BYTES; ; bytes *= 4) {
    const from = Math.max(0, end - bytes)
    const page = await linesBefore(path, from, end)
    if (page.lines.length > 0 || from === 0) return page
  }
}

async function linesFrom(path: string, from: number): Promise<WrittenPage> {
  const lines: WrittenPage['lines'] = []
  const { end } = await readLines(path, { from }, line => {
    lines.push(written(line))
    return line.offset - from < PAGE_BYTES
  })
  // The line that ended the page is read and told already.
  const last = lines.at(-1)
  return { lines, from, to: last ? Math.max(end, last.offset + last.bytes + 1) : end }
}

async function linesBefore(path: string, from: number, to: number): Promise<WrittenPage> {
  const lines: WrittenPage['lines'] = []
  // One byte earlier: whether a line begins right at the edge is told by the newline before it.
  const { end } = await readLines(path, { from: Math.max(0, from - 1), to }, line => {
    lines.push(written(line))
  })
  if (from > 0) lines.shift()
  return { lines, from: lines[0]?.offset ?? end, to: end }
}

function written(line: RawLine): WrittenPage['lines'][number] {
  if ('tooLong' in line) return { offset: line.offset, bytes: line.tooLong, text: '' }
  const { bytes, offset } = line
  return { offset, bytes: bytes.length, text: bytes.subarray(0, LINE_BYTES).toString('utf8') }
}
