import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { systemErrorText } from '../systemErrors.ts'

/** The bytes of a regular file, or why there are none. Pipes and devices are refused without waiting on them. */
export async function readRegularFile(path: string, maxBytes: number): Promise<{ bytes: Buffer } | { error: string }> {
  try {
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await file.stat()
    if (stat.isDirectory()) return { error: 'it is a directory' }
    if (!stat.isFile()) return { error: 'it is not a regular file' }
    if (stat.size > maxBytes) return { error: `it has ${stat.size} bytes, more than the limit of ${maxBytes}` }
    return { bytes: await file.readFile() }
  } catch (error) {
    return { error: systemErrorText(error) }
  }
}
