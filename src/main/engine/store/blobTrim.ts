import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './storeError.ts'

interface Stored {
  path: string
  size: number
  at: number
}

/** Files are looked at so many at a time: the thread pool serves everybody. */
const AT_ONCE = 16
/** A file under this age may be one that is being written. */
const LEFT_BEHIND_MS = 60 * 60 * 1000

/**
 * When the files of a folder's shards take more than `capBytes`, removes the oldest until they take `goalBytes`. Also what
 * writers that died have left half done. Resolves to the bytes that are then in use.
 */
export async function trimFolder(dir: string, capBytes: number, goalBytes: number): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(absent)
  const leftBehind = await measured(entries.filter(entry => entry.isFile()).map(entry => join(dir, entry.name)))
  const died = leftBehind.filter(({ at }) => at < Date.now() - LEFT_BEHIND_MS)
  for (const { path } of died) await rm(path, { force: true })
  const stored: Stored[] = []
  for (const entry of entries.filter(entry => entry.isDirectory())) {
    const shard = join(dir, entry.name)
    const names = await readdir(shard).catch(absent)
    stored.push(...(await measured(names.map(name => join(shard, name)))))
  }
  let total = stored.reduce((sum, { size }) => sum + size, 0)
  if (total <= capBytes) return total
  for (const { path, size } of stored.toSorted((a, b) => a.at - b.at)) {
    if (total <= goalBytes) break
    await rm(path, { force: true })
    total -= size
  }
  return total
}

function absent(error: unknown): never[] {
  if (errorCode(error) === 'ENOENT') return []
  throw error
}

async function measured(paths: readonly string[]): Promise<Stored[]> {
  const found: Stored[] = []
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const stats = paths.slice(from, from + AT_ONCE).map(async path => {
      const { size, mtimeMs } = await stat(path)
      return { path, size, at: mtimeMs }
    })
    // Another process may have dropped one in between.
    for (const result of await Promise.allSettled(stats)) if (result.status === 'fulfilled') found.push(result.value)
  }
  return found
}
