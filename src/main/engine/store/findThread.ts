import type { Home } from './home.ts'
import { emptyRow } from './index/threadRow.ts'
import type { ThreadRow } from './index/threadRow.ts'
import { readHead } from './index/readHead.ts'
import { threadsOnDisk } from './index/threadFiles.ts'
import type { ThreadFiles } from './index/threadFiles.ts'
import { readNames } from './names.ts'
import { notFound } from './readRollout.ts'
import { rolloutsIn } from './rolloutPaths.ts'
import { StoreError } from './storeError.ts'

const ID_PREFIX = /^[0-9a-f-]{4,36}$/i

/**
 * Id of the thread that a person means: an id or its beginning, `last` (the newest that is nobody's agent, in `cwd` if given), or a title. Found
 * without the index: a run from a shell shall not wait until ten thousand threads are read. Throws `thread.notFound` and
 * `thread.ambiguous`.
 */
export function findThread(homes: readonly Home[], wanted: string, cwd?: string): string {
  const ids = ID_PREFIX.test(wanted) ? idsThatBegin(homes, wanted.toLowerCase()) : []
  const [id, other] = ids
  if (id !== undefined && other !== undefined) throw ambiguous(wanted, ids)
  const found = id ?? (wanted === 'last' ? newestIn(homes, cwd) : named(homes, wanted))
  if (found === undefined) throw notFound(wanted === 'last' ? 'yet' : `"${wanted}"`, homes)
  return found
}

function idsThatBegin(homes: readonly Home[], beginning: string): string[] {
  const ids = new Set<string>()
  for (const home of homes)
    for (const { threadId } of rolloutsIn(home)) if (threadId.startsWith(beginning)) ids.add(threadId)
  return [...ids]
}

const newestFirst = (homes: readonly Home[]): ThreadFiles[] =>
  [...threadsOnDisk(homes).values()].sort((a, b) => b.mtime - a.mtime)

function newestIn(homes: readonly Home[], cwd: string | undefined): string | undefined {
  const active = newestFirst(homes).filter(({ archived }) => !archived)
  return active.find(files => {
    const head = headOf(files)
    return head.agent === null && (cwd === undefined || head.cwd === cwd)
  })?.threadId
}

/** How a thread was begun. */
function headOf(files: ThreadFiles): ThreadRow {
  const { threadId, home, path } = files
  return readHead(files, emptyRow(threadId, { home: home.path, readOnly: home.readOnly, path }))
}

/** The newest of the threads that have this name now. */
function named(homes: readonly Home[], name: string): string | undefined {
  const ids = new Set(homes.flatMap(home => [...readNames(home)].flatMap(([id, its]) => (its === name ? [id] : []))))
  return ids.size === 0 ? undefined : newestFirst(homes).find(({ threadId }) => ids.has(threadId))?.threadId
}

const ambiguous = (wanted: string, ids: string[]) =>
  new StoreError(
    'thread.ambiguous',
    `"${wanted}" begins the ids of ${ids.length} threads. Give more of it: ${ids.slice(0, 5).join(', ')}.`,
  )
