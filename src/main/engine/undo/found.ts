import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import { PROTECTED_NAMES } from '../../../core/policy/protectedNames.ts'
import type { FileImage, OutsideChange } from '../../../core/thread/calls.ts'
import { contentAt, MAX_KEPT_BYTES } from './keeper.ts'
import type { Keeper } from './keeper.ts'
import type { Difference, Look } from './scanner.ts'
import type { Seen } from './seen.ts'

/** What commands changed between two looks. The contents are in memory: they are kept by `store`. */
export interface Found {
  images: FileImage[]
  folders: string[]
  outside: OutsideChange[]
  contents: Buffer[]
}

export interface FoundDeps {
  keeper: Pick<Keeper, 'read' | 'know'>
  hashOf(bytes: Uint8Array): string
}

/** More files of one look are counted, not listed. */
const MAX_FILES = 2000
const MAX_BYTES = 64 * 1024 ** 2
/** Lines are counted for so many files of a look, and of those that are not larger. */
const MAX_COUNTED = 200
const MAX_COUNTED_BYTES = 512 * 1024

/** Reads what changed files hold now and what they held before, as far as that is kept. */
export async function findOut({ differences, folders, closed }: Look, deps: FoundDeps): Promise<Found> {
  const outside = closed.map(path => ({ path, reason: 'ignored' as const }))
  // Empty ones of such names stand there for a sandbox.
  const made = folders.filter(path => !PROTECTED_NAMES.includes(basename(path)))
  const found: Found = { images: [], folders: made, outside, contents: [] }
  const origins = movesAmong(differences)
  let left = 0
  let room = MAX_BYTES
  for (const difference of differences) {
    const { path, before, after } = difference
    if (found.images.length >= MAX_FILES || room < 0) {
      left++
      continue
    }
    const reason = obstacle(difference)
    const sides = reason === null ? await contentsOf(difference, origins.get(path), deps) : null
    if (!sides) {
      found.outside.push({ path, reason: reason ?? 'notKept' })
      continue
    }
    const [old, now] = sides
    room -= (old?.length ?? 0) + (now?.length ?? 0)
    const hashes = [old && deps.hashOf(old), now && deps.hashOf(now)] as const
    if (after && hashes[1] !== null) deps.keeper.know(path, after, hashes[1])
    // Written again as it was: nothing to take back.
    if (hashes[0] === hashes[1] && before?.mode === after?.mode) continue
    found.contents.push(...[old, now].filter(bytes => bytes !== null))
    const origin = after ? origins.get(path) : undefined
    const lines = origin || found.images.length >= MAX_COUNTED ? {} : linesOf(old, now)
    found.images.push({ ...imageOf(difference, hashes, origin?.path), ...lines })
  }
  const [first] = differences
  if (left > 0 && first) found.outside.push({ path: first.path, reason: 'tooMany', count: left })
  return found
}

/** How many lines came and went; nothing for what is no text, or too long to be compared now. */
function linesOf(old: Buffer | null, now: Buffer | null): Pick<FileImage, 'added' | 'removed'> {
  if ((old?.length ?? 0) + (now?.length ?? 0) > MAX_COUNTED_BYTES) return {}
  const [before, after] = [textOf(old), textOf(now)]
  if (before === null || after === null) return {}
  const { added, removed } = unifiedDiff(before, after, { context: 0 })
  return { added, removed }
}

const textOf = (bytes: Buffer | null): string | null => (bytes && !isUtf8(bytes) ? null : (bytes?.toString() ?? ''))

function imageOf(
  { path, before, after }: Difference,
  [old, now]: readonly [string | null, string | null],
  from: string | undefined,
): FileImage {
  return {
    path,
    before: old,
    after: now,
    ...(after && { mode: after.mode }),
    ...(before && { beforeMode: before.mode }),
    ...(from !== undefined && { from }),
  }
}

function obstacle({ before, after }: Difference): OutsideChange['reason'] | null {
  const sides = [before, after].filter(seen => seen !== null)
  if (sides.some(({ kind }) => kind === 'other')) return 'noFile'
  return sides.some(({ size }) => size > MAX_KEPT_BYTES) ? 'tooLarge' : null
}

/** Null where one side cannot be read. */
async function contentsOf(
  { path, before, after }: Difference,
  origin: Difference | undefined,
  { keeper }: FoundDeps,
): Promise<[Buffer | null, Buffer | null] | null> {
  const now = after && contentAt(path, after)
  const old = before && (await keeper.read(path, before))
  if ((after && !now) || (before && !old)) {
    // A file that only moved still says what it held.
    const moved = !old && before && !after && origin?.after ? contentAt(origin.path, origin.after) : null
    return moved ? [moved, null] : null
  }
  return [old, now]
}

/** By the path that a file came to or went from, the other end of its move: the same file under another name. */
function movesAmong(differences: readonly Difference[]): Map<string, Difference> {
  const gone = new Map<number, Difference>()
  for (const difference of differences)
    if (!difference.after && difference.before) gone.set(difference.before.ino, difference)
  const moves = new Map<string, Difference>()
  for (const difference of differences) {
    const { after } = difference
    const origin = after && gone.get(after.ino)
    if (!after || !origin?.before || !isSameFile(origin.before, after) || moves.has(origin.path)) continue
    moves.set(difference.path, origin)
    moves.set(origin.path, difference)
  }
  return moves
}

const isSameFile = (a: Seen, b: Seen): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs && a.kind === b.kind
