import { groupNear } from '../patch/diff.ts'
import { diffLines } from '../patch/lineDiff.ts'
import type { Change } from '../patch/lineDiff.ts'
import { linesOf } from './merge.ts'

/**
 * The text `after` without one of the hunks that a diff from `before` shows, counted from 0; null if there are not so
 * many.
 */
export function withoutHunk(before: string, after: string, hunk: number): string | null {
  const changed = changedIn(before, after, hunk)
  return changed && replaced(changed.now, changed.old, changed.group.map(turned))
}

/** The text `before` with one of those hunks and no other. */
export function withHunk(before: string, after: string, hunk: number): string | null {
  const changed = changedIn(before, after, hunk)
  return changed && replaced(changed.old, changed.now, changed.group)
}

function changedIn(before: string, after: string, hunk: number) {
  const [old, now] = [linesOf(before), linesOf(after)]
  const group = groupNear(diffLines(old, now))[hunk]
  return group ? { old, now, group } : null
}

const turned = ({ oldAt, removed, newAt, added }: Change): Change => ({
  oldAt: newAt,
  removed: added,
  newAt: oldAt,
  added: removed,
})

/** Lines with those of others in the place of some. */
function replaced(lines: readonly string[], others: readonly string[], changes: readonly Change[]): string {
  const result: string[] = []
  let at = 0
  for (const { oldAt, removed, newAt, added } of changes) {
    result.push(...lines.slice(at, oldAt), ...others.slice(newAt, newAt + added))
    at = oldAt + removed
  }
  return [...result, ...lines.slice(at)].join('')
}
