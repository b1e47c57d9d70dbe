import type { Comment } from './comments.ts'
import type { Hunk } from './hunks.ts'
import { isChange, modesOf } from './hunks.ts'
import { rowsOf, spotOf } from './rows.ts'
import type { Row, Spot } from './rows.ts'
import type { Group, ShownFile } from './shownFile.ts'

/** Rows that somebody points at: those of a hunk from one to another. */
export interface Selection {
  file: string
  hunk: number
  from: number
  to: number
}

/** Why no lines of a file are shown. */
type Note = 'empty' | 'binary' | 'mode' | 'renamed' | 'blanks'

/** One thing of the list: what is drawn and measured together. */
export type Item = { id: string } & (
  | { kind: 'group'; group: Group; count: number }
  | { kind: 'file'; file: ShownFile; isOpen: boolean }
  /** A file whose changes are read as soon as it comes into view. */
  | { kind: 'pending'; file: ShownFile; lines: number }
  | { kind: 'note'; file: ShownFile; note: Note }
  /** Lines between two changes; `count` is null where the file's end is not known. */
  | { kind: 'gap'; file: ShownFile; hunk: number; count: number | null }
  /** `at`: the place of the first row in its hunk. `isFirst`: a change begins here. */
  | { kind: 'rows'; file: ShownFile; hunk: number; rows: readonly Row[]; at: number; isFirst: boolean }
  | { kind: 'comments'; file: ShownFile; comments: readonly Comment[] }
  | { kind: 'box'; file: ShownFile; selection: Selection; lines: readonly Row[] }
)

/** How the list stands. */
export interface Shown {
  isOpen(file: ShownFile): boolean
  /** The changes of a file; undefined while they have not been read. */
  hunksOf(file: ShownFile): readonly Hunk[] | undefined
  isSplit: boolean
  /** All lines of the new side of files, by key, where they were asked for. */
  wholes: ReadonlyMap<string, readonly string[]>
  /** How many lines are shown before a hunk, or after the last one, by `gapKey`. */
  revealed: ReadonlyMap<string, number>
  comments: readonly Comment[]
  /** What is being commented on. */
  box: Selection | null
}

export const gapKey = (file: string, hunk: number): string => `${file}\n${hunk}`

/** Rows that are drawn together: few enough to be drawn at once, enough to be coloured well. */
const CHUNK = 40

/**
 * Makes lists of files with what is open of them. What is the same as in the list before is not made again: there may be
 * hundreds of files, and one of them changes.
 */
export function createItems(): (files: readonly ShownFile[], shown: Shown) => Item[] {
  let known = new Map<ShownFile, { of: readonly unknown[]; items: readonly Item[] }>()
  return (files, shown) => {
    const next: typeof known = new Map()
    const contents = (file: ShownFile): readonly Item[] => {
      const of = dependsOn(file, shown)
      const last = known.get(file)
      const isSame = last?.of.every((each, index) => each === of[index]) === true
      const items = last && isSame ? last.items : contentOf(file, shown)
      next.set(file, { of, items })
      return items
    }
    const items = listOf(files, shown, contents)
    known = next
    return items
  }
}

export const itemsOf = (files: readonly ShownFile[], shown: Shown): Item[] => createItems()(files, shown)

/** All that the content of a file is made from. */
function dependsOn(file: ShownFile, { hunksOf, isSplit, wholes, revealed, comments, box }: Shown): readonly unknown[] {
  const mine = comments.filter(comment => comment.file === file.name).map(({ id }) => id)
  return [hunksOf(file), isSplit, wholes.get(file.key), revealed, mine.join(), box?.file === file.key ? box : null]
}

function listOf(
  files: readonly ShownFile[],
  { isOpen }: Shown,
  contents: (file: ShownFile) => readonly Item[],
): Item[] {
  const items: Item[] = []
  let group: Group | null = null
  for (const file of files) {
    if (file.group !== null && file.group !== group) {
      group = file.group
      const count = files.filter(each => each.group === group).length
      items.push({ kind: 'group', id: `group ${group}`, group, count })
    }
    const open = isOpen(file)
    items.push({ kind: 'file', id: file.key, file, isOpen: open })
    if (open) items.push(...contents(file))
  }
  return items
}

function contentOf(file: ShownFile, shown: Shown): Item[] {
  const note = (kind: Note): Item[] => [{ kind: 'note', id: `${file.key} note`, file, note: kind }]
  if (file.isBinary) return note('binary')
  const hunks = shown.hunksOf(file)
  if (!hunks) return [{ kind: 'pending', id: `${file.key} pending`, file, lines: linesIn(file) }]
  if (hunks.length === 0) return note(file.from !== null ? 'renamed' : modesOf(file.diff) === null ? 'empty' : 'mode')
  if (!hunks.some(isChange)) return note('blanks')
  const tail = tailOf(file, { hunks, shown })
  return [...hunks.flatMap((hunk, index) => hunkItems(file, { hunks, hunk, index, shown })), ...tail]
}

