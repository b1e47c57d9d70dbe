import { replayDiff } from '../patch/replay.ts'
import type { FileChange, FileImage } from '../thread/calls.ts'

/** A content by its hash: a text, bytes that are no text, or nothing because it is not kept any more. */
export type Content = { kind: 'text'; text: string } | { kind: 'bytes' } | { kind: 'gone' }

export type ReadContent = (hash: string) => Promise<Content>

/**
 * Reads contents that are kept, and those that the log tells: what a patch added or deleted, and what an update left of
 * a content that is kept.
 */
export function withTold(
  read: ReadContent,
  patches: readonly { changes: readonly FileChange[]; images: readonly FileImage[] }[],
): ReadContent {
  const told = new Map<string, () => Promise<string | null>>()

  const text = async (hash: string): Promise<string | null> => {
    const content = await readOrTell(hash)
    return content.kind === 'text' ? content.text : null
  }

  const readOrTell: ReadContent = async hash => {
    const kept = await read(hash)
    if (kept.kind !== 'gone') return kept
    const tell = told.get(hash)
    const words = tell ? await tell() : null
    return words === null ? kept : { kind: 'text', text: words }
  }

  for (const { changes, images } of patches) {
    const imageAt = new Map(images.map(image => [image.path, image]))
    for (const change of changes) {
      const { before } = imageAt.get(change.path) ?? {}
      const to = change.kind === 'update' ? (change.movePath ?? change.path) : change.path
      const after = imageAt.get(to)?.after
      if (change.kind === 'add' && after) told.set(after, async () => change.content)
      if (change.kind === 'delete' && before) told.set(before, async () => change.content)
      if (change.kind === 'update' && before && after && before !== after) {
        told.set(after, async () => {
          const stood = await text(before)
          return stood === null ? null : replayDiff(stood, change.diff)
        })
      }
    }
  }
  return readOrTell
}
