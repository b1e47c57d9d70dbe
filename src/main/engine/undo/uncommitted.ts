import { setImmediate as nextTurn } from 'node:timers/promises'
import { LINK_MODE } from '../../../core/thread/calls.ts'
import { openGitContents } from './gitIndex.ts'
import type { GitContents } from './gitIndex.ts'
import { idOf } from './gitObjects.ts'
import { filesOfCommit } from './gitTree.ts'
import type { GitFile } from './gitTree.ts'
import { contentAt } from './keeper.ts'
import { createScanner } from './scanner.ts'
import { statOf } from './seen.ts'
import type { Seen } from './seen.ts'

/** What stands at a path in one state of a working tree. Null content: no file; undefined: it cannot be read. */
export interface Standing {
  content: Buffer | null | undefined
  /** As git writes it, e.g. `100755`; null for no file. */
  mode: string | null
}

/** A file that is not the same in the last commit, in the index, and in the folder. */
export interface UncommittedFile {
  path: string
  committed: Standing
  staged: Standing
  work: Standing
  /** Where it differs: between the commit and the index, and between the index and the folder. */
  isStaged: boolean
  isUnstaged: boolean
  isUnmerged: boolean
}

export interface Uncommitted {
  /** The folder of the repository that its paths are relative to for git. */
  root: string
  files: UncommittedFile[]
  /** So many more are not read. */
  more: number
}

/** More files than anybody reads through. */
const MAX_FILES = 500

/**
 * What is not committed in a folder, without git: nothing of the repository's choice is run. Null outside a repository,
 * and where it has too many files. `commit` is the last one, or one to compare with; null before the first. `only` names
 * the paths that are asked for.
 */
export async function uncommittedIn(
  root: string,
  commit: string | null,
  only?: ReadonlySet<string>,
): Promise<Uncommitted | null> {
  const git = openGitContents(root)
  if (git.root === null) return null
  git.refresh()
  const committed =
    commit === null ? new Map<string, GitFile>() : filesOfCommit(git.objects, commit, root.slice(git.root.length + 1))
  const scanner = createScanner({ root })
  if (!committed || !(await scanner.look())) return null
  const found = differing(root, { git, committed, there: new Map(scanner.files()), ignored: scanner.ignored() })
  const wanted = only ? found.filter(({ path }) => only.has(path)) : found
  const files: UncommittedFile[] = []
  for (const each of wanted.slice(0, MAX_FILES)) {
    files.push(read(git, each))
    await nextTurn()
  }
  return { root: git.root, files, more: Math.max(0, wanted.length - MAX_FILES) }
}

interface Tree {
  git: GitContents
  committed: ReadonlyMap<string, GitFile>
  there: ReadonlyMap<string, Seen>
  ignored: ReadonlySet<string>
}

interface Differing extends Pick<UncommittedFile, 'path' | 'isStaged' | 'isUnstaged' | 'isUnmerged'> {
  head: GitFile | null
  index: GitFile | null
  seen: Seen | null
}

function differing(root: string, { git, committed, there, ignored }: Tree): Differing[] {
  const index = git.tracked()
  const inside = [...(index?.paths ?? [])].filter(path => path.startsWith(`${root}/`))
  const paths = new Set([...[...committed.keys()].map(name => `${root}/${name}`), ...inside, ...there.keys()])
  const found: Differing[] = []
  for (const path of paths) {
    const head = committed.get(path.slice(root.length + 1)) ?? null
    const isUnmerged = index?.unmerged.has(path) === true
    // Without an index that can be read, and in a merge, nothing counts as taken up.
    const entry = index === null || isUnmerged ? head : git.staged(path)
    if (entry?.mode === MODULE) continue
    const seen = there.get(path) ?? null
    if (seen?.kind === 'other' || (!head && !entry && ignored.has(path))) continue
    const isStaged = head?.id !== entry?.id || head?.mode !== entry?.mode
    // In a large ignored folder nothing is looked at; what git has of it counts as unchanged.
    const isUnseen = !seen && statOf(path) !== null
    const isUnstaged = !isUnseen && (!isSame(git, path, seen, entry) || isUnmerged)
    if (isStaged || isUnstaged) found.push({ path, head, index: entry, seen, isStaged, isUnstaged, isUnmerged })
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Another repository stands there, whose files are its own. */
const MODULE = '160000'

function read({ objects, hasModes }: GitContents, { path, head, index, seen, ...rest }: Differing): UncommittedFile {
  const kept = (file: GitFile | null): Standing =>
    file ? { content: objects.read('blob', file.id) ?? undefined, mode: file.mode } : { content: null, mode: null }
  const mode = seen && (hasModes || !index ? modeOf(seen) : index.mode)
  const work = { content: seen ? (contentAt(path, seen) ?? undefined) : null, mode }
  return { path, committed: kept(head), staged: kept(index), work, ...rest }
}

const modeOf = ({ kind, mode }: Seen): string =>
  kind === 'link' || mode === LINK_MODE ? '120000' : mode & 0o100 ? '100755' : '100644'

function isSame(git: GitContents, path: string, seen: Seen | null, file: GitFile | null): boolean {
  if (!seen || !file) return seen === null && file === null
  if (git.hasModes && modeOf(seen) !== file.mode) return false
  const known = git.idOf(path, seen)
  if (known !== null) return known === file.id
  const content = contentAt(path, seen)
  if (!content) return false
  // Git may keep other line ends than the file has.
  return idOf('blob', content) === file.id || idOf('blob', withoutReturns(content)) === file.id
}

const withoutReturns = (content: Buffer): Buffer =>
  content.includes(0) ? content : Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
