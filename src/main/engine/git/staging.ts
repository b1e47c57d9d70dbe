import { relative } from 'node:path'
import type { IndexEntry } from '../../../contract/changes.ts'
import { Failure } from '../../../contract/procedure.ts'
import { WRITES } from './runGit.ts'
import type { RunGit } from './runGit.ts'

/** Contents and modes as the index of a repository has them. Paths are absolute and lie in `root`. */
export interface Staging {
  /** What the index has of a path now. */
  entryOf(root: string, path: string): Promise<IndexEntry>
  /**
   * Takes a content up for the next commit; null takes the path out. Line ends are converted as the repository says.
   * Refused where a program of the repository's choice would have to convert it.
   */
  put(root: string, path: string, file: { content: Uint8Array; mode: string } | null): Promise<void>
  /** Brings an entry back. */
  restore(root: string, entry: IndexEntry): Promise<void>
}

const MODES = ['100644', '100755', '120000'] as const
const isMode = (mode: string | undefined): mode is (typeof MODES)[number] => MODES.some(each => each === mode)

const NOTHING = '0'.repeat(40)
/** Changes the index by the plumbing of git, which runs no converter: `git add` would. */
export function createStaging(git: RunGit): Staging {
  const set = async (root: string, name: string, entry: { id: string; mode: string } | null) => {
    const line = entry ? `${entry.mode} ${entry.id}\t${name}\0` : `0 ${NOTHING}\t${name}\0`
    await git(root, ['update-index', '--add', '-z', '--index-info'], { env: WRITES, input: line })
  }

  return {
    async entryOf(root, path) {
      const printed = await git(root, ['ls-files', '-z', '--stage', '--', relative(root, path)])
      const [, mode, id] = /^(\d+) ([0-9a-f]{40}) 0\t/.exec(printed.toString()) ?? []
      return isMode(mode) && id !== undefined ? { path, id, mode } : { path, id: null, mode: null }
    },
    async put(root, path, file) {
      const name = relative(root, path)
      if (!file) return set(root, name, null)
      const isLink = file.mode === '120000'
      if (!isLink) await refuseFiltered(git, root, name)
      const how = isLink ? ['--no-filters'] : [`--path=${name}`]
      const printed = await git(root, ['hash-object', '-w', '--stdin', ...how], { env: WRITES, input: file.content })
      await set(root, name, { id: printed.toString().trim(), mode: file.mode })
    },
    restore: (root, { path, id, mode }) =>
      set(root, relative(root, path), id === null || mode === null ? null : { id, mode }),
  }
}

/** What such a program makes of a file is what belongs into the commit, and it is not ours to run. */
async function refuseFiltered(git: RunGit, root: string, name: string): Promise<void> {
  const printed = await git(root, ['check-attr', '-z', 'filter', '--', name])
  const [, , filter = 'unspecified'] = printed.toString().split('\0')
  if (filter === 'unspecified' || filter === 'unset') return
  throw new Failure('git.failed', `The filter “${filter}” converts this file for git. Stage it in a terminal.`)
}
