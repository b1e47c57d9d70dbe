import type { Change } from './lineDiff.ts'
import type { Hunk, HunkLine } from './patch.ts'
import { createSeek, type Seek } from './seek.ts'

/** `changes` says which lines differ, where that follows from the patch alone; without it the texts must be compared. */
export type Applied = { ok: true; content: string; changes?: Change[] } | { ok: false; error: string }

/**
 * Applies the hunks of one update to the content of a file. Hunks are found in order, each below the one before it;
 * a hunk of added lines only goes to the end of the file. Kept lines stay as the file has them, even where the patch
 * spells them differently; added lines take the file's first line ending, and the result ends with one.
 * `path` is the name used in the error.
 */
export function applyUpdate(content: string, hunks: readonly Hunk[], path: string): Applied {
  const file = splitFile(content)
  const isPlain = !file.endsOpen && !content.includes('\r')
  const seek = createSeek(file.lines, isPlain ? { content, starts: file.starts } : undefined)
  const edits = findEdits(file.lines, seek, hunks, path)
  if (!Array.isArray(edits)) return edits
  return { ok: true, content: rebuild(content, file, edits), changes: isPlain ? changesOf(file, edits) : undefined }
}

/** The edits as differences of the two texts. */
function changesOf(file: FileLines, edits: readonly Edit[]): Change[] {
  let shift = 0
  return edits.flatMap(({ at, removed, added }) => {
    const same = sameAtStart(file.lines, at, removed, added)
    const change = { oldAt: at + same, removed: removed - same, newAt: at + shift + same, added: added.length - same }
    shift += added.length - removed
    return change.removed + change.added === 0 ? [] : [change]
  })
}

/** Lines that a patch takes out and puts back. */
function sameAtStart(lines: readonly string[], at: number, removed: number, added: readonly string[]): number {
  let same = 0
  while (same < removed && same < added.length && lines[at + same] === added[same]) same++
  return same
}

type FileLines = {
  /** The lines without their endings. */
  lines: string[]
  /** Where each line begins in the content, and last where the content ends. */
  starts: number[]
  /** The first line ending of the file. */
  ending: string
  endsOpen: boolean
}

/** Lines end with LF, CRLF or a lone CR. */
function splitFile(content: string): FileLines {
  const lines: string[] = []
  const starts = [0]
  let ending = ''
  let start = 0
  let feed = content.indexOf('\n')
  let carriage = content.indexOf('\r')
  while (feed >= 0 || carriage >= 0) {
    const end = carriage >= 0 && (feed < 0 || carriage < feed) ? carriage : feed
    const next = end === carriage && feed === carriage + 1 ? end + 2 : end + 1
    ending ||= content.slice(end, next)
    lines.push(content.slice(start, end))
    starts.push(next)
    start = next
    if (feed >= 0 && feed < next) feed = content.indexOf('\n', next)
    if (carriage >= 0 && carriage < next) carriage = content.indexOf('\r', next)
  }
  const endsOpen = start < content.length
  if (endsOpen) {
    lines.push(content.slice(start))
    starts.push(content.length)
  }
  return { lines, starts, ending: ending || '\n', endsOpen }
}

/** At line `at` of the file, `removed` lines give way to the added ones. */
type Edit = { at: number; removed: number; added: string[] }

function findEdits(
  lines: string[],
  seek: Seek,
  hunks: readonly Hunk[],
  path: string,
): Edit[] | { ok: false; error: string } {
  const edits: Edit[] = []
  let cursor = 0
  for (const hunk of hunks) {
    if (hunk.context !== undefined) {
      const found = seek([hunk.context], cursor)
      if (found === null) return { ok: false, error: `Failed to find context '${hunk.context}' in ${path}` }
      cursor = found + 1
    }
    const old = oldLines(hunk.lines)
    if (old.length === 0) {
      edits.push(...editsOf({ at: lines.length, lines: hunk.lines }))
      continue
    }
    const place = locate(seek, hunk, old, cursor)
    if (!place) return { ok: false, error: `Failed to find expected lines in ${path}:\n${old.join('\n')}` }
    edits.push(...editsOf(place))
    cursor = place.at + oldLines(place.lines).length
  }
  // Only added lines that wait for the end of the file can be out of order; equal places keep the order of the patch.
  return edits.toSorted((a, b) => a.at - b.at)
}

/** Hunk lines and the index of the file line where they begin. */
type Located = { at: number; lines: readonly HunkLine[] }

const oldLines = (lines: readonly HunkLine[]) => lines.filter(line => line.kind !== 'add').map(line => line.text)

function locate(seek: Seek, hunk: Hunk, old: string[], cursor: number): Located | null {
  const at = seek(old, cursor, hunk.atEnd)
  if (at !== null) return { at, lines: hunk.lines }
  // Models often show the end of a file, or a gap before the next hunk, as one empty line too many.
  if (old.at(-1) !== '') return null
  const retryAt = seek(old.slice(0, -1), cursor, hunk.atEnd)
  return retryAt === null ? null : { at: retryAt, lines: withoutLastEmptyLine(hunk.lines) }
}

/** Takes the empty line that ends the old side off it; and off the new side too if that ends with one. */
function withoutLastEmptyLine(lines: readonly HunkLine[]): HunkLine[] {
  const shorter = dropSide(lines, 'remove')
  const newest = shorter.findLast(line => line.kind !== 'remove')
  return newest?.text === '' ? dropSide(shorter, 'add') : shorter
}

/** Makes the last line of one side vanish from that side; a kept line, which is on both, stays on the other. */
function dropSide(lines: readonly HunkLine[], side: 'remove' | 'add'): HunkLine[] {
  const index = lines.findLastIndex(line => line.kind === side || line.kind === 'keep')
  const other = side === 'remove' ? 'add' : 'remove'
  return lines.flatMap((line, at): HunkLine[] => {
    if (at !== index) return [line]
    return line.kind === 'keep' ? [{ kind: other, text: line.text }] : []
  })
}

/** The changes between the kept lines of a hunk. */
function editsOf({ at, lines }: Located): Edit[] {
  const edits: Edit[] = []
  let open: Edit | null = null
  let place = at
  for (const { kind, text } of lines) {
    if (kind === 'keep') {
      open = null
      place++
      continue
    }
    if (!open) {
      open = { at: place, removed: 0, added: [] }
      edits.push(open)
    }
    if (kind === 'add') open.added.push(text)
    else {
      open.removed++
      place++
    }
  }
  return edits
}

function rebuild(content: string, file: FileLines, edits: readonly Edit[]): string {
  const count = file.lines.length
  let rebuilt = ''
  let done = 0
  const copyUpTo = (line: number) => {
    if (line <= done) return
    rebuilt += content.slice(file.starts[done], file.starts[line])
    if (line === count && file.endsOpen) rebuilt += file.ending
    done = line
  }
  for (const { at, removed, added } of edits) {
    copyUpTo(at)
    for (const text of added) rebuilt += text + file.ending
    done += removed
  }
  copyUpTo(count)
  return rebuilt
}
