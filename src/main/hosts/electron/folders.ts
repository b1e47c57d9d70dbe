import { statSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'

/** The folder that a dropped or given path stands for: itself, or the one a file is in; undefined when nothing is there. */
export function folderOf(path: string, workingDirectory?: string): string | undefined {
  if (!isAbsolute(path) && workingDirectory === undefined) return undefined
  const full = resolve(workingDirectory ?? '/', path)
  try {
    return statSync(full).isDirectory() ? full : dirname(full)
  } catch {
    return undefined // gone, or not ours to see
  }
}
