import './formDialog.css'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { t } from './i18n/t.ts'

interface FormDialogProps {
  title: string
  width: number
  /** What the button does, e.g. `Create`. */
  action: string
  /** Whether what is asked for is there; before that nothing is sent. */
  ready: boolean
  /** A choice beside the buttons. */
  aside?: ReactNode
  /** Says itself what is in the way. */
  onSubmit(): Promise<void>
  onClose(): void
  children: ReactNode
}

/** A dialog that asks for a few things and then does one: by its button, or by Enter in a field. */
export function FormDialog({ title, width, action, ready, aside, onSubmit, onClose, children }: FormDialogProps) {
  return (
    <Dialog title={title} width={width} onClose={onClose}>
      <form
        className="formDialog"
        onSubmit={event => {
          event.preventDefault()
          if (ready) void onSubmit()
        }}
      >
        {children}
        <footer className="formDialogFoot">
          {aside}
          <span className="formDialogGap" />
          <Button look="quiet" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button look="fill" type="submit" disabled={!ready}>
            {action}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
