import fs from 'node:fs'
import { join } from 'node:path'
import { ensureDirectory } from '../home.ts'
import type { Home } from '../home.ts'
import { isPacked } from '../packed.ts'
import { parseRolloutName } from '../rolloutPaths.ts'

/** Systems bound the number of folders that one user may watch: the days that are written to are the last ones. */
const DAYS_WATCHED = 60
/** Appends come in quick succession. */
const GATHER_MS = 300
/** What is not watched is found by looking; oftener where watching is not possible. */
const LOOK_EVERY_MS = 60_000
const LOOK_OFTEN_MS = 5_000

export interface FileWatch {
  close(): void
}

export interface FileWatchDeps {
  homes: readonly Home[]
  /** Files of these threads were written, moved or removed. */
  onThreads(threadIds: string[]): void
  /** Anything may have changed. */
  onAny(): void
}

/** Tells of what other programs do to the threads of homes, within a second where the system tells us. */
export function watchFiles({ homes, onThreads, onAny }: FileWatchDeps): FileWatch {
  const watched = new Map<string, fs.FSWatcher>()
  const threads = new Set<string>()
  let any = false
  let gathering: NodeJS.Timeout | null = null
  let incomplete = false

  const tell = (): void => {
    gathering = null
    if (any) {
      refresh()
      onAny()
    } else if (threads.size > 0) onThreads([...threads])
    any = false
    threads.clear()
  }
  const gather = (name: string | null): void => {
    const threadId = name === null ? undefined : parseRolloutName(name, false)?.threadId
    if (threadId === undefined) any = true
    else threads.add(threadId)
    gathering ??= setTimeout(tell, GATHER_MS).unref()
  }

  const watch = (path: string): void => {
    try {
      const watcher = fs.watch(path, { persistent: false }, (_, name) => {
        if (name === null || isOfInterest(name)) gather(name)
      })
      watcher.on('error', () => unwatch(path))
      watched.set(path, watcher)
    } catch {
      incomplete = true // too many are watched, or it is gone: looking finds the rest
    }
  }
  const unwatch = (path: string): void => {
    watched.get(path)?.close()
    watched.delete(path)
  }

  /** Watches the folders that are there now. */
  const refresh = (): void => {
    incomplete = false
    const wanted = new Set(homes.flatMap(pathsIn))
    for (const path of watched.keys()) if (!wanted.has(path)) unwatch(path)
    for (const path of wanted) if (!watched.has(path)) watch(path)
  }

  let looking: NodeJS.Timeout
  const lookAgain = (): void => {
    looking = setTimeout(
      () => {
        refresh()
        onAny()
        lookAgain()
      },
      incomplete ? LOOK_OFTEN_MS : LOOK_EVERY_MS,
    ).unref()
  }

  // What is not there cannot be watched.
  for (const { readOnly, sessions, archived } of homes)
    if (!readOnly) for (const path of [sessions, archived]) ensureDirectory(path)
  refresh()
  lookAgain()
  return {
    close() {
      clearTimeout(looking)
      if (gathering) clearTimeout(gathering)
      for (const path of [...watched.keys()]) unwatch(path)
    },
  }
}

/** A folder of a year, a month or a day, a thread, or a file of names and pins. */
const isOfInterest = (name: string): boolean =>
  /^\d+$/.test(name) ||
  name.endsWith('.jsonl') ||
  isPacked(name) ||
  name === 'pins.json' ||
  name === 'sessions' ||
  name === 'archived_sessions'

/** What has to be watched of a home: appends are told by the folder of a file. */
function pathsIn(home: Home): string[] {
  const days: string[] = []
  const above: string[] = []
  for (const year of foldersIn(home.sessions)) {
    above.push(year)
    for (const month of foldersIn(year)) {
      above.push(month)
      days.push(...foldersIn(month))
    }
  }
  const newest = days.sort().reverse().slice(0, DAYS_WATCHED)
  return [home.sessions, home.archived, home.names, home.pins, ...above, ...newest].filter(path => fs.existsSync(path))
}

function foldersIn(path: string): string[] {
  try {
    return fs
      .readdirSync(path)
      .filter(name => /^\d+$/.test(name))
      .map(name => join(path, name))
  } catch {
    return [] // not there
  }
}
