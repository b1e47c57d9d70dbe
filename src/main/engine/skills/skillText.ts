import { constants } from 'node:fs'
import type { Stats } from 'node:fs'
import { open } from 'node:fs/promises'

/** Larger files are no instructions. */
export const MAX_SKILL_BYTES = 1024 * 1024

/** A regular file, or the beginning of one. */
export interface SkillText {
  text: string
  /** Of the whole file. */
  bytes: number
  /** See `stampOf`. */
  stamp: string
}

/**
 * The text of a regular file, at most its first `upTo` bytes, without a byte order mark. Rejects with what is wrong for
 * everything else, without waiting: a folder that is only opened may hold pipes and devices. Follows no link.
 */
export async function readSkillText(path: string, upTo: number = MAX_SKILL_BYTES): Promise<SkillText> {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants
  await using file = await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
  const info = await file.stat()
  const { size } = info
  if (!info.isFile()) throw new Error('it is not a regular file')
  if (size > MAX_SKILL_BYTES) throw new Error(`it has ${size} bytes, more than the ${MAX_SKILL_BYTES} that are read`)
  const wanted = Math.min(size, upTo)
  const buffer = Buffer.allocUnsafe(wanted)
  let read = 0
  while (read < wanted) {
    const { bytesRead } = await file.read(buffer, read, wanted - read, read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return { text: decoded(buffer.subarray(0, read), read < size), bytes: size, stamp: stampOf(info) }
}

/** Another one whenever a file was written or put in the place of another. */
export const stampOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino} ${size} ${mtimeMs} ${ctimeMs}`

/** @param cut the last character may be incomplete */
function decoded(bytes: Uint8Array, cut: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut })
  } catch {
    throw new Error('it is not text in UTF-8')
  }
}
