import type { ThreadRow } from './index/threadRow.ts'
import type { Home } from './home.ts'
import { notFound } from './readRollout.ts'
import { rolloutsIn } from './rolloutPaths.ts'
import { StoreError } from './storeError.ts'

const ID_PREFIX = /^[0-9a-f-]{4,36}$/i

/**
 * Id of the thread that a person means: an id or its beginning, `last` (the newest, in `cwd` if given), or a title. Ids
 * are found without the index. Throws `thread.notFound` and `thread.ambiguous`.
 */
export async function findThread(
  known: { homes: readonly Home[]; rows: () => ThreadRow[]; look: () => Promise<void> },
  wanted: string,
  cwd?: string,
): Promise<string> {
  if (ID_PREFIX.test(wanted)) {
    const ids = new Set<string>()
    for (const home of known.homes) {
      for (const file of rolloutsIn(home)) if (file.threadId.startsWith(wanted.toLowerCase())) ids.add(file.threadId)
    }
    const [id, other] = [...ids]
    if (id !== undefined && other === undefined) return id
    if (id !== undefined) throw ambiguous(wanted, [...ids])
  }
  await known.look()
  const rows = known.rows().sort((a, b) => b.updatedAt - a.updatedAt)
  const row =
    wanted === 'last'
      ? rows.find(row => !row.archived && (cwd === undefined || row.cwd === cwd))
      : rows.find(row => row.title === wanted)
  if (!row) throw notFound(wanted === 'last' ? 'yet' : `"${wanted}"`, known.homes)
  return row.id
}

const ambiguous = (wanted: string, ids: string[]) =>
  new StoreError(
    'thread.ambiguous',
    `"${wanted}" begins the ids of ${ids.length} threads. Give more of it: ${ids.slice(0, 5).join(', ')}.`,
  )
