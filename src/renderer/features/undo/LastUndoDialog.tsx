import { useApp, useAppParts, useThread } from '../../state/app.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { changedFiles } from './changedFiles.ts'
import { UndoDialog } from './UndoDialog.tsx'

/** The undo of the newest turn that changed files, in the thread that is in front. */
export function LastUndoDialog() {
  const { store } = useAppParts()
  const threadId = useApp(state => state.layout.active)
  const turnId = useThread(threadId, ({ turns }) => turns.findLast(changedFiles)?.id ?? null)
  const close = () => store.setState({ overlay: null })
  if (turnId !== null) return <UndoDialog target={{ threadId, turnId }} onClose={close} />
  return (
    <Dialog title={t('Nothing to undo')} onClose={close}>
      <p className="undoWords">{t('No turn of this thread has changed files.')}</p>
    </Dialog>
  )
}
