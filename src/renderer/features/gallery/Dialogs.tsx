import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Group } from './Group.tsx'

/** What lies above everything else. */
export function Dialogs() {
  const [open, setOpen] = useState<'form' | 'alert' | null>(null)
  const close = () => setOpen(null)
  return (
    <Group name="Dialogs">
      <Button onClick={() => setOpen('form')}>Open a form</Button>
      <Button onClick={() => setOpen('alert')}>Open a question</Button>
      {open === 'form' && (
        <FormDialog
          title="New profile"
          width={460}
          action="Create"
          ready
          onSubmit={() => Promise.resolve(close())}
          onClose={close}
        >
          <Field name="Name" about="Small letters, digits and hyphens.">
            {ties => <input {...ties} className="textInput" />}
          </Field>
        </FormDialog>
      )}
      {open === 'alert' && (
        <Dialog title="This command is dangerous" kind="alert" onClose={close}>
          <div className="approval-danger">
            <p className="galleryProse">It deletes folders with all that is in them.</p>
            <div className="approval-answers">
              <Button look="line" chord="esc" onClick={close}>
                Go back
              </Button>
              <Button look="danger" onClick={close}>
                Run it once
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </Group>
  )
}
