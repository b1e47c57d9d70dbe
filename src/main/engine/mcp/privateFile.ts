import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface PrivateFile<T> {
  value(): T
  /** Changes the value and writes it; changes are written one after the other. */
  change(update: (value: T) => T): Promise<void>
}

/**
 * A small JSON file that only this user may read, replaced as a whole at each change. A missing or damaged one reads as
 * `empty`. What other programs of the user wrote since is seen at the next look.
 */
export function privateFile<T>(path: string, empty: T, isValid: (value: unknown) => value is T): PrivateFile<T> {
  let known = { stamp: '', value: empty }
  let writing: Promise<void> = Promise.resolve()
  const current = (): T => {
    const stamp = stampOf(path)
    if (stamp !== known.stamp) known = { stamp, value: read(path, isValid) ?? empty }
    return known.value
  }
  return {
    value: current,
    change(update) {
      const written = writing.then(() => replace(path, `${JSON.stringify(update(current()), null, 2)}\n`))
      writing = written.catch(() => undefined) // whoever made this change is told; the next one tries again
      return written
    },
  }
}

/** Changes whenever the file does: every writer puts a new one in its place. */
function stampOf(path: string): string {
  const info = statSync(path, { throwIfNoEntry: false, bigint: true })
  return info ? `${info.ino} ${info.size} ${info.mtimeNs}` : ''
}

function read<T>(path: string, isValid: (value: unknown) => value is T): T | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isValid(parsed) ? parsed : null
  } catch {
    return null // nothing was remembered, or nothing that can be read
  }
}

async function replace(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(temporary, text, { mode: 0o600, flush: true })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
