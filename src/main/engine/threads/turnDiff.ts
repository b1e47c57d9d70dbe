import { unifiedDiff } from '../../../core/patch/diff.ts'
import { turnDiff as diffOf } from '../../../core/patch/turnDiff.ts'
import type { AppliedPatch, FileDiff, ReadText } from '../../../core/patch/turnDiff.ts'
import type { FileChange, FileImage } from '../../../core/thread/calls.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { recordedIn } from '../../../core/undo/stories.ts'
import type { Recorded } from '../../../core/undo/stories.ts'

interface Reading {
  cwd: string
  readBlob: (hash: string) => Promise<Uint8Array | null>
  /** The one file that is asked for, with all of its lines. */
  whole?: string | undefined
}

/**
 * What turns did to files, patches and commands alike: one diff a file, moves followed. `readBlob` gives what stood in
 * files before; where it is gone, the diffs of patches are those that were recorded.
 */
export async function diffOfTurns(turns: readonly Turn[], { cwd, readBlob, whole }: Reading): Promise<FileDiff[]> {
  const readText: ReadText = async hash => textOf(await readBlob(hash))
  const records = turns.flatMap(recordedIn)
  return diffOf(await Promise.all(records.map(record => asPatch(record, readText))), { cwd, readText, whole })
}

export const turnDiff = (turn: Turn, reading: Reading): Promise<FileDiff[]> => diffOfTurns([turn], reading)

/** What commands changed, in the words of a patch. */
async function asPatch({ changes, images, byCommand }: Recorded, readText: ReadText): Promise<AppliedPatch> {
  if (!byCommand) return { changes, images }
  const at = new Map(images.map(image => [image.path, image]))
  const origins = new Set(images.flatMap(({ from }) => (from === undefined ? [] : [from])))
  const told = images.filter(({ path }) => !origins.has(path))
  return { images, changes: await Promise.all(told.map(image => changeOf(image, at, readText))) }
}

async function changeOf(
  { path, before, after, from }: FileImage,
  at: ReadonlyMap<string, FileImage>,
  readText: ReadText,
): Promise<FileChange> {
  const read = async (hash: string | null | undefined) => (hash ? ((await readText(hash)) ?? '') : '')
  const origin = from === undefined ? undefined : at.get(from)
  if (!origin && before === null) return { path, kind: 'add', content: await read(after) }
  if (after === null) return { path, kind: 'delete', content: await read(before) }
  const [old, now] = await Promise.all([read(origin ? origin.before : before), read(after)])
  const diff = unifiedDiff(old, now).text
  return origin ? { path: origin.path, kind: 'update', diff, movePath: path } : { path, kind: 'update', diff }
}

function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null // no text: there are no lines to compare
  }
}
