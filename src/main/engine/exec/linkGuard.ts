import { lstatSync, readlinkSync, renameSync, symlinkSync } from 'node:fs'

/**
 * Notes where symbolic links lead. The function returned puts those back that have been replaced since; what stands in
 * their place is kept beside them under another name. Best effort: a folder that went away takes its links with it.
 */
export function guardLinks(paths: readonly string[]): () => void {
  const targets = paths.map(path => [path, readlinkSync(path)] as const)
  return () => {
    for (const [path, target] of targets) {
      try {
        restore(path, target)
      } catch {
        // The next command's sandbox protects what is there then.
      }
    }
  }
}

function restore(path: string, target: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats?.isSymbolicLink() === true && readlinkSync(path) === target) return
  if (stats !== undefined) renameSync(path, `${path}.replaced-${Date.now()}`)
  symlinkSync(target, path)
}
