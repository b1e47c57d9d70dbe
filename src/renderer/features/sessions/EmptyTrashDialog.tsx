import { useEffect, useRef } from 'react'
import type { SessionRow } from '../../../contract/sessions.ts'
import { titleOf } from '../../state/selectors.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { plural } from '../../ui/format.ts'
import { defused } from '../../ui/hiddenText.ts'
import { t } from '../../ui/i18n/t.ts'
import { bytes } from './words.ts'

interface EmptyTrashDialogProps {
  sessions: readonly SessionRow[]
  onDelete(): void
  onClose(): void
}

/** The one thing in this room that cannot be taken back, and so the one that asks. */
export function EmptyTrashDialog({ sessions, onDelete, onClose }: EmptyTrashDialogProps) {
  const wayOut = useRef<HTMLButtonElement>(null)
  useEffect(() => wayOut.current?.focus(), [])
  const [first] = sessions
  const size = sessions.reduce((sum, session) => sum + session.bytes, 0)
  const what =
    sessions.length === 1 && first ? t('“{title}”', { title: titleOf(first) }) : plural(sessions.length, 'thread')
  return (
    <Dialog title={t('Delete for good?')} kind="alert" width={420} onClose={onClose}>
      <div className="sessions-ask">
        <p>
          {t('{what} will be gone, and cannot be brought back. This frees {size}.', {
            what: defused(what),
            size: bytes(size),
          })}
        </p>
        <div className="sessions-answers">
          <Button ref={wayOut} look="line" chord="esc" onClick={onClose}>
            {t('Keep')}
          </Button>
          <Button
            look="danger"
            onClick={() => {
              onClose()
              onDelete()
            }}
          >
            {t('Delete for good')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
