import type { GitObjects } from './gitObjects.ts'

const MAX_ENTRIES = 50_000
const FOLDER = '40000'
/** A commit of another repository stands there, whose files are its own. */
const MODULE = '160000'

/** A file as git keeps it: the id of its content, and `100644`, `100755` or `120000` for a link. */
export interface GitFile {
  id: string
  mode: string
}

/**
 * The files of a commit that lie in a folder, by their paths from there. Null where it has too many, or cannot be read.
 */
export function filesOfCommit(objects: GitObjects, commit: string, folder: string): Map<string, GitFile> | null {
  const [, root] = /^tree ([0-9a-f]{40})/.exec(objects.read('commit', commit)?.toString('latin1') ?? '') ?? []
  if (root === undefined) return null
  let tree: string | undefined = root
  for (const name of folder.split('/').filter(Boolean)) {
    tree = entriesOf(objects, tree)?.find(entry => entry.name === name && entry.mode === FOLDER)?.id
    if (tree === undefined) return new Map()
  }
  const files = new Map<string, GitFile>()
  return collect(objects, tree, '', files) ? files : null
}

function collect(objects: GitObjects, tree: string, prefix: string, files: Map<string, GitFile>): boolean {
  const entries = entriesOf(objects, tree)
  if (!entries || files.size + entries.length > MAX_ENTRIES) return false
  return entries.every(({ mode, name, id }) => {
    if (mode === FOLDER) return collect(objects, id, `${prefix}${name}/`, files)
    if (mode !== MODULE) files.set(prefix + name, { id, mode })
    return true
  })
}

function entriesOf(objects: GitObjects, tree: string): { mode: string; name: string; id: string }[] | null {
  const bytes = objects.read('tree', tree)
  if (!bytes) return null
  const entries = []
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(32, at)
    const end = bytes.indexOf(0, blank)
    if (blank < 0 || end < 0) return null
    entries.push({
      mode: bytes.toString('latin1', at, blank),
      name: bytes.toString('utf8', blank + 1, end),
      id: bytes.toString('hex', end + 1, end + 21),
    })
    at = end + 21
  }
  return entries
}
