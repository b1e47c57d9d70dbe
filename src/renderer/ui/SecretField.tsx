import type { ReactNode, Ref } from 'react'
import { Field } from './Field.tsx'

interface SecretFieldProps {
  name: string
  about: ReactNode
  input: Ref<HTMLInputElement>
  onInput?: (isEmpty: boolean) => void
}

/** A field for a key. Not controlled: the key is in this one element, and nowhere in the state of the page. */
export const SecretField = ({ name, about, input, onInput }: SecretFieldProps) => (
  <Field name={name} about={about}>
    {ties => (
      <input
        {...ties}
        ref={input}
        type="password"
        className="textInput mono"
        autoComplete="off"
        spellCheck={false}
        onChange={event => onInput?.(event.target.value.trim() === '')}
      />
    )}
  </Field>
)
