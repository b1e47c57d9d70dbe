import { turnDiff as diffOf } from '../../../core/patch/turnDiff.ts'
import type { FileDiff } from '../../../core/patch/turnDiff.ts'
import type { Turn } from '../../../core/thread/thread.ts'

/**
 * What the patches of a turn did to files, one diff a file, moves followed. Empty for a turn that patched nothing. `readBlob` gives what stood in files before; where it is gone, the diffs are those that were recorded.
 */
export async function turnDiff(
  { items }: Turn,
  { cwd, readBlob }: { cwd: string; readBlob: (hash: string) => Promise<Uint8Array | null> },
): Promise<FileDiff[]> {
  const patches = items.flatMap(item =>
    item.type === 'call' && item.phase === 'done' && item.result?.kind === 'patch' ? [item.result] : [],
  )
  return diffOf(patches, { cwd, readText: async hash => textOf(await readBlob(hash)) })
}

function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null // no text: there are no lines to compare
  }
}
