import { useMemo } from 'react'
import type { BranchState } from '../../../contract/changes.ts'
import type { OutsideView } from '../../../contract/undo.ts'
import { useEngine, useQuery } from '../../state/engine.ts'
import type { ChangesRange } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'
import { hunksOf } from './hunks.ts'
import { rowsOf } from './rows.ts'
import { ofTree, ofTurns } from './shownFile.ts'
import type { ShownFile } from './shownFile.ts'

export interface Asked {
  range: ChangesRange
  cwd: string
  turnId: string | null
  /** Changes whenever turns changed files; empty while none has. */
  version: string | null
  running: boolean
}

export interface Changes {
  files: readonly ShownFile[]
  outside: readonly OutsideView[]
  /** What else there is to say, e.g. that some files are left out. */
  notes: readonly string[]
  repository: BranchState | null
  failure: string | null
  isLoading: boolean
  reload(): void
  /** All lines of a file's new side; null where they are not kept any more. */
  whole(file: ShownFile): Promise<readonly string[] | null>
}

/** What the engine says of a range. Each range keeps its own answer while another one is looked at. */
export function useChanges(threadId: string, { range, cwd, turnId, version, running }: Asked): Changes {
  const engine = useEngine()
  const isByTurns = range === 'thread' || range === 'turn'
  const known = version ?? ''
  // What nobody has changed need not be asked for.
  const isAsked = version !== null && version !== ''
  // A turn that ends may have committed.
  const now = `${known} ${running}`
  const thread = useQuery('changes/read', range === 'thread' && isAsked ? { threadId } : null, known)
  const turn = useQuery(
    'changes/read',
    range === 'turn' && isAsked && turnId !== null ? { threadId, turnId } : null,
    known,
  )
  const tree = useQuery('changes/uncommitted', range === 'uncommitted' && version !== null ? { threadId } : null, now)
  const branch = useQuery('changes/branch', range === 'branch' && version !== null ? { threadId } : null, now)

  const ofRange = { thread, turn, uncommitted: tree, branch }[range]
  const byTurns = (range === 'thread' ? thread : turn).result
  const files = useMemo((): readonly ShownFile[] => {
    if (range === 'branch') return (branch.result?.files ?? []).map(file => ofTree(file, cwd, null))
    if (range !== 'uncommitted') return (byTurns?.files ?? []).map(file => ofTurns(file, cwd))
    const { unstaged = [], staged = [] } = tree.result ?? {}
    return [...unstaged.map(file => ofTree(file, cwd, 'unstaged')), ...staged.map(file => ofTree(file, cwd, 'staged'))]
  }, [range, cwd, byTurns, tree.result, branch.result])

  const more = (range === 'uncommitted' ? tree : branch).result?.more ?? 0
  return {
    files,
    outside: (isByTurns && isAsked && byTurns?.outside) || [],
    notes: [
      isByTurns && byTurns?.partial ? t('Older turns of this long thread are not counted in.') : '',
      !isByTurns && more > 0 ? t('{n} more files are not shown.', { n: more }) : '',
    ].filter(note => note !== ''),
    repository: tree.result?.repository ?? null,
    failure: ofRange.failure,
    isLoading: ofRange.result === null && ofRange.failure === null && (!isByTurns || isAsked),
    reload: ofRange.reload,
    async whole(file) {
      const whole = file.path
      if (isByTurns) {
        const ids = range === 'turn' && turnId !== null ? { threadId, turnId } : { threadId }
        return linesOf((await engine.call('changes/read', { ...ids, whole })).files[0]?.diff)
      }
      if (range === 'branch') return linesOf((await engine.call('changes/branch', { threadId, whole })).files[0]?.diff)
      const answer = await engine.call('changes/uncommitted', { threadId, whole })
      return linesOf(answer[file.group ?? 'unstaged'][0]?.diff)
    },
  }
}

/** The lines of the new side, of a diff that holds all of them. */
function linesOf(diff: string | undefined): readonly string[] | null {
  const [hunk, ...others] = hunksOf(diff ?? '')
  if (!hunk || others.length > 0 || hunk.after.from !== 1) return null
  return rowsOf(hunk, false).flatMap(({ after }) => (after ? [after.text] : []))
}
