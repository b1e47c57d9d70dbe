import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import { sep } from 'node:path'

/**
 * The text of a regular file, as it is. Rejects with what is wrong for everything else, and without waiting: a folder that
 * is only opened may hold pipes and devices, which could block for ever or never end.
 */
export async function openRegularFile(path: string, maxBytes: number): Promise<string> {
  await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const info = await file.stat()
  if (!info.isFile()) throw new Error('it is not a regular file')
  if (info.size > maxBytes) throw new Error(`it has ${info.size} bytes, more than the ${maxBytes} that are read`)
  return file.readFile('utf8')
}

/** The text of a regular file of at most `maxBytes`, without a byte order mark; null for everything else. */
export function readRegularFile(path: string, maxBytes: number): Promise<string | null> {
  return openRegularFile(path, maxBytes).then(
    text => text.replace(/^\uFEFF/, ''),
    () => null, // not there, or not ours to read: as if it were not there
  )
}

/**
 * The real path of something a project brings along; null where it is not there or leads out of the project. A link of a
 * repository could show the model, or make count, any file that this user can read.
 */
export async function pathWithin(path: string, root: string): Promise<string | null> {
  const [target, base] = await Promise.all([realpath(path).catch(() => null), realpath(root).catch(() => null)])
  if (target === null || base === null) return null
  return target.startsWith(base.endsWith(sep) ? base : base + sep) ? target : null
}
