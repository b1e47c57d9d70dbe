import { useState } from 'react'
import type { IndexEntry } from '../../../contract/changes.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { addNotice } from '../../state/store.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import type { UndoTarget } from '../undo/index.ts'
import type { Act } from './FileHead.tsx'
import type { Group, ShownFile } from './shownFile.ts'

/** What can be done with files and their changes. Each can be taken back from the notice that says it is done. */
export function useActs(threadId: string, reload: () => void) {
  const { engine, store } = useAppParts()
  const [undoing, setUndoing] = useState<UndoTarget | null>(null)

  /** Says what was done, and how to undo it. What was refused is said instead. */
  const carryOut = async (work: () => Promise<{ words: string; undo?: () => Promise<unknown> }>) => {
    try {
      const { words, undo } = await work()
      const action = undo && {
        name: t('Undo'),
        run: () => void carryOut(async () => (await undo(), { words: t('Undone.') })),
      }
      addNotice(store, 'info', words, action)
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
    }
    reload()
  }

  const stage = (method: 'changes/stage' | 'changes/unstage', { path, name, version }: ShownFile, hunk?: number) =>
    carryOut(async () => {
      const { before } = await engine.call(method, { threadId, path, version, ...(hunk !== undefined && { hunk }) })
      return {
        words: method === 'changes/stage' ? t('Staged {name}.', { name }) : t('Unstaged {name}.', { name }),
        undo: () => engine.call('changes/restage', { threadId, entry: before }),
      }
    })

  const revert = ({ path, name, version }: ShownFile, hunk?: number) =>
    carryOut(async () => {
      const commandId = crypto.randomUUID()
      const part = { threadId, path, version, ...(hunk !== undefined && { hunk }) }
      const { undoId, problem } = await engine.call('changes/revert', { ...part, commandId })
      if (problem !== null) return { words: t('Nothing was reverted: {problem}.', { problem }) }
      return {
        words: t('Reverted {name}.', { name }),
        undo: () => engine.call('undo/apply', { threadId, undoId, commandId: crypto.randomUUID() }),
      }
    })

  const act: Act = (wanted, file, hunk) => {
    if (wanted === 'stage') void stage('changes/stage', file, hunk)
    else if (wanted === 'unstage') void stage('changes/unstage', file, hunk)
    else if (wanted === 'revert') void revert(file, hunk)
    else if (file.turnId !== null)
      setUndoing({ threadId, turnId: file.turnId, path: file.path, ...(hunk !== undefined && { hunk }) })
  }

  /** Takes all that is not staged up for the next commit, or all that is out of it, file by file. */
  const actAll = (group: Group, files: readonly ShownFile[]) =>
    void carryOut(async () => {
      const method = group === 'unstaged' ? 'changes/stage' : 'changes/unstage'
      const entries: IndexEntry[] = []
      for (const { path, version } of files)
        entries.push((await engine.call(method, { threadId, path, version })).before)
      const n = files.length
      return {
        words:
          group === 'unstaged'
            ? tn(n, 'Staged {n} file.', 'Staged {n} files.')
            : tn(n, 'Unstaged {n} file.', 'Unstaged {n} files.'),
        undo: async () => {
          for (const entry of entries) await engine.call('changes/restage', { threadId, entry })
        },
      }
    })

  return {
    act,
    actAll,
    undoing,
    endUndo: () => setUndoing(null),
  }
}
