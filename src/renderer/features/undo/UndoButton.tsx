import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useThread, useView } from '../../state/app.ts'
import { IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { changedFiles } from './changedFiles.ts'
import { UndoDialog } from './UndoDialog.tsx'

/** Takes back what a turn did to files, after a look at what that means. Nothing for a turn that changed none. */
export function UndoButton({ threadId, turnId }: { threadId: string; turnId: string }) {
  const [open, setOpen] = useState(false)
  const changed = useView(threadId, ({ thread, stretch }) =>
    [...(thread?.turns ?? []), ...stretch.turns].some(turn => turn.id === turnId && changedFiles(turn)),
  )
  const running = useThread(threadId, ({ turns }) => turns.at(-1)?.status === 'running')
  if (!changed) return null
  return (
    <>
      <IconButton
        icon={Undo2}
        label={running ? t('Undo file changes (once the turn is over)') : t('Undo file changes')}
        className="small"
        data-tour="undo"
        size={13}
        disabled={running === true}
        onClick={() => setOpen(true)}
      />
      {open && <UndoDialog target={{ threadId, turnId }} onClose={() => setOpen(false)} />}
    </>
  )
}
