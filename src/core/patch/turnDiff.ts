import type { FileChange, FileImage } from '../thread/calls.ts'
import { unifiedDiff } from './diff.ts'
import { headOf } from './diffHead.ts'
import { replayDiff } from './replay.ts'

/** What a patch that was carried out recorded. */
export interface AppliedPatch {
  changes: readonly FileChange[]
  images?: readonly FileImage[]
}

/** All that a turn did to one file. */
export interface FileDiff {
  /** Absolute, by the file's last name. */
  path: string
  /** Its first name, where it moved. */
  from?: string
  /** As git writes it, with the lines that name the file. */
  diff: string
  added: number
  removed: number
}

/** The text with a hash, or null where it is no longer kept or no text. */
export type ReadText = (hash: string) => Promise<string | null>

/** A text, null for no file, or undefined where it is not known. */
type Content = string | null | undefined
type Reader = () => Promise<Content>

/** What happened at one path. */
interface Place {
  path: string
  before: Reader
  after: Reader
  /** Whether a file was there before the first change, and is after the last. */
  existed: boolean
  exists: boolean
  mode?: number
  /** Differences as they were recorded: what is left to show where contents are gone. */
  recorded: string[]
}

/**
 * What the patches of a turn did, one diff a file: from what stood there before the first of them to what the last one
 * left. Files that ended as they began are left out. Names in the diffs are relative to `cwd`. `whole` names the one file
 * that is asked for, with all of its lines.
 */
export async function turnDiff(
  patches: readonly AppliedPatch[],
  { cwd, readText, whole }: { cwd: string; readText: ReadText; whole?: string | undefined },
): Promise<FileDiff[]> {
  const { places, origins } = follow(patches, readText)
  const files = [...places.values()].map(place => ({ place, origin: originOf(place, origins, places) }))
  const left = new Set(files.map(({ origin }) => origin))
  const asked = files.filter(({ place }) => !left.has(place) && (whole === undefined || place.path === whole))
  const diffs = asked.map(each => diffOf(each, { cwd, context: whole === undefined ? undefined : Infinity }))
  return (await Promise.all(diffs)).filter(diff => diff !== null)
}

/** Goes through the changes in order. `origins` has, for each path that a file was moved to, the path it first had. */
function follow(patches: readonly AppliedPatch[], readText: ReadText) {
  const places = new Map<string, Place>()
  const origins = new Map<string, string>()

  function touch(
    path: string,
    before: Reader,
    after: Reader,
    facts: Pick<Place, 'existed' | 'exists' | 'mode'>,
  ): Place {
    const known = places.get(path)
    const place = known
      ? Object.assign(known, { after, exists: facts.exists, mode: facts.mode ?? known.mode })
      : { path, before, after, ...facts, recorded: [] }
    places.set(path, place)
    return place
  }

  for (const { changes, images = [] } of patches) {
    const imageAt = new Map(images.map(image => [image.path, image]))
    for (const change of changes) {
      const { path } = change
      const to = change.kind === 'update' ? (change.movePath ?? path) : path
      const stood = (at: string, otherwise: Content) => standing(imageAt.get(at), places.get(at), otherwise, readText)
      const before = stood(path, change.kind === 'delete' ? change.content : change.kind === 'add' ? null : undefined)
      const after = whatIsLeft(change, before)
      const existed = change.kind !== 'add' || typeof imageAt.get(path)?.before === 'string'
      if (to !== path) {
        touch(path, before, nothing, { existed, exists: false })
        origins.set(to, origins.get(path) ?? path)
        origins.delete(path)
      } else if (change.kind !== 'update') origins.delete(path)
      const atTarget =
        to === path ? { before, existed } : { before: stood(to, null), existed: hadFile(imageAt.get(to)) }
      const facts = { existed: atTarget.existed, exists: change.kind !== 'delete', mode: imageAt.get(to)?.mode }
      touch(to, atTarget.before, after, facts).recorded.push(recordedDiff(change))
    }
  }
  return { places, origins }
}

const nothing: Reader = async () => null
const hadFile = (image: FileImage | undefined): boolean => typeof image?.before === 'string'

/** What stood at a path before a change: by its image, else what the change before left there. */
function standing(
  image: FileImage | undefined,
  known: Place | undefined,
  otherwise: Content,
  readText: ReadText,
): Reader {
  if (image?.before === null) return nothing
  const hash = image?.before
  const last = known?.after
  return async () => (hash === undefined ? undefined : await readText(hash)) ?? (last ? last() : otherwise)
}

/** The log has what was written, and how it differs; with what stood there it says what an update left. */
const whatIsLeft =
  (change: FileChange, before: Reader): Reader =>
  async () => {
    if (change.kind !== 'update') return change.kind === 'add' ? change.content : null
    const text = await before()
    return typeof text === 'string' ? (replayDiff(text, change.diff) ?? undefined) : undefined
  }

function recordedDiff(change: FileChange): string {
  if (change.kind === 'update') return change.diff
  return change.kind === 'add' ? unifiedDiff('', change.content).text : unifiedDiff(change.content, '').text
}

/** Where the file at a place came from, if that is a move: nothing was here before, and nothing is there any more. */
function originOf(
  place: Place,
  origins: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, Place>,
): Place | undefined {
  const origin = places.get(origins.get(place.path) ?? '')
  const moved = origin && origin !== place && origin.existed && !origin.exists && !place.existed && place.exists
  return moved ? origin : undefined
}

async function diffOf(
  { place, origin }: { place: Place; origin: Place | undefined },
  { cwd, context }: { cwd: string; context: number | undefined },
): Promise<FileDiff | null> {
  const { path, existed, exists, mode } = place
  if (!existed && !exists) return null
  const first = origin ?? place
  const [before, after] = await Promise.all([first.before(), place.after()])
  if (!origin && existed === exists && before === after && before !== undefined) return null
  const { text, added, removed } =
    before === undefined || after === undefined
      ? fromRecord(origin ? [...origin.recorded, ...place.recorded] : place.recorded)
      : unifiedDiff(before ?? '', after ?? '', { context })
  const head = headOf({ from: existed || origin ? first.path : null, to: exists ? path : null, mode, cwd })
  return { path, ...(origin && { from: origin.path }), diff: withHead(head, text), added, removed }
}

/** Where contents are gone, the recorded differences follow each other. */
function fromRecord(recorded: readonly string[]) {
  const text = recorded.join('')
  return { text, added: text.match(/^\+/gm)?.length ?? 0, removed: text.match(/^-/gm)?.length ?? 0 }
}

function withHead({ lines, names }: ReturnType<typeof headOf>, text: string): string {
  return [...lines, ...(text === '' ? [] : names)].map(line => `${line}\n`).join('') + text
}
