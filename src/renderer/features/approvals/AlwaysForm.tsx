import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { tooBroad } from '../../../core/policy/proposals.ts'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { Button } from '../../ui/Button.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { CardForm, ScopePicker, useFirstFocus } from './forms.tsx'
import type { FormProps, Scope } from './forms.tsx'
import { ruleLine } from './words.ts'

interface AlwaysFormProps extends FormProps {
  request: ApprovalRequest
  /** Why the engine did not take the last prefix. */
  refusal: string | null
  onAllow(prefix: string[], scope: Scope): void
}

/** Allows every command that begins with these words. Fewer words allow more. */
export function AlwaysForm({ request, disabled, refusal, onAllow, onCancel }: AlwaysFormProps) {
  const { proposedPrefix = [], proposals = [proposedPrefix] } = request
  // The narrowest proposal is the whole command; every rule that could answer it is a beginning of that.
  const words = proposals.reduce((longest, each) => (each.length > longest.length ? each : longest), proposedPrefix)
  const [length, setLength] = useState(proposedPrefix.length)
  const [scope, setScope] = useState<Scope>('project')
  const [refused, setRefused] = useState<number | null>(null)
  const prefix = words.slice(0, length)
  const problem = tooBroad(prefix) ?? (refused === length ? refusal : null)
  const allow = () => {
    if (disabled || problem !== null) return
    setRefused(length)
    onAllow(prefix, scope)
  }
  return (
    <CardForm onSubmit={allow} onCancel={onCancel}>
      <div className="approval-prefix">
        <span>{t('Commands that begin with')}</span>
        <Words words={words} length={length} onChange={setLength} />
        {words.length > 1 && (
          <span className="approval-hint">
            {tx('{left} more, {right} fewer commands', { left: <Kbd chord="←" />, right: <Kbd chord="→" /> })}
          </span>
        )}
      </div>
      {proposals.length > 1 && (
        <div className="approval-prefix" role="group" aria-label={t('Proposals')}>
          <span>{t('or')}</span>
          {proposals.map(proposal => (
            <button
              key={proposal.length}
              type="button"
              className="approval-proposal"
              aria-pressed={proposal.length === length}
              onClick={() => setLength(proposal.length)}
            >
              <VisibleText text={proposal.join(' ')} />
            </button>
          ))}
        </div>
      )}
      <div className="approval-prefix">
        <ScopePicker value={scope} onChange={setScope} />
        <span>
          {scope === 'project' ? t('Kept for this project, outside its files.') : t('Kept with your own rules.')}
        </span>
      </div>
      <pre className="approval-rule" aria-label={t('The rule')} tabIndex={0}>
        <VisibleText text={ruleLine(prefix)} />
      </pre>
      {problem !== null && (
        <p className="approval-warning" role="alert">
          {problem}
        </p>
      )}
      <div className="approval-answers">
        <Button type="submit" look="fill" chord="mod+enter" disabled={disabled || problem !== null}>
          {t('Always allow')}
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          {t('Back')}
        </Button>
      </div>
    </CardForm>
  )
}

interface WordsProps {
  words: readonly string[]
  length: number
  onChange(length: number): void
}

/** How many of the words the rule holds: a slider whose places are the words. */
function Words({ words, length, onChange }: WordsProps) {
  const slider = useFirstFocus<HTMLDivElement>()
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: length - 1,
      ArrowDown: length - 1,
      ArrowRight: length + 1,
      ArrowUp: length + 1,
      Home: 1,
      End: words.length,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onChange(Math.min(words.length, Math.max(1, to)))
  }
  return (
    <div
      ref={slider}
      className="approval-slider"
      role="slider"
      tabIndex={0}
      aria-label={t('Words of the rule')}
      aria-valuemin={1}
      aria-valuemax={words.length}
      aria-valuenow={length}
      aria-valuetext={words.slice(0, length).join(' ')}
      onKeyDown={onKeyDown}
    >
      {words.map((word, index) => (
        <span
          key={index}
          className={index < length ? 'approval-word on' : 'approval-word'}
          onClick={() => onChange(index + 1)}
        >
          <VisibleText text={word} />
        </span>
      ))}
    </div>
  )
}
