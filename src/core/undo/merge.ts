import { diffLines } from '../patch/lineDiff.ts'
import type { Change } from '../patch/lineDiff.ts'

/** Lines that both sides changed, each in its own way. */
export interface Conflict {
  /** Where it is in the text of `mine`, from 1. */
  line: number
  mine: string
  theirs: string
}

export type Merged = { clean: true; text: string } | { clean: false; conflicts: Conflict[] }

/**
 * Merges two versions of a text that come from the same base, line by line. Changes that overlap or touch each other are
 * a conflict, unless they are the same. Line ends belong to their lines, so they stay as they are.
 */
export function merge3(base: string, mine: string, theirs: string): Merged {
  const lines = linesOf(base)
  const sides = { mine: sideOf(lines, mine), theirs: sideOf(lines, theirs) }
  const merged: string[] = []
  const conflicts: Conflict[] = []
  let at = 0
  for (const region of regionsOf(sides.mine.changes, sides.theirs.changes)) {
    merged.push(...lines.slice(at, region.from))
    at = region.to
    const mineNow = textIn(sides.mine, region)
    const theirsNow = textIn(sides.theirs, region)
    if (!region.mine || !region.theirs || mineNow.text === theirsNow.text) {
      merged.push(region.mine ? mineNow.text : theirsNow.text)
    } else conflicts.push({ line: mineNow.at + 1, mine: mineNow.text, theirs: theirsNow.text })
  }
  if (conflicts.length > 0) return { clean: false, conflicts }
  return { clean: true, text: [...merged, ...lines.slice(at)].join('') }
}

/** The lines of a text with their ends, so that a last line without one differs from the same line with one. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

interface Side {
  lines: string[]
  changes: Change[]
}

function sideOf(base: readonly string[], text: string): Side {
  const lines = linesOf(text)
  return { lines, changes: diffLines(base, lines) }
}

/** Lines `from` up to `to` of the base, and which sides changed something there. */
interface Region {
  from: number
  to: number
  mine: boolean
  theirs: boolean
}

function regionsOf(mine: readonly Change[], theirs: readonly Change[]): Region[] {
  const all = [...mine.map(change => ({ change, mine: true })), ...theirs.map(change => ({ change, mine: false }))]
  const regions: Region[] = []
  for (const { change, mine } of all.toSorted((a, b) => a.change.oldAt - b.change.oldAt)) {
    const to = change.oldAt + change.removed
    const last = regions.at(-1)
    if (last && change.oldAt <= last.to) {
      last.to = Math.max(last.to, to)
      if (mine) last.mine = true
      else last.theirs = true
    } else regions.push({ from: change.oldAt, to, mine, theirs: !mine })
  }
  return regions
}

/** What a side has in the place of some lines of the base. */
function textIn({ lines, changes }: Side, { from, to }: Region): { at: number; text: string } {
  let start = from
  let end = to
  for (const { oldAt, removed, added } of changes) {
    if (oldAt + removed < from) start += added - removed
    if (oldAt <= to) end += added - removed
  }
  return { at: start, text: lines.slice(start, end).join('') }
}
