import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
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

/** Waits for no pipe and no device, and follows no link: a folder that is only looked at may hold any of them. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

/** The text of a regular file, without a byte order mark. Rejects with what is wrong for everything else. */
export async function readSkillText(path: string): Promise<SkillText> {
  await using file = await open(path, FLAGS)
  const info = await file.stat()
  check(info)
  const bytes = Buffer.alloc(info.size)
  const { bytesRead } = await file.read(bytes, 0, info.size, 0)
  return textOf(bytes.subarray(0, bytesRead), info)
}

/**
 * The beginning of a regular file at once, or throws what is wrong. For thousands of small files the ways to the threads
 * that read them would take most of the time.
 */
export function readSkillHead(path: string, upTo: number): SkillText {
  const file = openSync(path, FLAGS)
  try {
    const info = fstatSync(file)
    check(info)
    const bytes = Buffer.allocUnsafe(Math.min(info.size, upTo))
    return textOf(bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0)), info)
  } finally {
    closeSync(file)
  }
}

/** Another one whenever a file was written or put in the place of another. */
export const stampOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino} ${size} ${mtimeMs} ${ctimeMs}`

function check(info: Stats): void {
  const { size } = info
  if (!info.isFile()) throw new Error('it is not a regular file')
  if (size > MAX_SKILL_BYTES) throw new Error(`it has ${size} bytes, more than the ${MAX_SKILL_BYTES} that are read`)
}

function textOf(bytes: Uint8Array, info: Stats): SkillText {
  // The last character of a beginning may be incomplete.
  const isCut = bytes.length < info.size
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut })
    return { text, bytes: info.size, stamp: stampOf(info) }
  } catch {
    throw new Error('it is not text in UTF-8')
  }
}
