import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface PrivateFile<T> {
  value(): T
  /** Changes the value and writes it; changes are written one after the other. */
  change(update: (value: T) => T): Promise<void>
}

/**
 * A small JSON file that only this user may read, replaced as a whole at each change. A missing or damaged one reads as
 * `empty`.
 */
export function privateFile<T>(path: string, empty: T, isValid: (value: unknown) => value is T): PrivateFile<T> {
  let value: T | undefined
  let writing: Promise<void> = Promise.resolve()
  const read = (): T => {
    try {
      const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
      return isValid(parsed) ? parsed : empty
    } catch {
      return empty // nothing was remembered, or nothing that can be read
    }
  }
  const current = (): T => (value ??= read())
  return {
    value: current,
    change(update) {
      const next = (value = update(current()))
      const written = writing.then(() => replace(path, `${JSON.stringify(next, null, 2)}\n`))
      writing = written.catch(() => undefined) // whoever made this change is told; the next one tries again
      return written
    },
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
