import type { FileChange, FileImage, OutsideChange } from '../thread/calls.ts'
import { toolNameOf } from '../thread/items.ts'
import type { Turn, Undone } from '../thread/thread.ts'

/** What stands at a path: a content by its hash, with its permission bits where they are known. */
export interface Stand {
  hash: string
  mode?: number
}

/** Null: no file. Undefined: not known. */
export type Standing = Stand | null | undefined

/** One change of a file. A move leads from one path to another; else both are the same. */
export interface Step {
  from: string
  to: string
  before: Standing
  after: Standing
  /** Its place among all steps, rising with time. */
  order: number
}

/** All that happened to one file, by whatever names. Steps follow each other: what one left, the next one found. */
export interface FileStory {
  steps: Step[]
  /** Whether a command had a part in it, not only patches. */
  byCommand: boolean
}

/** Changes that were recorded together. */
export interface Recorded {
  changes: readonly FileChange[]
  images: readonly FileImage[]
  folders: readonly string[]
  outside: readonly OutsideChange[]
  byCommand: boolean
}

/** What a turn changed in files, in the order in which it happened. */
export function recordedIn(turn: Turn): Recorded[] {
  const found: { at: number; record: Recorded }[] = []
  // Within a millisecond these come first: a patch waits until what commands before it changed is recorded.
  for (const { at, images, folders, outside } of turn.filesChanged ?? []) {
    found.push({ at, record: { changes: [], images, folders, outside, byCommand: true } })
  }
  for (const item of turn.items) {
    if (item.type !== 'call' || item.phase !== 'done') continue
    if (item.status === 'unknown') {
      const outside = [{ path: toolNameOf(item.item), reason: 'cutShort' as const }]
      found.push({ at: item.finishedAt, record: { changes: [], images: [], folders: [], outside, byCommand: true } })
    }
    if (item.result?.kind !== 'patch') continue
    const { changes, images = [], folders = [] } = item.result
    found.push({ at: item.finishedAt, record: { changes, images, folders, outside: [], byCommand: false } })
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ record }) => atPlaces(record))
}

/** What an undo changed in files. */
export function recordedOf({ images, folders }: Undone): Recorded {
  return { changes: [], images, folders, outside: [], byCommand: false }
}

/** The same by the places where the files really lie, so that one file has one name. */
function atPlaces(record: Recorded): Recorded {
  const places = new Map(record.images.flatMap(({ path, place }) => (place === undefined ? [] : [[path, place]])))
  if (places.size === 0) return record
  const at = (path: string) => places.get(path) ?? path
  return {
    ...record,
    images: record.images.map(image => ({ ...image, path: at(image.path), from: image.from && at(image.from) })),
    changes: record.changes.map(change => ({
      ...change,
      path: at(change.path),
      ...(change.kind === 'update' && change.movePath !== undefined && { movePath: at(change.movePath) }),
    })),
  }
}

/** The files of some changes, moves followed. */
export function storiesOf(records: readonly Recorded[]): FileStory[] {
  const stories: FileStory[] = []
  const standing = new Map<string, FileStory>()
  let order = 0

  const storyAt = (path: string): FileStory => {
    const known = standing.get(path)
    if (known) return known
    const story: FileStory = { steps: [], byCommand: false }
    stories.push(story)
    standing.set(path, story)
    return story
  }

  const tell = (story: FileStory, step: Omit<Step, 'order'>, byCommand: boolean) => {
    order++
    story.byCommand ||= byCommand
    const last = story.steps.at(-1)
    // Changes that follow each other without anybody's edit in between are one.
    if (last && isSame(last.after, step.before)) Object.assign(last, { to: step.to, after: step.after, order })
    else story.steps.push({ ...step, order })
  }

  for (const { images, changes, byCommand } of records) {
    const imageAt = new Map(images.map(image => [image.path, image]))
    const origins = originsOf(changes, images)
    const moved = new Set(origins.values())
    for (const image of images) {
      const { path } = image
      if (moved.has(path)) continue // told with where it went
      const from = origins.get(path)
      const origin = from === undefined ? undefined : imageAt.get(from)
      if (from === undefined || !origin) {
        tell(storyAt(path), { from: path, to: path, before: beforeOf(image), after: afterOf(image) }, byCommand)
        continue
      }
      if (image.before !== null) {
        tell(storyAt(path), { from: path, to: path, before: beforeOf(image), after: null }, byCommand)
      }
      const story = storyAt(from)
      standing.delete(from)
      standing.set(path, story)
      tell(story, { from, to: path, before: beforeOf(origin), after: afterOf(image) }, byCommand)
    }
    // What was too large to be read, or was recorded by another program, has no image.
    for (const { path } of changes) {
      if (!imageAt.has(path)) tell(storyAt(path), { from: path, to: path, before: undefined, after: undefined }, false)
    }
  }
  return stories.filter(({ steps }) =>
    steps.some(({ from, to, before, after }) => from !== to || !isSame(before, after)),
  )
}

/** By the path that a file was moved to, the path that it came from. */
function originsOf(changes: readonly FileChange[], images: readonly FileImage[]): Map<string, string> {
  const origins = new Map<string, string>()
  for (const change of changes) {
    if (change.kind === 'update' && change.movePath !== undefined) origins.set(change.movePath, change.path)
  }
  for (const { path, from } of images) if (from !== undefined) origins.set(path, from)
  return origins
}

const beforeOf = ({ before, beforeMode }: FileImage): Standing =>
  before === null ? null : { hash: before, mode: beforeMode }
const afterOf = ({ after, mode }: FileImage): Standing => (after === null ? null : { hash: after, mode })

/** Whether two things that stood somewhere are known to be the same. Bits that are not known are no difference. */
export function isSame(a: Standing, b: Standing): boolean {
  if (!a || !b) return a === null && b === null
  return a.hash === b.hash && (a.mode === undefined || b.mode === undefined || a.mode === b.mode)
}
