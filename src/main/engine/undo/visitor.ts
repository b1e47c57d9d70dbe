import fs from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isStagedName } from '../stagedFiles.ts'
import { parseIgnore } from './ignore.ts'
import type { IgnoreRule } from './ignore.ts'
import { regularBytes } from './regularBytes.ts'
import type { Look } from './scanner.ts'
import { looksSame, seenOf, statOf } from './seen.ts'
import { createTree, under } from './tree.ts'
import type { Folder } from './tree.ts'

/** An ignored folder with more entries is not looked into. */
const MAX_IGNORED_ENTRIES = 300
const MAX_IGNORE_BYTES = 256 * 1024
const SLICE_MS = 8
/** File systems tell time in ticks: a folder that changed this shortly before a look may change unseen after it. */
const TICK_MS = 20

export interface Visitor {
  /** Looks at everything in the root again. `told` is null where nothing was known before. Throws `TooMany`. */
  visit(top: Folder, told: Look | null): Promise<void>
  /** Takes a file as it is now for seen, and the folders on its way for known. */
  settle(top: Folder, path: string): void
}

/** Goes through a folder and brings what is known of it up to date. */
export function createVisitor(root: string, except: readonly string[], maxEntries: number): Visitor {
  const skipped = new Set(except)
  const tree = createTree(root, maxEntries)
  let since = 0

  const pause = async () => {
    if (performance.now() - since < SLICE_MS) return
    await nextTurn()
    since = performance.now()
  }

  /** Looks at a folder again. `told` is null where nothing was known before. */
  async function visit(path: string, folder: Folder, told: Look | null): Promise<void> {
    const stat = statOf(path)
    if (!stat?.isDirectory()) return // what has taken its place is for the folder around it to find
    const known = { files: [...folder.files], folders: [...folder.folders] }
    if (isStale(folder, stat)) await list(path, folder, stat.mtimeMs, told)
    for (const [name, seen] of known.files) {
      const file = under(path, name)
      const now = statOf(file)
      if (now === undefined || (now && looksSame(seen, now))) continue
      const after = now && !now.isDirectory() ? seenOf(now) : null
      if (after) tree.put(folder, name, after)
      else tree.drop(folder, name)
      told?.differences.push({ path: file, before: seen, after })
    }
    for (const [name, mtimeMs] of folder.closed) {
      const now = statOf(under(path, name))?.mtimeMs
      if (now === undefined) folder.closed.delete(name)
      else folder.closed.set(name, now)
      if (now !== mtimeMs) told?.closed.push(under(path, name))
    }
    await pause()
    for (const [name, inner] of known.folders) {
      if (folder.folders.get(name) !== inner) continue
      const hasGrown =
        inner.ignored && !folder.ignored && isStale(inner, statOf(under(path, name))) && isLarge(under(path, name))
      if (hasGrown) {
        tree.forget(under(path, name), name, inner, folder, null)
        close(under(path, name), name, folder, told)
      } else await visit(under(path, name), inner, told)
    }
  }

  /** Does not look into a folder, from now on. */
  function close(path: string, name: string, parent: Folder, told: Look | null): void {
    parent.closed.set(name, statOf(path)?.mtimeMs ?? 0)
    told?.closed.push(path)
  }

  /** Reads which entries a folder has. */
  async function list(path: string, folder: Folder, mtimeMs: number, told: Look | null): Promise<void> {
    const names = readFolder(path)
    if (!names) return
    folder.readAt = Date.now()
    folder.mtimeMs = mtimeMs
    if (!folder.ignored) folder.rules = rulesIn(path, path.slice(root.length + 1), names, folder.inherited)
    const here = new Set<string>()
    for (const entry of names) {
      const { name } = entry
      const full = under(path, name)
      if (name === '.git' || skipped.has(full) || isStagedName(name)) continue
      here.add(name)
      if (entry.isDirectory()) await enter(full, name, folder, told)
      else {
        const was = folder.folders.get(name)
        if (was) tree.forget(full, name, was, folder, told)
        if (!folder.files.has(name)) discover(full, name, folder, told)
      }
    }
    for (const [name, inner] of folder.folders)
      if (!here.has(name)) tree.forget(under(path, name), name, inner, folder, told)
    for (const name of folder.closed.keys()) {
      if (here.has(name)) continue
      folder.closed.delete(name)
      told?.closed.push(under(path, name))
    }
    await pause()
  }

  function discover(path: string, name: string, folder: Folder, told: Look | null): void {
    const stat = statOf(path)
    if (!stat || stat.isDirectory()) return
    const after = seenOf(stat)
    tree.put(folder, name, after)
    told?.differences.push({ path, before: null, after })
  }

  async function enter(path: string, name: string, parent: Folder, told: Look | null): Promise<void> {
    if (parent.folders.has(name) || parent.closed.has(name)) return
    if (tree.isIgnored(parent, path) && !parent.ignored && isLarge(path)) return close(path, name, parent, told)
    const folder = tree.add(path, name, parent)
    told?.folders.push(path)
    const mtimeMs = statOf(path)?.mtimeMs
    if (mtimeMs !== undefined) await list(path, folder, mtimeMs, told)
  }

  return {
    visit(top, told) {
      since = performance.now()
      return visit(root, top, told)
    },
    settle: (top, path) => tree.settle(top, path),
  }
}

/** Whether a folder may have other entries than it had. */
const isStale = ({ mtimeMs, readAt }: Folder, stat: fs.Stats | null | undefined): boolean =>
  stat?.mtimeMs !== mtimeMs || mtimeMs > readAt - TICK_MS

/** Null for a folder that cannot be read: what was known of it stays. */
function readFolder(path: string): fs.Dirent[] | null {
  try {
    return fs.readdirSync(path, { withFileTypes: true })
  } catch {
    return null
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
    for (const entry of readFolder(folder) ?? []) {
      if (++seen > MAX_IGNORED_ENTRIES) return true
      if (entry.isDirectory()) waiting.push(under(folder, entry.name))
    }
  }
  return false
}
