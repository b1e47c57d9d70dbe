import fs from 'node:fs'
import { basename, join } from 'node:path'
import type { Home } from './home.ts'
import { isPacked, plainPath } from './packed.ts'

/** A rollout by its name. */
export interface RolloutPath {
  path: string
  threadId: string
  /** What files that go on from it refer to it by: the segment's id after a revert, else the thread's. */
  fileId: string
  /** `2026-11-21T04-45-27`, then the segment's id for files that began with a revert: sorts by age. */
  age: string
  archived: boolean
}

const NAME = /^rollout-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)-([0-9a-f]{8}-[0-9a-f-]{27})(_[0-9a-f-]{36})?\.jsonl(?:\.zst)?$/i

/** What a file name says, or null when it names no rollout. */
export function parseRolloutName(path: string, archived: boolean): RolloutPath | null {
  const [, time, threadId, segment = ''] = NAME.exec(basename(path)) ?? []
  if (!time || !threadId) return null
  const fileId = (segment.slice(1) || threadId).toLowerCase()
  return { path, threadId: threadId.toLowerCase(), fileId, age: time + segment, archived }
}

/** A file in which a thread goes on after a revert: it has an id of its own, and is named after the one before it. */
export interface Further {
  segmentId: string
  /** Age of the file before. */
  after: string
}

/** Where the rollout of a thread begun at `at` (Unix ms) belongs; names carry local time. */
export function newRolloutPath(home: Home, threadId: string, at: number, further?: Further): string {
  const segment = further === undefined ? '' : `_${further.segmentId}`
  const time = nameTime(at, segment, further?.after)
  const day = time.slice(0, 10)
  const name = `rollout-${time}-${threadId}${segment}.jsonl`
  return join(home.sessions, ...day.split('-'), name)
}

/**
 * Clocks are put back, by people and in autumn: a file that follows another is named later all the same. But never later
 * than it must be, since another program may begin the next one in the same second.
 */
function nameTime(at: number, segment: string, after?: string): string {
  const now = localTime(at)
  if (after === undefined || now + segment > after) return now
  const before = Date.parse(after.slice(0, 19).replace(/T(..)-(..)-(..)/, 'T$1:$2:$3Z'))
  return Number.isNaN(before) ? now : inName(new Date(before + 1000))
}

function localTime(at: number): string {
  const date = new Date(at)
  return inName(new Date(at - date.getTimezoneOffset() * 60_000))
}

const inName = (date: Date): string => date.toISOString().slice(0, 19).replaceAll(':', '-')

/** Where a rollout goes when it is archived or brought back. */
export function movedPath(home: Home, path: string, archived: boolean): string {
  const name = basename(path)
  if (archived) return join(home.archived, name)
  const [year = '', month = '', day = ''] = name.slice('rollout-'.length).split(/[-T]/)
  return join(home.sessions, year, month, day, name)
}

/** All rollouts of a home, newest first. Reads directories only. */
export function* rolloutsIn(home: Home): Generator<RolloutPath> {
  for (const year of folders(home.sessions)) {
    for (const month of folders(year)) {
      for (const day of folders(month)) yield* rolloutsAt(day, false)
    }
  }
  yield* rolloutsAt(home.archived, true)
}

interface Listing {
  mtimeMs: number | null
  archived: boolean
  files: readonly RolloutPath[]
}

/** What folders held when they were last listed: homes have hundreds, and nearly all of them are of the past. */
const listings = new Map<string, Listing>()

/** A change within the same tick of the file system's clock would not be seen. */
const TICK_MS = 100

function rolloutsAt(folder: string, archived: boolean): readonly RolloutPath[] {
  const mtimeMs = changedAt(folder)
  const known = listings.get(folder)
  if (known?.mtimeMs === mtimeMs && known.archived === archived) return known.files
  const names = new Set(filesIn(folder))
  const files = [...names]
    .filter(name => !isPacked(name) || !names.has(plainPath(name))) // cut short: packing or unpacking
    .flatMap(name => parseRolloutName(join(folder, name), archived) ?? [])
    .sort(byAge)
    .reverse()
  if (mtimeMs !== null && Date.now() - mtimeMs > TICK_MS) listings.set(folder, { mtimeMs, archived, files })
  else listings.delete(folder)
  return files
}

function changedAt(folder: string): number | null {
  try {
    return fs.statSync(folder).mtimeMs
  } catch {
    return null // gone, or never there
  }
}

const folders = (path: string): string[] =>
  namesIn(path)
    .filter(name => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a))
    .map(name => join(path, name))

/** Links and pipes are not followed or waited for: a home's rollouts are files in it. */
function filesIn(folder: string): string[] {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true })
    return entries.filter(entry => entry.isFile()).map(({ name }) => name)
  } catch {
    return [] // gone, or never there
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return [] // gone, or never there
  }
}

const byAge = (a: RolloutPath, b: RolloutPath): number => (a.age < b.age ? -1 : a.age > b.age ? 1 : 0)

/** The files of a thread, oldest first: the last one is the one in use. Empty when there is none. */
export function rolloutsOf(homes: readonly Home[], threadId: string): (RolloutPath & { home: Home })[] {
  const wanted = threadId.toLowerCase()
  for (const home of homes) {
    const found = [...rolloutsIn(home)].filter(file => file.threadId === wanted).sort(byAge)
    if (found.length > 0) return found.map(file => ({ ...file, home }))
  }
  return []
}

/** The file that others refer to by this id, or null. */
export function rolloutNamed(homes: readonly Home[], fileId: string): RolloutPath | null {
  const wanted = fileId.toLowerCase()
  for (const home of homes) for (const file of rolloutsIn(home)) if (file.fileId === wanted) return file
  return null
}
