import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * The text of a regular file of at most `maxBytes`, without a byte order mark; null for everything else. A folder that is
 * only opened may hold pipes and devices: reading them could block for ever or never end.
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<string | null> {
  try {
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const info = await file.stat()
    if (!info.isFile() || info.size > maxBytes) return null
    return (await file.readFile('utf8')).replace(/^\uFEFF/, '')
  } catch {
    return null // not there, or not ours to read: as if it were not there
  }
}
