import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * A program on a search path ($PATH), or null. Only absolute entries count: a relative one would let a workspace bring
 * its own.
 */
export function findProgram(name: string, path = ''): string | null {
  const candidates = path
    .split(delimiter)
    .filter(isAbsolute)
    .map(folder => join(folder, name))
  return candidates.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
