import fs from 'node:fs'
import type { Home } from '../home.ts'
import { rolloutsIn } from '../rolloutPaths.ts'
import type { RolloutPath } from '../rolloutPaths.ts'

/** A thread as its files tell without being read. */
export interface ThreadFiles {
  threadId: string
  home: Home
  archived: boolean
  /** All of its files, oldest first: the last one is in use. */
  paths: string[]
  /** Of the file in use. */
  path: string
  age: string
  size: number
  mtime: number
}

/** The threads of all homes. Of a thread that lies in two homes the first one's counts. */
export function threadsOnDisk(homes: readonly Home[]): Map<string, ThreadFiles> {
  const threads = new Map<string, ThreadFiles>()
  for (const home of homes) {
    const here = new Map<string, RolloutPath[]>()
    for (const file of rolloutsIn(home)) {
      const others = here.get(file.threadId)
      if (others) others.push(file)
      else if (!threads.has(file.threadId)) here.set(file.threadId, [file])
    }
    for (const [threadId, files] of here) {
      const found = threadFiles(home, files)
      if (found) threads.set(threadId, found)
    }
  }
  return threads
}

/** What the files of one thread tell; null when they are gone. */
export function threadFiles(home: Home, files: readonly RolloutPath[]): ThreadFiles | null {
  const sorted = files.length > 1 ? files.toSorted((a, b) => (a.age < b.age ? -1 : a.age > b.age ? 1 : 0)) : files
  const last = sorted.at(-1)
  const stat = last && fs.statSync(last.path, { throwIfNoEntry: false })
  if (!last || !stat?.isFile()) return null
  const { threadId, path, age, archived } = last
  const paths = sorted.map(file => file.path)
  return { threadId, home, archived, paths, path, age, size: stat.size, mtime: stat.mtimeMs }
}
