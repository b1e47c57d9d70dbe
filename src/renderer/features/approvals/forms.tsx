import { useEffect, useRef, useState } from 'react'
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { hasHiddenText } from '../../ui/hiddenText.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'

export interface FormProps {
  disabled: boolean
  onCancel(): void
}

/** A form inside the card: Esc leaves it, ⌘ or Ctrl with Enter sends it from a text of many lines. */
export function CardForm({
  onSubmit,
  onCancel,
  children,
}: {
  onSubmit(): void
  onCancel(): void
  children: ReactNode
}) {
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
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <form ref={form} className="approval-form" onKeyDown={onKeyDown} onSubmit={submit}>
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
        aria-label={t('Command to run instead')}
        autoFocus
        spellCheck={false}
        rows={Math.min(10, text.split('\n').length)}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      {hasHiddenText(text) && (
        <pre className="approval-command" aria-label={t('The command with what you would not see')}>
          <VisibleText text={text} />
        </pre>
      )}
      <div className="approval-answers">
        <Button type="submit" look="fill" chord="mod+enter" disabled={disabled || isEmpty}>
          {t('Run this')}
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          {t('Back')}
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
        aria-label={t('What to do instead')}
        placeholder={t('What should the agent do instead?')}
        autoFocus
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <div className="approval-answers">
        <Button type="submit" look="fill" chord="enter" disabled={disabled}>
          {text.trim() === '' ? t('Deny') : t('Deny and say this')}
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          {t('Back')}
        </Button>
      </div>
    </CardForm>
  )
}

export type Scope = 'project' | 'everywhere'

const SCOPES: readonly { value: Scope; name: string }[] = [
  { value: 'project', name: t('In this project') },
  { value: 'everywhere', name: t('Everywhere') },
]

export const ScopePicker = ({ value, onChange }: { value: Scope; onChange(scope: Scope): void }) => (
  <Segmented<Scope> label={t('Where it holds')} value={value} options={SCOPES} onChange={onChange} />
)

/** Allows a tool of an MCP server from now on. */
export function ToolForm({
  request,
  disabled,
  onAllow,
  onCancel,
}: FormProps & { request: ApprovalRequest; onAllow(scope: Scope): void }) {
  const [scope, setScope] = useState<Scope>('project')
  const button = useFirstFocus<HTMLButtonElement>()
  return (
    <CardForm onSubmit={() => !disabled && onAllow(scope)} onCancel={onCancel}>
      <div className="approval-prefix">
        <span>
          {tx('Any call of {tool}, as long as the server does not change the tool', {
            tool: <code>{request.mcp?.tool}</code>,
          })}
        </span>
        <ScopePicker value={scope} onChange={setScope} />
      </div>
      <div className="approval-answers">
        <Button ref={button} type="submit" look="fill" chord="mod+enter" disabled={disabled}>
          {t('Always allow')}
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          {t('Back')}
        </Button>
      </div>
    </CardForm>
  )
}

/** For an element that takes the focus when its form opens. */
export function useFirstFocus<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  useEffect(() => ref.current?.focus(), [])
  return ref
}
