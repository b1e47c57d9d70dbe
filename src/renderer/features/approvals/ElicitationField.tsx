import { useId } from 'react'
import { defused } from '../../ui/hiddenText.ts'
import { t } from '../../ui/i18n/t.ts'
import type { Field, Values } from './elicitationForm.ts'

interface FieldProps {
  field: Field
  value: Values[string] | undefined
  problem: string | null
  onChange(value: Values[string]): void
}

/** One field with its name, what the server says of it, and what is wrong with it. */
export function ElicitationField({ field, value, problem, onChange }: FieldProps) {
  const id = useId()
  const about = [field.description ? `${id}-about` : null, problem === null ? null : `${id}-problem`]
  const described = about.filter(Boolean).join(' ') || undefined
  const isGroup = field.kind === 'choices'
  return (
    <div
      className="elicitation-field"
      data-field={field.name}
      role={isGroup ? 'group' : undefined}
      aria-labelledby={isGroup ? `${id}-name` : undefined}
    >
      {field.kind !== 'flag' && (
        <label id={`${id}-name`} htmlFor={isGroup ? undefined : id} className="elicitation-name">
          {defused(field.title)}
          {field.required && <span className="elicitation-needed"> {t('required')}</span>}
        </label>
      )}
      <Control id={id} field={field} value={value} described={described} wrong={problem !== null} onChange={onChange} />
      {field.description && (
        <p id={`${id}-about`} className="elicitation-about">
          {defused(field.description)}
        </p>
      )}
      {problem !== null && (
        <p id={`${id}-problem`} className="approval-warning" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

const TYPES = { email: 'email', uri: 'url', date: 'date', 'date-time': 'datetime-local' } as const

interface ControlProps {
  id: string
  field: Field
  value: Values[string] | undefined
  described: string | undefined
  wrong: boolean
  onChange(value: Values[string]): void
}

function Control({ id, field, value, described, wrong, onChange }: ControlProps) {
  const shared = { id, 'aria-describedby': described, 'aria-invalid': wrong || undefined }
  switch (field.kind) {
    case 'flag':
      return (
        <label className="elicitation-flag">
          <input
            {...shared}
            type="checkbox"
            checked={value === true}
            onChange={event => onChange(event.target.checked)}
          />
          {defused(field.title)}
        </label>
      )
    case 'choice':
      return (
        <select
          {...shared}
          className="elicitation-input"
          required={field.required}
          value={String(value ?? '')}
          onChange={event => onChange(event.target.value)}
        >
          <option value="">{field.required ? t('Choose…') : t('None')}</option>
          {field.options.map(option => (
            <option key={option.value} value={option.value}>
              {defused(option.name)}
            </option>
          ))}
        </select>
      )
    case 'choices': {
      const chosen: readonly string[] = Array.isArray(value) ? value : []
      return field.options.map(option => (
        <label key={option.value} className="elicitation-flag">
          <input
            type="checkbox"
            checked={chosen.includes(option.value)}
            onChange={event =>
              onChange(
                event.target.checked ? [...chosen, option.value] : chosen.filter(other => other !== option.value),
              )
            }
          />
          {defused(option.name)}
        </label>
      ))
    }
    case 'number':
    case 'text':
      return (
        <input
          {...shared}
          className="elicitation-input"
          type={field.kind === 'text' && field.format ? TYPES[field.format] : 'text'}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          required={field.required}
          value={String(value ?? '')}
          onChange={event => onChange(event.target.value)}
        />
      )
  }
}
