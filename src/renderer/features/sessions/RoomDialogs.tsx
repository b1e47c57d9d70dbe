import type { SessionRow } from '../../../contract/sessions.ts'
import type { SessionActions } from '../../state/sessionActions.ts'
import { EmptyTrashDialog } from './EmptyTrashDialog.tsx'
import { ImportDialog } from './ImportDialog.tsx'

/** What the room asks for. `isAll`: these are all that lie in the trash. */
export type RoomDialog = { type: 'import' } | { type: 'remove'; sessions: readonly SessionRow[]; isAll: boolean } | null

interface RoomDialogsProps {
  dialog: RoomDialog
  actions: SessionActions
  onClose(): void
}

export function RoomDialogs({ dialog, actions, onClose }: RoomDialogsProps) {
  switch (dialog?.type) {
    case 'import':
      return <ImportDialog onImport={actions.import} onClose={onClose} />
    case 'remove':
      return (
        <EmptyTrashDialog
          sessions={dialog.sessions}
          onDelete={() => void actions.empty(dialog.isAll ? null : dialog.sessions)}
          onClose={onClose}
        />
      )
    case undefined:
      return null
  }
}
