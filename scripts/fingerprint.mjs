import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A hash over the names and contents of files. Contents rather than times, because a clone or a change of branch gives
 * every file a new time.
 * @param {string} base the folder that `paths` are relative to
 * @param {string[]} paths files, and folders that are taken whole; those that do not exist are skipped
 * @param {(path: string) => boolean} [keep] takes a path relative to `base`, with forward slashes
 */
export function fingerprint(base, paths, keep = () => true) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(path => filesUnder(base, path)).filter(keep)) {
    const content = readFileSync(join(base, path))
    // The length keeps the border between a name and a content unambiguous.
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/**
 * The files under a path, sorted, relative to `base` and with forward slashes; the path itself when it is a file.
 * @param {string} base
 * @param {string} path
 * @returns {string[]}
 */
export function filesUnder(base, path) {
  if (!existsSync(join(base, path))) return []
  if (!statSync(join(base, path)).isDirectory()) return [path]
  return readdirSync(join(base, path))
    .sort()
    .flatMap(name => filesUnder(base, `${path}/${name}`))
}
