import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { isIgnored, rulesAbove, rulesIn } from './ignoreRules.ts'
import type { IgnoreRules, ReadText } from './ignoreRules.ts'

/** What is in a folder. */
export interface FileList {
  /** From the folder, with `/` between their parts, folders with one at their end; those nearer to it come first. */
  paths: string[]
  /** Whether that is all. */
  whole: boolean
}

export interface ListLimits {
  /** Files and folders that are listed. */
  most: number
  /** Entries that are looked at, listed or not. */
  mostSeen: number
}

/** Of version control, and of packages: nobody means what is in there. */
const NEVER = new Set(['.git', '.hg', '.svn', '.jj', 'node_modules'])
/** Folders that are read at once. */
const AT_ONCE = 8
const MAX_PATH = 4000

/**
 * Lists a folder without opening a file but those with the rules of what to ignore. Links are listed and not followed, so
 * it ends wherever they lead. What cannot be read is left out, as are names that no message can hold: those with control
 * characters, and those that are no text.
 */
export async function listFiles(
  root: string,
  { limits, readText }: { limits: ListLimits; readText: ReadText },
): Promise<FileList> {
  const paths: string[] = []
  let seen = 0
  const isFull = () => paths.length >= limits.most || seen >= limits.mostSeen

  /** Reads one folder, and says which folders are in it. */
  const read = async ({ path, rules: outer }: Folder): Promise<Folder[]> => {
    const folder = join(root, path)
    const rules = await rulesIn(folder, outer, readText)
    const inner: Folder[] = []
    for await (const entry of await opendir(folder)) {
      if (isFull()) break
      seen += 1
      const isFolder = entry.isDirectory()
      const isNamed = isFolder || entry.isFile() || entry.isSymbolicLink()
      const at = path + entry.name
      if (!isNamed || !isSayable(entry.name) || at.length > MAX_PATH || NEVER.has(entry.name)) continue
      if (rules.length > 0 && isIgnored(join(folder, entry.name), isFolder, rules)) continue
      paths.push(isFolder ? `${at}/` : at)
      if (isFolder) inner.push({ path: `${at}/`, rules })
    }
    return inner
  }

  let level: Folder[] = [{ path: '', rules: await rulesAbove(root, readText) }]
  while (level.length > 0 && !isFull()) {
    const waiting = level
    const next: Folder[] = []
    const worker = async () => {
      for (let folder = waiting.shift(); folder && !isFull(); folder = waiting.shift()) {
        next.push(...(await read(folder).catch(() => []))) // gone, or not ours to read
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    level = next
  }
  return { paths, whole: !isFull() }
}

interface Folder {
  path: string
  rules: IgnoreRules
}

// oxlint-disable-next-line no-control-regex
const isSayable = (name: string): boolean => !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]/.test(name)
