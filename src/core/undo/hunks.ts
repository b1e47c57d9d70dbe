import { groupNear } from '../patch/diff.ts'
import { diffLines } from '../patch/lineDiff.ts'
import { linesOf } from './merge.ts'

/**
 * The text `after` without one of the hunks that a diff from `before` shows, counted from 0; null if there are not so
 * many.
 */
export function withoutHunk(before: string, after: string, hunk: number): string | null {
  const old = linesOf(before)
  const now = linesOf(after)
  const group = groupNear(diffLines(old, now))[hunk]
  if (!group) return null
  const result: string[] = []
  let at = 0
  for (const { oldAt, removed, newAt, added } of group) {
    result.push(...now.slice(at, newAt), ...old.slice(oldAt, oldAt + removed))
    at = newAt + added
  }
  return [...result, ...now.slice(at)].join('')
}
