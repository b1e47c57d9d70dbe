import { useId } from 'react'
import type { Question } from '../../../core/thread/calls.ts'
import { defused } from '../../ui/hiddenText.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { Given } from './given.ts'

interface AskedQuestionProps {
  question: Question
  /** Its place among the questions of the card. */
  at: number
  given: Given
  disabled: boolean
  /** It was left out when the form was sent. */
  missed: boolean
  onGive(change: Partial<Given>): void
}

/** One question with its options, and room for something else. */
export function AskedQuestion({ question, at, given, disabled, missed, onGive }: AskedQuestionProps) {
  const id = useId()
  const { header, question: words, options } = question
  const radio = (chosen: number | 'other') => ({
    type: 'radio',
    name: id,
    disabled,
    checked: given.chosen === chosen,
    onChange: () => onGive({ chosen }),
  })
  return (
    <fieldset className="asked" data-place={at} aria-describedby={missed ? `${id}-missed` : undefined}>
      <legend className="asked-question">
        <span className="asked-header">{defused(header)}</span> {defused(words)}
      </legend>
      {options.map(({ label, description }, option) => (
        <label key={option} className="asked-option">
          <input {...radio(option)} aria-describedby={`${id}-${option}`} aria-label={defused(label)} />
          <span className="asked-label">{defused(label)}</span>
          <span id={`${id}-${option}`} className="asked-about">
            {defused(description)}
          </span>
          <Kbd chord={String(option + 1)} plain />
        </label>
      ))}
      <div className="asked-option">
        <input {...radio('other')} aria-label={t('Something else')} />
        <input
          type="text"
          className="asked-words"
          aria-label={t('Something else: {words}', { words: defused(words) })}
          placeholder={t('Something else…')}
          maxLength={4000}
          disabled={disabled}
          value={given.other}
          onChange={({ target }) => onGive({ other: target.value, chosen: target.value === '' ? null : 'other' })}
        />
        <Kbd chord={String(options.length + 1)} plain />
      </div>
      {missed && (
        <p id={`${id}-missed`} className="approval-warning" role="alert">
          {t('This one has no answer yet.')}
        </p>
      )}
    </fieldset>
  )
}