/** About as many as will be drawn. */
const linesIn = ({ added, removed }: ShownFile): number => added + removed + 6

interface AtHunk {
  hunks: readonly Hunk[]
  hunk: Hunk
  index: number
  shown: Shown
}

function hunkItems(file: ShownFile, { hunks, hunk, index, shown }: AtHunk): Item[] {
  if (!isChange(hunk)) return []
  const hidden = file.hasContext ? gapBefore(hunks, index) : 0
  const revealed = Math.min(hidden, shown.revealed.get(gapKey(file.key, index)) ?? 0)
  const rows = [...revealedRows(file, { hunk, shown, count: revealed }), ...rowsOf(hunk, shown.isSplit)]
  const gap: Item[] =
    hidden > revealed
      ? [{ kind: 'gap', id: `${gapKey(file.key, index)} gap`, file, hunk: index, count: hidden - revealed }]
      : []
  return [...gap, ...chunks(file, { rows, index, shown, lead: revealed, isHunk: true })]
}

/** Lines of the new side between a hunk and the one before it. */
function gapBefore(hunks: readonly Hunk[], index: number): number {
  const last = hunks[index - 1]
  const start = hunks[index]?.after.from ?? 1
  return Math.max(0, start - (last ? last.after.from + last.after.count : 1))
}

/** The lines before a hunk that were asked for. */
function revealedRows({ key }: ShownFile, { hunk, shown, count }: { hunk: Hunk; shown: Shown; count: number }): Row[] {
  const lines = shown.wholes.get(key)
  if (!lines) return []
  return Array.from({ length: count }, (_, n) =>
    sameRow(lines, hunk.after.from - count + n, hunk.after.from - hunk.before.from),
  )
}

function sameRow(lines: readonly string[], number: number, shift: number): Row {
  const text = lines[number - 1] ?? ''
  return { kind: 'same', before: { number: number - shift, text }, after: { number, text } }
}

/** What follows the last hunk. How much that is, is known once the file was asked for. */
function tailOf(file: ShownFile, { hunks, shown }: { hunks: readonly Hunk[]; shown: Shown }): Item[] {
  const last = hunks.at(-1)
  const lines = shown.wholes.get(file.key)
  if (!last || !file.hasContext) return []
  const index = hunks.length
  const start = last.after.from + last.after.count
  const rest = lines ? lines.length - start + 1 : null
  const revealed = Math.min(rest ?? 0, shown.revealed.get(gapKey(file.key, index)) ?? 0)
  const shift = start - (last.before.from + last.before.count)
  const rows = Array.from({ length: revealed }, (_, n) => sameRow(lines ?? [], start + n, shift))
  const count = rest === null ? null : rest - revealed
  const gap: Item[] =
    count === 0 ? [] : [{ kind: 'gap', id: `${gapKey(file.key, index)} gap`, file, hunk: index, count }]
  return [...chunks(file, { rows, index, shown, lead: revealed, isHunk: false }), ...gap]
}

interface Chunking {
  rows: readonly Row[]
  index: number
  shown: Shown
  /** Rows that were asked for and are no part of the change. */
  lead: number
  isHunk: boolean
}

/** Rows in pieces, cut where comments stand between them. */
function chunks(file: ShownFile, { rows, index, shown, lead, isHunk }: Chunking): Item[] {
  const items: Item[] = []
  const mine = shown.comments.filter(comment => comment.file === file.name)
  const box = shown.box?.file === file.key && shown.box.hunk === index ? shown.box : null
  let at = 0
  const close = (end: number) => {
    if (end === at) return
    const part = rows.slice(at, end)
    items.push({
      kind: 'rows',
      id: `${file.key} ${index} ${at}`,
      file,
      hunk: index,
      rows: part,
      at,
      isFirst: isHunk && at === lead,
    })
    at = end
  }
  for (const [place, row] of rows.entries()) {
    const here = mine.filter(comment => isAt(comment, spotOf(row)))
    if (here.length > 0 || box?.to === place) close(place + 1)
    if (here.length > 0) items.push({ kind: 'comments', id: `${file.key} ${index} c${place}`, file, comments: here })
    if (box?.to === place) {
      const lines = rows.slice(box.from, box.to + 1)
      items.push({ kind: 'box', id: `${file.key} ${index} box`, file, selection: box, lines })
    }
    if (place + 1 - at >= CHUNK || place + 1 === lead) close(place + 1)
  }
  close(rows.length)
  return items
}

const isAt = ({ side, to }: Comment, spot: Spot): boolean => side === spot.side && to === spot.number
