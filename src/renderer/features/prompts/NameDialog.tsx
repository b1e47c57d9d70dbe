import { useState } from 'react'
import { promptNameProblem } from '../../../core/prompts/names.ts'
import { messageOf } from '../../state/connection.ts'
import { FirstField } from '../../ui/FirstField.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { t } from '../../ui/i18n/t.ts'

interface NameDialogProps {
  title: string
  /** What the button does. */
  action: string
  name: string
  /** Rejects with why the name is refused. */
  onName(name: string): Promise<void>
  onClose(): void
}

/** Asks for the name of a prompt. */
export function NameDialog({ title, action, name: before, onName, onClose }: NameDialogProps) {
  const [name, setName] = useState(before)
  const [refused, setRefused] = useState<string | null>(null)
  const problem = promptNameProblem(name)
  const submit = async () => {
    try {
      await onName(name)
      onClose()
    } catch (error) {
      setRefused(messageOf(error))
    }
  }
  return (
    <FormDialog title={title} width={420} action={action} ready={problem === null} onSubmit={submit} onClose={onClose}>
      <FirstField
        name={t('Name')}
        about={t('It is used by writing a slash and this name.')}
        problem={refused ?? (name === '' ? null : problem)}
        value={name}
        onChange={next => {
          setName(next)
          setRefused(null)
        }}
      />
    </FormDialog>
  )
}
