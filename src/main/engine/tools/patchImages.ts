import { hash } from 'node:crypto'
import { LINK_MODE } from '../../../core/thread/calls.ts'
import type { FileImage } from '../../../core/thread/calls.ts'
import type { SourceFile } from './patchSources.ts'
import type { Outcome } from './writeOutcomes.ts'

/** Keeps contents where they can be found again by the hashes it resolves to. */
export type KeepContents = (contents: readonly Uint8Array[]) => Promise<string[]>

/** What stood at a path: the hash of its content and its permission bits. */
export interface Stood {
  hash: string
  mode?: number
}

/**
 * Keeps what stands in the files that are about to change. Resolves to what stood at each path, null where there is no
 * file; a file too large to be read has none.
 */
export async function keepBefore(
  changed: readonly Outcome[],
  sources: ReadonlyMap<string, SourceFile>,
  keep: KeepContents,
): Promise<Map<string, Stood | null>> {
  const before = new Map<string, Stood | null>()
  const contents = new Map<string, { bytes: Uint8Array; mode?: number }>()
  for (const { path, content } of changed) {
    const file = sources.get(path)
    // What is deleted is the link, not what it leads to.
    if (content === null && file?.link !== undefined) {
      contents.set(path, { bytes: Buffer.from(file.link), mode: LINK_MODE })
    } else if (file?.bytes) contents.set(path, { bytes: file.bytes, mode: file.mode })
    else if (file?.source === null) before.set(path, null)
  }
  const hashes = await keep([...contents.values()].map(({ bytes }) => bytes))
  for (const [index, [path, { mode }]] of [...contents].entries()) before.set(path, { hash: hashes[index] ?? '', mode })
  return before
}

/** What a patch recorded of the files it changed. `written` has the paths that it got to, with their permission bits. */
export function imagesOf(
  changed: readonly Outcome[],
  before: ReadonlyMap<string, Stood | null>,
  written: ReadonlyMap<string, number | undefined>,
): FileImage[] {
  return changed.flatMap(({ path, entry, target, content }) => {
    const was = before.get(path)
    if (was === undefined || !written.has(path)) return []
    const mode = written.get(path)
    const place = content === null ? entry : target
    return [
      {
        path,
        before: was && was.hash,
        after: content === null ? null : hash('sha256', content),
        ...(mode !== undefined && { mode }),
        ...(was?.mode !== undefined && { beforeMode: was.mode }),
        ...(place !== path && { place }),
      },
    ]
  })
}
