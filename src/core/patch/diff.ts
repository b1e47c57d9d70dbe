import { diffLines, type Change } from './lineDiff.ts'

/** `text` is the hunks of a unified diff without file headers, empty if nothing differs. */
export type UnifiedDiff = { text: string; added: number; removed: number }

/** Equal lines that stand around a change. */
const CONTEXT = 3

/**
 * The difference between two texts, with `context` equal lines around each change. Whoever knows already which lines
 * differ passes `changes`, and the texts are not compared.
 */
export function unifiedDiff(
  before: string,
  after: string,
  { context = CONTEXT, changes: known }: { context?: number | undefined; changes?: readonly Change[] } = {},
): UnifiedDiff {
  const old = splitKeepingEnds(before)
  const now = splitKeepingEnds(after)
  const changes = known ?? diffLines(old, now)
  return {
    text: groupNear(changes, context)
      .map(group => hunkText(old, now, group, context))
      .join(''),
    added: changes.reduce((sum, change) => sum + change.added, 0),
    removed: changes.reduce((sum, change) => sum + change.removed, 0),
  }
}

/** Lines with their newline, so that a last line without one differs from the same line with one. */
function splitKeepingEnds(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Changes whose context would touch or overlap share a hunk. */
export function groupNear(changes: readonly Change[], context = CONTEXT): Change[][] {
  const groups: Change[][] = []
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1)
    if (last && change.oldAt - (last.oldAt + last.removed) <= 2 * context) groups.at(-1)?.push(change)
    else groups.push([change])
  }
  return groups
}

function hunkText(old: readonly string[], now: readonly string[], group: readonly Change[], context: number): string {
  const [first] = group
  const last = group.at(-1)
  if (!first || !last) return ''
  const lead = Math.min(context, first.oldAt)
  const start = first.oldAt - lead
  const end = Math.min(old.length, last.oldAt + last.removed + context)
  const shift = last.newAt + last.added - (last.oldAt + last.removed)
  const newStart = first.newAt - lead

  let body = ''
  let done = start
  for (const change of group) {
    body += marked(' ', old, done, change.oldAt)
    body += marked('-', old, change.oldAt, change.oldAt + change.removed)
    body += marked('+', now, change.newAt, change.newAt + change.added)
    done = change.oldAt + change.removed
  }
  body += marked(' ', old, done, end)
  return `@@ -${span(start, end - start)} +${span(newStart, end + shift - newStart)} @@\n${body}`
}

function marked(mark: string, lines: readonly string[], from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? ''
    text += line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`
  }
  return text
}

/** A range as the format writes it: counted from 1, without the count if that is 1, and an empty one by the line before. */
function span(start: number, count: number): string {
  if (count === 1) return `${start + 1}`
  return `${count === 0 ? start : start + 1},${count}`
}
