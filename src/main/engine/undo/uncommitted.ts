import { openGitContents } from './gitIndex.ts'
import type { GitContents } from './gitIndex.ts'
import { idOf } from './gitObjects.ts'
import { filesOfCommit } from './gitTree.ts'
import { contentAt } from './keeper.ts'
import { createScanner } from './scanner.ts'
import { statOf } from './seen.ts'
import type { Seen } from './seen.ts'

/** A file that is another than in the last commit. Null: no file. Contents that cannot be read are undefined. */
export interface UncommittedFile {
  path: string
  before: Buffer | null | undefined
  after: Buffer | null | undefined
}

export interface Uncommitted {
  files: UncommittedFile[]
  /** So many more are not read. */
  more: number
}

/** More files than anybody reads through. */
const MAX_FILES = 300

/**
 * What is not committed in a folder, without git: nothing of the repository's choice is run. Null outside a repository,
 * and where it has too many files. `commit` is the last one; null before the first.
 */
export async function uncommittedIn(root: string, commit: string | null): Promise<Uncommitted | null> {
  const git = openGitContents(root)
  if (git.root === null) return null
  git.refresh()
  const committed =
    commit === null ? new Map<string, string>() : filesOfCommit(git.objects, commit, root.slice(git.root.length + 1))
  const scanner = createScanner({ root })
  if (!committed || !(await scanner.look())) return null
  const ignored = scanner.ignored()
  const there = new Map(scanner.files())
  const changed: (() => UncommittedFile)[] = []
  for (const [name, id] of committed) {
    const path = `${root}/${name}`
    const seen = there.get(path)
    if (seen && isSame(git, path, seen, id)) continue
    // In a large ignored folder nothing is looked at; what is committed of it counts as unchanged.
    if (!seen && statOf(path) !== null) continue
    changed.push(() => ({
      path,
      before: git.objects.read('blob', id) ?? undefined,
      after: seen ? (contentAt(path, seen) ?? undefined) : null,
    }))
  }
  for (const [path, seen] of there) {
    const isNew = !committed.has(path.slice(root.length + 1)) && (git.isTracked(path) || !ignored.has(path))
    if (isNew && seen.kind !== 'other')
      changed.push(() => ({ path, before: null, after: contentAt(path, seen) ?? undefined }))
  }
  return { files: changed.slice(0, MAX_FILES).map(read => read()), more: Math.max(0, changed.length - MAX_FILES) }
}

function isSame(git: GitContents, path: string, seen: Seen, id: string): boolean {
  const known = git.idOf(path, seen)
  if (known !== null) return known === id
  const content = contentAt(path, seen)
  if (!content) return false
  // Git may keep other line ends than the file has.
  return idOf('blob', content) === id || idOf('blob', withoutReturns(content)) === id
}

const withoutReturns = (content: Buffer): Buffer =>
  content.includes(0) ? content : Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
