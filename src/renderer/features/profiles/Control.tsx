import { useId, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useApp } from '../../state/app.ts'
import { Picker } from '../../ui/Picker.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { t } from '../../ui/i18n/t.ts'
import { fieldText, isHidden, readField } from './fields.ts'
import type { FormKey } from './formKeys.ts'

interface ControlProps {
  field: FormKey
  value: unknown
  provider: string | null
  describedBy: string
  onChange(value: unknown): void
}

/** What a value is changed with. */
export function Control(props: ControlProps) {
  const { field, value, onChange } = props
  if (field.type === 'boolean') return <Switch label={field.name} on={value === true} onChange={onChange} />
  if (field.type === 'enum') return <EnumPicker {...props} />
  return <TextControl {...props} />
}

const UNSET = ''

function EnumPicker({ field, value, onChange }: ControlProps) {
  const values = field.values ?? []
  const chosen = typeof value === 'string' ? value : UNSET
  const unset = { value: UNSET, name: t('not set'), about: field.otherwise }
  return (
    <Picker
      label={field.name}
      value={chosen}
      choices={[
        ...(chosen === UNSET ? [unset] : []),
        ...values.map(each => ({
          value: each,
          name: each,
          ...(each === field.default ? { detail: t('default') } : {}),
        })),
      ]}
      onChange={next => next !== UNSET && onChange(next)}
    />
  )
}

/** Long texts and lists take several lines. */
const isLong = ({ type, id }: FormKey): boolean => type === 'strings' || /instructions|prompt/.test(id)

/** A text that is taken when it is left or with Enter, and says what is wrong with it. */
function TextControl({ field, value, provider, describedBy, onChange }: ControlProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const problemId = useId()
  const listId = useId()
  const suggestions = useSuggestions(field.id, provider)
  const text = draft ?? fieldText(field, value)
  const read = draft === null ? null : readField(field, draft)
  const problem = read !== null && 'problem' in read ? read.problem : null
  const take = () => {
    if (read === null || 'problem' in read) return
    setDraft(null)
    if (fieldText(field, value) !== draft) onChange(read.value)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !(isLong(field) && !event.ctrlKey && !event.metaKey)) take()
    if (event.key !== 'Escape' || draft === null) return
    event.preventDefault()
    setDraft(null)
  }
  const common = {
    className: field.type === 'number' ? 'textInput' : 'textInput mono',
    'aria-label': field.name,
    'aria-describedby': problem === null ? describedBy : problemId,
    'aria-invalid': problem !== null,
    placeholder: isHidden(value) ? t('hidden: write to replace it') : (field.otherwise ?? t('not set')),
    spellCheck: false,
    autoComplete: 'off',
    value: text,
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onBlur: take,
    onKeyDown,
  }
  return (
    <span className="formField">
      {isLong(field) ? (
        <textarea {...common} rows={Math.min(6, Math.max(1, text.split('\n').length))} />
      ) : (
        <input {...common} inputMode={field.type === 'number' ? 'numeric' : undefined} list={listId} />
      )}
      {suggestions.length > 0 && (
        <datalist id={listId}>
          {suggestions.map(each => (
            <option key={each.value} value={each.value}>
              {each.about}
            </option>
          ))}
        </datalist>
      )}
      {problem !== null && (
        <span id={problemId} className="formProblem" role="alert">
          {problem}
        </span>
      )}
    </span>
  )
}

interface Suggestion {
  value: string
  about: string
}

const NONE: readonly Suggestion[] = []

/** Names of models and providers that are known; any other can be typed. */
function useSuggestions(id: string, provider: string | null): readonly Suggestion[] {
  const models = useApp(state => state.models) ?? []
  if (id === 'model_provider') {
    const names = new Map(models.map(model => [model.provider, model.providerName]))
    return [...names].map(([value, about]) => ({ value, about }))
  }
  if (id !== 'model' && !id.endsWith('_model')) return NONE
  const fitting = models.filter(model => provider === null || model.provider === provider)
  return fitting.map(({ slug, name, contextWindow }) => ({
    value: slug,
    about: `${name} · ${Math.round(contextWindow / 1000)}k context`,
  }))
}
