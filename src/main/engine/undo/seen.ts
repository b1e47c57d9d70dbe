import fs from 'node:fs'
import type { Stats } from 'node:fs'
import { LINK_MODE } from '../../../core/thread/calls.ts'

/** What a look at a file says without reading it. */
export interface Seen {
  kind: 'file' | 'link' | 'other'
  size: number
  mtimeMs: number
  ctimeMs: number
  ino: number
  /** Permission bits; `LINK_MODE` for a link. */
  mode: number
}

export function seenOf(stat: Stats): Seen {
  const { size, mtimeMs, ctimeMs, ino } = stat
  const kind = stat.isFile() ? 'file' : stat.isSymbolicLink() ? 'link' : 'other'
  return { kind, size, mtimeMs, ctimeMs, ino, mode: kind === 'link' ? LINK_MODE : stat.mode & 0o7777 }
}

/** Whether a file looks as it did. The time of the last change of its entry also moves when its content is put back. */
export const looksSame = (seen: Seen, stat: Stats): boolean =>
  seen.mtimeMs === stat.mtimeMs && seen.ctimeMs === stat.ctimeMs && seen.size === stat.size && seen.ino === stat.ino

/** How something stands; null for nothing, undefined where that cannot be said. */
export function statOf(path: string): Stats | null | undefined {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return undefined
  }
}
