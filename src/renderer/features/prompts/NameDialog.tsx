import { useState } from 'react'
import type { FormEvent } from 'react'
import { promptNameProblem } from '../../../core/prompts/names.ts'
import { messageOf } from '../../state/connection.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'

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
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (problem !== null) return
    try {
      await onName(name)
      onClose()
    } catch (error) {
      setRefused(messageOf(error))
    }
  }
  return (
    <Dialog title={title} width={420} onClose={onClose}>
      <form className="promptDialog" onSubmit={event => void submit(event)}>
        <Field
          name="Name"
          about="It is used by writing a slash and this name."
          problem={refused ?? (name === '' ? null : problem)}
        >
          {ties => (
            <input
              {...ties}
              ref={takeFocus}
              className="textInput mono"
              spellCheck={false}
              autoComplete="off"
              value={name}
              onChange={event => {
                setName(event.target.value)
                setRefused(null)
              }}
            />
          )}
        </Field>
        <div className="promptDialogFoot">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="fill" type="submit" disabled={problem !== null}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
