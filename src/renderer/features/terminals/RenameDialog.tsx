import { useState } from 'react'
import type { ShellView } from '../../../contract/terminals.ts'
import { useCommand } from '../../state/useCommand.ts'
import { takeFocus } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { t } from '../../ui/i18n/t.ts'

/** Gives a shell another name. */
export function RenameDialog({ shell, onClose }: { shell: ShellView; onClose(): void }) {
  const command = useCommand()
  const [name, setName] = useState(shell.name)
  const wanted = name.trim()
  return (
    <FormDialog
      title={t('Rename the shell')}
      width={380}
      action={t('Rename')}
      ready={wanted !== ''}
      onSubmit={async () => {
        await command('shell/rename', { shellId: shell.shellId, name: wanted })
        onClose()
      }}
      onClose={onClose}
    >
      <Field name={t('Name')}>
        {ties => (
          <input
            {...ties}
            className="textInput"
            maxLength={80}
            ref={takeFocus}
            value={name}
            onChange={event => setName(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  )
}
