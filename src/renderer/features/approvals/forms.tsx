import { useState } from 'react'
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { hasHiddenText } from '../../ui/hiddenText.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'

interface FormProps {
  disabled: boolean
  onCancel(): void
}

/** A form inside the card: Esc leaves it, ⌘ or Ctrl with Enter sends it from a text of many lines. */
function CardForm({ onSubmit, onCancel, children }: { onSubmit(): void; onCancel(): void; children: ReactNode }) {
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onCancel()
    else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) onSubmit()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form className="approval-form" onKeyDown={onKeyDown} onSubmit={submit}>
      {children}
    </form>
  )
}

/** Changes the command before it runs. */
export function EditForm({
  command,
  disabled,
  onRun,
  onCancel,
}: FormProps & { command: string; onRun(command: string): void }) {
  const [text, setText] = useState(command)
  const isEmpty = text.trim() === ''
  const run = () => {
    if (!isEmpty && !disabled) onRun(text)
  }
  return (
    <CardForm onSubmit={run} onCancel={onCancel}>
      <textarea
        className="approval-edit"
        aria-label="Command to run instead"
        autoFocus
        spellCheck={false}
        rows={Math.min(10, text.split('\n').length)}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      {hasHiddenText(text) && (
        <pre className="approval-command" aria-label="The command with what you would not see">
          <VisibleText text={text} />
        </pre>
      )}
      <div className="approval-answers">
        <Button type="submit" look="fill" chord="mod+enter" disabled={disabled || isEmpty}>
          Run this
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          Back
        </Button>
      </div>
    </CardForm>
  )
}

/** Says no, with a word on what to do instead. */
export function DenyForm({ disabled, onDeny, onCancel }: FormProps & { onDeny(feedback: string | undefined): void }) {
  const [text, setText] = useState('')
  const deny = () => {
    if (!disabled) onDeny(text.trim() || undefined)
  }
  return (
    <CardForm onSubmit={deny} onCancel={onCancel}>
      <input
        className="approval-instead"
        aria-label="What to do instead"
        placeholder="What should the agent do instead?"
        autoFocus
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <div className="approval-answers">
        <Button type="submit" look="fill" chord="enter" disabled={disabled}>
          {text.trim() === '' ? 'Deny' : 'Deny and say this'}
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          Back
        </Button>
      </div>
    </CardForm>
  )
}

type Scope = 'project' | 'everywhere'

const SCOPES: readonly { value: Scope; name: string }[] = [
  { value: 'project', name: 'In this project' },
  { value: 'everywhere', name: 'Everywhere' },
]

/** Allows every command that begins with these words. Fewer words allow more. */
export function AlwaysForm({
  words,
  disabled,
  onAllow,
  onCancel,
}: FormProps & { words: string[]; onAllow(prefix: string[], scope: Scope): void }) {
  const [length, setLength] = useState(words.length)
  const [scope, setScope] = useState<Scope>('project')
  const allow = () => {
    if (!disabled) onAllow(words.slice(0, length), scope)
  }
  return (
    <CardForm onSubmit={allow} onCancel={onCancel}>
      <div className="approval-prefix" role="group" aria-label="Commands that begin with">
        <span>Commands that begin with</span>
        {words.map((word, index) => (
          <button
            key={index}
            type="button"
            className={index < length ? 'approval-word on' : 'approval-word'}
            aria-pressed={index < length}
            autoFocus={index === words.length - 1}
            onClick={() => setLength(index + 1)}
          >
            <VisibleText text={word} />
          </button>
        ))}
        <Segmented<Scope> label="Where the rule holds" value={scope} options={SCOPES} onChange={setScope} />
      </div>
      <div className="approval-answers">
        <Button type="submit" look="fill" chord="mod+enter" disabled={disabled}>
          Always allow
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          Back
        </Button>
      </div>
    </CardForm>
  )
}
