import type { FileImage } from '../../../core/thread/calls.ts'
import type { Made } from '../../../core/undo/plan.ts'
import type { FileStory, Standing } from '../../../core/undo/stories.ts'
import { withTold } from '../../../core/undo/texts.ts'
import type { Content, ReadContent } from '../../../core/undo/texts.ts'
import type { Recorded } from '../../../core/undo/stories.ts'
import type { PlacedFile, PlacedFiles } from '../tools/placedFiles.ts'

export interface Present {
  standing(path: string): Standing
  /** Contents as text: those that are kept or stand somewhere here. */
  read: ReadContent
  /** Those that the log tells as well. */
  readLeft: ReadContent
  /** The bytes of something that is to stand somewhere; null where they are not kept. */
  bytesOf(made: NonNullable<Made>): Promise<Uint8Array | null>
  /** What stands now at every path, for those that can be reached. */
  files: ReadonlyMap<string, PlacedFile | null>
}

export interface PresentDeps {
  get(hash: string): Promise<Uint8Array | null>
  hashOf(bytes: Uint8Array | string): string
}

/** Looks at what stands where some files stood or are to stand. */
export function lookAt(
  { stories, records }: { stories: readonly FileStory[]; records: readonly Recorded[] },
  placed: Pick<PlacedFiles, 'read'>,
  { get, hashOf }: PresentDeps,
): Present {
  const files = new Map<string, PlacedFile | null>()
  const standings = new Map<string, Standing>()
  const here = new Map<string, Uint8Array>()
  for (const path of new Set(stories.flatMap(({ steps }) => steps.flatMap(({ from, to }) => [from, to])))) {
    const file = placed.read(path)
    if (file === undefined) {
      standings.set(path, undefined)
      continue
    }
    files.set(path, file)
    const hash = file && hashOf(file.bytes)
    if (file && hash !== null) here.set(hash, file.bytes)
    standings.set(path, file && { hash: hash ?? '', mode: file.mode })
  }
  const bytes = async (hash: string) => here.get(hash) ?? (await get(hash))
  const read: ReadContent = async hash => contentOf(await bytes(hash))
  return {
    standing: path => (standings.has(path) ? standings.get(path) : null),
    read,
    readLeft: withTold(read, records),
    files,
    // Never what a log only tells: a thread may come from somebody else.
    bytesOf: async made => ('text' in made ? Buffer.from(made.text) : bytes(made.hash)),
  }
}

export function contentOf(bytes: Uint8Array | null): Content {
  if (bytes === null) return { kind: 'gone' }
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { kind: 'bytes' }
  }
}

/** The change of one path by an undo. */
export function imageOf(
  path: string,
  { now, next, from }: { now: PlacedFile | null; next: PlacedFile | null; from?: string },
  hashOf: PresentDeps['hashOf'],
): FileImage {
  return {
    path,
    before: now && hashOf(now.bytes),
    after: next && hashOf(next.bytes),
    ...(now?.mode !== undefined && { beforeMode: now.mode }),
    ...(next && { mode: next.mode ?? now?.mode }),
    ...(from !== undefined && { from }),
  }
}
