import { useState } from 'react'
import type { FormEvent, KeyboardEvent } from 'react'
import { useDraft } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { PlanAnswer } from './usePlanDecision.ts'

export type PlanForm = 'edit' | 'refuse' | null

interface AnswersProps {
  disabled: boolean
  /** Whether the keys on the buttons work right now. */
  listens: boolean
  onAnswer(answer: PlanAnswer): void
  onForm(form: PlanForm): void
  onKeep(): void
}

/** One button for each answer to a plan, with its key. */
export function PlanAnswers({ disabled, listens, onAnswer, onForm, onKeep }: AnswersProps) {
  const keyed = (key: string) => ({ chord: key, disabled, 'aria-keyshortcuts': listens ? key : undefined })
  return (
    <div className="plan-answers">
      <Button look="fill" {...keyed('y')} onClick={() => onAnswer({ type: 'accept', start: true })}>
        {t('Accept and run')}
      </Button>
      <Button
        {...keyed('x')}
        title={t('Accept, and let it work on its own in Execute mode')}
        onClick={() => onAnswer({ type: 'accept', start: true, mode: 'execute' })}
      >
        {t('Auto-run')}
      </Button>
      <Button
        {...keyed('a')}
        title={t('Accept; it goes along with your next message')}
        onClick={() => onAnswer({ type: 'accept' })}
      >
        {t('Accept')}
      </Button>
      <Button look="quiet" {...keyed('e')} onClick={() => onForm('edit')}>
        {t('Edit')}
      </Button>
      <Button look="quiet" {...keyed('k')} onClick={onKeep}>
        {t('Keep planning')}
      </Button>
      <Button look="quiet" {...keyed('n')} onClick={() => onForm('refuse')}>
        {t('Refuse')}
      </Button>
    </div>
  )
}

interface EditorProps {
  /** What the unfinished text is kept under. */
  draftKey: string
  text: string
  disabled: boolean
  onAnswer(answer: PlanAnswer): void
  onCancel(): void
}

/** The plan as its Markdown, to be accepted as it is then. An unfinished text is kept. */
export function PlanEditor({ draftKey, text, disabled, onAnswer, onCancel }: EditorProps) {
  const [kept, keep] = useDraft(draftKey)
  const [edited, setEdited] = useState(kept === '' ? text : kept)
  const isEmpty = edited.trim() === ''
  const accept = (start: boolean) => {
    if (isEmpty || disabled) return
    keep('')
    onAnswer({ type: 'accept', text: edited, start })
  }
  const back = () => {
    if (edited === text) keep('')
    onCancel()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') back()
    else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) accept(event.shiftKey)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="plan-form" onKeyDown={onKeyDown}>
      <textarea
        className="plan-editor"
        aria-label={t('The plan')}
        autoFocus
        rows={Math.min(24, Math.max(6, edited.split('\n').length + 1))}
        value={edited}
        onChange={event => {
          setEdited(event.target.value)
          keep(event.target.value)
        }}
      />
      <div className="plan-answers">
        <Button look="fill" chord="mod+shift+enter" disabled={disabled || isEmpty} onClick={() => accept(true)}>
          {t('Accept and run')}
        </Button>
        <Button chord="mod+enter" disabled={disabled || isEmpty} onClick={() => accept(false)}>
          {t('Accept')}
        </Button>
        <Button look="quiet" chord="esc" onClick={back}>
          {t('Back')}
        </Button>
      </div>
    </div>
  )
}

interface RefusalProps {
  disabled: boolean
  onAnswer(answer: PlanAnswer): void
  onCancel(): void
}

/** Says no, with a word on why, which the agent plans on with. */
export function PlanRefusal({ disabled, onAnswer, onCancel }: RefusalProps) {
  const [feedback, setFeedback] = useState('')
  const said = feedback.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!disabled) onAnswer(said === '' ? { type: 'refuse' } : { type: 'refuse', feedback: said })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    onCancel()
  }
  return (
    <form className="plan-form" onSubmit={submit} onKeyDown={onKeyDown}>
      <input
        className="plan-why"
        aria-label={t('What is wrong with the plan')}
        placeholder={t('What is wrong with it? The agent plans on with that.')}
        autoFocus
        value={feedback}
        onChange={event => setFeedback(event.target.value)}
      />
      <div className="plan-answers">
        <Button type="submit" look="fill" chord="enter" disabled={disabled}>
          {said === '' ? t('Refuse') : t('Refuse and say this')}
        </Button>
        <Button look="quiet" chord="esc" onClick={onCancel}>
          {t('Back')}
        </Button>
      </div>
    </form>
  )
}
