import fs from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isIgnored, parseIgnore } from './ignore.ts'
import type { IgnoreRule } from './ignore.ts'
import { regularBytes } from './regularBytes.ts'
import type { Look } from './scanner.ts'
import { looksSame, seenOf } from './seen.ts'
import type { Seen } from './seen.ts'

/** An ignored folder with more entries is not looked into. */
const MAX_IGNORED_ENTRIES = 300
const MAX_IGNORE_BYTES = 256 * 1024
const SLICE_MS = 8
/** File systems tell time in ticks: a folder that changed this shortly before a look may change unseen after it. */
const TICK_MS = 20

/** What is known of a folder. */
export interface Folder {
  mtimeMs: number
  /** When it was read. */
  readAt: number
  files: Map<string, Seen>
  folders: Map<string, Folder>
  /** Ignored folders that are too large, with when their lists last changed. */
  closed: Map<string, number>
  inherited: readonly IgnoreRule[]
  rules: readonly IgnoreRule[]
  /** It lies in an ignored folder, where rules have no say. */
  ignored: boolean
}

/** There are more files than are looked at. */
export class TooMany extends Error {}

export interface Visitor {
  /** Looks at everything in the root again. `told` is null where nothing was known before. Throws `TooMany`. */
  visit(top: Folder, told: Look | null): Promise<void>
  /** Takes a file as it is now for seen. */
  settle(folder: Folder, path: string): void
}

/** Goes through a folder and brings what is known of it up to date. */
export function createVisitor(root: string, except: readonly string[], maxEntries: number): Visitor {
  const skipped = new Set(except)
  let entries = 0
  let since = 0

  const pause = async () => {
    if (performance.now() - since < SLICE_MS) return
    await nextTurn()
    since = performance.now()
  }

  const count = () => {
    if (++entries > maxEntries) throw new TooMany()
  }

  /** Looks at a folder again. `told` is null where nothing was known before. */
  async function visit(path: string, folder: Folder, told: Look | null): Promise<void> {
    const stat = fs.lstatSync(path, { throwIfNoEntry: false })
    const isStale = !stat || stat.mtimeMs !== folder.mtimeMs || folder.mtimeMs > folder.readAt - TICK_MS
    const known = { files: [...folder.files], folders: [...folder.folders] }
    if (isStale && stat) await list(path, folder, stat.mtimeMs, told)
    for (const [name, seen] of known.files) {
      const file = under(path, name)
      const now = fs.lstatSync(file, { throwIfNoEntry: false })
      if (now && looksSame(seen, now)) continue
      const after = now && !now.isDirectory() ? seenOf(now) : null
      if (after) folder.files.set(name, after)
      else drop(folder, name)
      told?.differences.push({ path: file, before: seen, after })
    }
    for (const [name, mtimeMs] of folder.closed) {
      const now = fs.lstatSync(under(path, name), { throwIfNoEntry: false })?.mtimeMs
      if (now === undefined) folder.closed.delete(name)
      else folder.closed.set(name, now)
      if (now !== mtimeMs) told?.closed.push(under(path, name))
    }
    await pause()
    for (const [name, inner] of known.folders) {
      if (folder.folders.get(name) === inner) await visit(under(path, name), inner, told)
    }
  }

  function drop(folder: Folder, name: string): void {
    if (folder.files.delete(name)) entries--
  }

  /** Reads which entries a folder has. */
  async function list(path: string, folder: Folder, mtimeMs: number, told: Look | null): Promise<void> {
    folder.readAt = Date.now()
    folder.mtimeMs = mtimeMs
    const names = readFolder(path)
    if (!folder.ignored) folder.rules = rulesIn(path, path.slice(root.length + 1), names, folder.inherited)
    const here = new Set<string>()
    for (const entry of names) {
      const { name } = entry
      const full = under(path, name)
      if (name === '.git' || skipped.has(full)) continue
      here.add(name)
      if (entry.isDirectory()) await enter(full, name, folder, told)
      else {
        const was = folder.folders.get(name)
        if (was) forget(full, name, was, folder, told)
        if (!folder.files.has(name)) discover(full, name, folder, told)
      }
    }
    for (const [name, inner] of folder.folders)
      if (!here.has(name)) forget(under(path, name), name, inner, folder, told)
    for (const name of folder.closed.keys()) {
      if (here.has(name)) continue
      folder.closed.delete(name)
      told?.closed.push(under(path, name))
    }
    await pause()
  }

  function discover(path: string, name: string, folder: Folder, told: Look | null): void {
    const stat = fs.lstatSync(path, { throwIfNoEntry: false })
    if (!stat || stat.isDirectory()) return
    count()
    const after = seenOf(stat)
    folder.files.set(name, after)
    told?.differences.push({ path, before: null, after })
  }

  async function enter(path: string, name: string, parent: Folder, told: Look | null): Promise<void> {
    if (parent.folders.has(name) || parent.closed.has(name)) return
    const ignored = parent.ignored || isIgnored(parent.rules, path.slice(root.length + 1), true)
    if (ignored && !parent.ignored && isLarge(path)) {
      parent.closed.set(name, fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
      told?.closed.push(path)
      return
    }
    count()
    const folder: Folder = { ...emptyFolder(), rules: parent.rules, inherited: parent.rules, ignored }
    parent.folders.set(name, folder)
    told?.folders.push(path)
    const mtimeMs = fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (mtimeMs === undefined) return
    await list(path, folder, mtimeMs, told)
  }

  function forget(path: string, name: string, folder: Folder, parent: Folder, told: Look | null): void {
    parent.folders.delete(name)
    for (const [file, before] of folder.files) told?.differences.push({ path: under(path, file), before, after: null })
    for (const [inner, content] of folder.folders) forget(under(path, inner), inner, content, folder, told)
    entries -= folder.files.size + 1
  }

  return {
    visit(top, told) {
      since = performance.now()
      return visit(root, top, told)
    },
    settle(folder, path) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      const stat = fs.lstatSync(path, { throwIfNoEntry: false })
      if (stat && !stat.isDirectory()) folder.files.set(name, seenOf(stat))
      else drop(folder, name)
    },
  }
}

export const emptyFolder = (): Folder => ({
  mtimeMs: Number.NaN,
  readAt: 0,
  files: new Map(),
  folders: new Map(),
  closed: new Map(),
  inherited: [],
  rules: [],
  ignored: false,
})

/** `join` for parts that are known to be plain. */
export const under = (folder: string, name: string): string => `${folder}/${name}`

function readFolder(path: string): fs.Dirent[] {
  try {
    return fs.readdirSync(path, { withFileTypes: true })
  } catch {
    return [] // gone meanwhile, or not readable: then nothing in it can be put back
  }
}

function rulesIn(
  path: string,
  relative: string,
  names: readonly fs.Dirent[],
  inherited: readonly IgnoreRule[],
): readonly IgnoreRule[] {
  if (!names.some(({ name }) => name === '.gitignore')) return inherited
  const text = regularBytes(join(path, '.gitignore'), MAX_IGNORE_BYTES)?.bytes.toString() ?? ''
  return [...inherited, ...parseIgnore(text, relative === '' ? '' : `${relative}/`)]
}

function isLarge(path: string): boolean {
  const waiting = [path]
  let seen = 0
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readFolder(folder)) {
      if (++seen > MAX_IGNORED_ENTRIES) return true
      if (entry.isDirectory()) waiting.push(under(folder, entry.name))
    }
  }
  return false
}
