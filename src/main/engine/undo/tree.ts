import { isIgnored } from './ignore.ts'
import type { IgnoreRule } from './ignore.ts'
import type { Look } from './scanner.ts'
import { seenOf, statOf } from './seen.ts'
import type { Seen } from './seen.ts'

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

/** What is known of a workspace. Throws `TooMany` where it gets more entries than it may. */
export interface Tree {
  put(folder: Folder, name: string, seen: Seen): void
  drop(folder: Folder, name: string): void
  /** A folder that was not known. */
  add(path: string, name: string, parent: Folder): Folder
  /** A folder that is gone, with all that was in it. */
  forget(path: string, name: string, folder: Folder, parent: Folder, told: Look | null): void
  isIgnored(parent: Folder, path: string): boolean
  /** Takes a file as it is now for seen, and the folders on its way for known. */
  settle(top: Folder, path: string): void
}

export function createTree(root: string, maxEntries: number): Tree {
  let entries = 0
  const count = () => {
    if (++entries > maxEntries) throw new TooMany()
  }

  function put(folder: Folder, name: string, seen: Seen): void {
    if (!folder.files.has(name)) count()
    folder.files.set(name, seen)
  }

  function drop(folder: Folder, name: string): void {
    if (folder.files.delete(name)) entries--
  }

  const isIgnoredIn = ({ ignored, rules }: Folder, path: string) =>
    ignored || isIgnored(rules, path.slice(root.length + 1), true)

  function add(path: string, name: string, parent: Folder): Folder {
    count()
    const { rules } = parent
    const folder: Folder = { ...emptyFolder(), rules, inherited: rules, ignored: isIgnoredIn(parent, path) }
    parent.folders.set(name, folder)
    return folder
  }

  function forget(path: string, name: string, folder: Folder, parent: Folder, told: Look | null): void {
    parent.folders.delete(name)
    for (const [file, before] of folder.files) told?.differences.push({ path: under(path, file), before, after: null })
    for (const [inner, content] of folder.folders) forget(under(path, inner), inner, content, folder, told)
    entries -= folder.files.size + 1
  }

  return {
    put,
    drop,
    add,
    forget,
    isIgnored: isIgnoredIn,
    settle(top, path) {
      const names = path.slice(root.length + 1).split('/')
      const file = names.pop() ?? ''
      let folder = top
      let at = root
      for (const name of names) {
        at = under(at, name)
        if (folder.closed.has(name) || name === '.git') return
        const inner = folder.folders.get(name)
        if (!inner && !statOf(at)?.isDirectory()) return
        folder = inner ?? add(at, name, folder)
      }
      const stat = statOf(path)
      if (stat && !stat.isDirectory()) put(folder, file, seenOf(stat))
      else drop(folder, file)
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
