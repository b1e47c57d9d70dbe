import type { ReactNode } from 'react'
import { takeFocus } from './Dialog.tsx'
import { Field } from './Field.tsx'

interface FirstFieldProps {
  name: string
  about: ReactNode
  problem: string | null | undefined
  value: string
  maxLength?: number
  onChange(value: string): void
}

/** The line that a dialog is about, such as a name or a path, taken to the letter. It has the focus when the dialog opens. */
export const FirstField = ({ name, about, problem, value, maxLength, onChange }: FirstFieldProps) => (
  <Field name={name} about={about} problem={problem}>
    {ties => (
      <input
        {...ties}
        ref={takeFocus}
        className="textInput mono"
        spellCheck={false}
        autoComplete="off"
        maxLength={maxLength}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    )}
  </Field>
)
