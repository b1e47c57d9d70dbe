import { hash } from 'node:crypto'
import type { FileImage } from '../../../core/thread/calls.ts'
import type { SourceFile } from './patchSources.ts'
import type { Outcome } from './writeOutcomes.ts'

/** Keeps contents where they can be found again by the hashes it resolves to. */
export type KeepContents = (contents: readonly Uint8Array[]) => Promise<string[]>

/**
 * Keeps what stands in the files that are about to change. Resolves to the hash at each path, null where there is no file;
 * a file too large to be read has none.
 */
export async function keepBefore(
  changed: readonly Outcome[],
  sources: ReadonlyMap<string, SourceFile>,
  keep: KeepContents,
): Promise<Map<string, string | null>> {
  const before = new Map<string, string | null>()
  const contents = new Map<string, Uint8Array>()
  for (const { path } of changed) {
    const file = sources.get(path)
    if (file?.bytes) contents.set(path, file.bytes)
    else if (file?.source === null) before.set(path, null)
  }
  const hashes = await keep([...contents.values()])
  for (const [index, path] of [...contents.keys()].entries()) before.set(path, hashes[index] ?? null)
  return before
}

/** What a patch recorded of the files it changed. `written` has the paths that it got to, with their permission bits. */
export function imagesOf(
  changed: readonly Outcome[],
  before: ReadonlyMap<string, string | null>,
  written: ReadonlyMap<string, number | undefined>,
): FileImage[] {
  return changed.flatMap(({ path, content }) => {
    const was = before.get(path)
    if (was === undefined || !written.has(path)) return []
    const mode = written.get(path)
    return [
      {
        path,
        before: was,
        after: content === null ? null : hash('sha256', content),
        ...(mode !== undefined && { mode }),
      },
    ]
  })
}
