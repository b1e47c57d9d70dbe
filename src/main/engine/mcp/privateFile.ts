import { readFileSync, statSync } from 'node:fs'
import { withFileLock } from '../fileLock.ts'
import { replaceFile } from '../replaceFile.ts'

export interface PrivateFile<T> {
  value(): T
  /** Changes the value and writes it; changes are made one after the other, also those of other processes. */
  change(update: (value: T) => T): Promise<void>
}

/**
 * A small JSON file that only this user may read, replaced as a whole at each change. A missing or damaged one reads as
 * `empty`. What other programs of the user wrote since is seen at the next look.
 */
export function privateFile<T>(path: string, empty: T, isValid: (value: unknown) => value is T): PrivateFile<T> {
  let known = { stamp: '', value: empty }
  const current = (): T => {
    const stamp = stampOf(path)
    if (stamp !== known.stamp) known = { stamp, value: read(path, isValid) ?? empty }
    return known.value
  }
  return {
    value: current,
    change(update) {
      return withFileLock(path, () => replaceFile(path, `${JSON.stringify(update(current()), null, 2)}\n`))
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
