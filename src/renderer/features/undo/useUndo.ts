import { useState } from 'react'
import { Failure } from '../../../contract/procedure.ts'
import type { Result } from '../../../contract/router.ts'
import { useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { t, tn } from '../../ui/i18n/t.ts'

/** What is to be taken back: a turn, one of its files, one change of a file, or an undo. */
export interface UndoTarget {
  threadId: string
  turnId?: string
  undoId?: string
  path?: string
  hunk?: number
}

export type Choices = Readonly<Record<string, 'mine' | 'before'>>

/** The preview of an undo and a way to carry it out. `onDone` is called when that is done. */
export function useUndo(target: UndoTarget, onDone: () => void) {
  const app = useAppParts()
  const { result: preview, failure, fresh, reload } = useQuery('undo/preview', { ...target })
  const [choices, setChoices] = useState<Choices>({})
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)

  const apply = async () => {
    if (!preview) return
    setBusy(true)
    setRefusal(null)
    try {
      const undone = await app.engine.call('undo/apply', {
        ...target,
        commandId: crypto.randomUUID(),
        choices,
        token: preview.token,
      })
      tell(app, target.threadId, undone, target.undoId !== undefined)
      onDone()
    } catch (error) {
      setRefusal(messageOf(error))
      if (error instanceof Failure && error.code === 'undo.changed') reload()
    } finally {
      setBusy(false)
    }
  }

  return {
    preview: fresh ? preview : null,
    failure,
    choices,
    choose: (path: string, choice: 'mine' | 'before') => setChoices(before => ({ ...before, [path]: choice })),
    apply,
    busy,
    refusal,
  }
}

type Undone = Result<'undo/apply'>

/** Says what was put back, and offers to take that back in turn. */
function tell(app: App, threadId: string, { undoId, changed, left, problem }: Undone, wasRedo: boolean): void {
  const { store } = app
  const n = left.length
  const rest = n === 0 ? '' : tn(n, '{n} file left as it is.', '{n} files left as they are.')
  const say = (level: 'info' | 'error', words: string, action?: { name: string; run(): void }) =>
    addNotice(store, level, `${words} ${rest}`.trim(), action)
  if (problem !== null) return say('error', t('Not everything could be put back: {problem}.', { problem }))
  if (changed.length === 0) return say('info', t('Nothing was changed.'))
  const words = tn(changed.length, '{n} file put back.', '{n} files put back.')
  if (wasRedo) return say('info', words)
  say('info', words, { name: t('Undo the undo'), run: () => void redo(app, threadId, undoId) })
}

async function redo(app: App, threadId: string, undoId: string): Promise<void> {
  try {
    const undone = await app.engine.call('undo/apply', { threadId, undoId, commandId: crypto.randomUUID() })
    tell(app, threadId, undone, true)
  } catch (error) {
    addNotice(app.store, 'error', messageOf(error))
  }
}
