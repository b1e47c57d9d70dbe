import { isIgnored } from './ignore.ts'
import type { Seen } from './seen.ts'
import { emptyFolder, TooMany, under } from './tree.ts'
import type { Folder } from './tree.ts'
import { createVisitor } from './visitor.ts'
import type { Visitor } from './visitor.ts'

/** A path whose file is another than at the last look; null where there was or is none. */
export interface Difference {
  path: string
  before: Seen | null
  after: Seen | null
}

export interface Look {
  differences: Difference[]
  /** Folders that came into being. */
  folders: string[]
  /** Ignored folders that are too large to be looked into and in which something happened. */
  closed: string[]
}

/** Finds out which files of a folder changed between two looks, without reading them. */
export interface Scanner {
  /** What changed since the last look; nothing at the first. Null where the folder has too many files. */
  look(): Promise<Look | null>
  /** Takes a path as it is now for seen. */
  settle(path: string): void
  /** What the last look saw. */
  files(): Iterable<[path: string, seen: Seen]>
  /** Those of them that git ignores. */
  ignored(): Set<string>
}

export interface ScannerOptions {
  /** Absolute and real. */
  root: string
  /** Absolute paths that are not looked into. */
  except?: readonly string[]
  maxEntries?: number
}

const MAX_ENTRIES = 50_000

export function createScanner({ root, except = [], maxEntries = MAX_ENTRIES }: ScannerOptions): Scanner {
  let known: { top: Folder; visitor: Visitor } | null = null
  return {
    async look() {
      const isFirst = known === null
      const { top, visitor } = (known ??= { top: emptyFolder(), visitor: createVisitor(root, except, maxEntries) })
      const told: Look = { differences: [], folders: [], closed: [] }
      try {
        await visitor.visit(top, isFirst ? null : told)
        return told
      } catch (error) {
        known = null
        if (error instanceof TooMany) return null
        throw error
      }
    },
    settle(path) {
      if (known && path.startsWith(`${root}/`)) known.visitor.settle(known.top, path)
    },
    files: () => (known ? filesOf(root, known.top) : []),
    ignored: () => new Set(known ? ignoredOf(root, root, known.top) : []),
  }
}

function* filesOf(path: string, { files, folders }: Folder): Generator<[string, Seen]> {
  for (const [name, seen] of files) yield [under(path, name), seen]
  for (const [name, folder] of folders) yield* filesOf(under(path, name), folder)
}

function* ignoredOf(root: string, path: string, { files, folders, rules, ignored }: Folder): Generator<string> {
  for (const name of files.keys()) {
    const full = under(path, name)
    if (ignored || isIgnored(rules, full.slice(root.length + 1), false)) yield full
  }
  for (const [name, folder] of folders) yield* ignoredOf(root, under(path, name), folder)
}
