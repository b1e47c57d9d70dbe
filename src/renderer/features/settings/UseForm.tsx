import { useEffect, useId, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import type { Provider } from '../../../contract/providers.ts'
import { useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { t } from '../../ui/i18n/t.ts'

interface UseFormProps {
  provider: Provider
  /** That the last test listed. */
  models: readonly string[]
  onDone(): void
  onCancel(): void
}

/** Makes new threads use a provider, with one of its models. */
export function UseForm({ provider: { id, name }, models, onDone, onCancel }: UseFormProps) {
  const { store } = useAppParts()
  const run = useCommand()
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const [model, setModel] = useState(models[0] ?? '')
  useEffect(() => input.current?.focus(), [])
  const use = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = model.trim()
    if (wanted === '') return
    const edits = [
      { path: ['model_provider'], value: id },
      { path: ['model'], value: wanted },
    ]
    if (!(await run('config/write', { target: { type: 'user' }, edits }))) return
    addNotice(store, 'info', t('New threads use {wanted} of {name}.', { wanted, name }))
    onDone()
  }
  return (
    <form className="providerForm" onSubmit={event => void use(event)}>
      <Field
        name={t('Model for new threads')}
        about={
          models.length === 0
            ? t('As the provider calls it. A test lists what it has.')
            : t('Threads that exist keep theirs.')
        }
      >
        {ties => (
          <input
            {...ties}
            ref={input}
            className="textInput mono"
            list={listId}
            autoComplete="off"
            spellCheck={false}
            value={model}
            onChange={event => setModel(event.target.value)}
          />
        )}
      </Field>
      <datalist id={listId}>
        {models.map(slug => (
          <option key={slug} value={slug} />
        ))}
      </datalist>
      <div className="providerFormButtons">
        <Button look="quiet" onClick={onCancel}>
          {t('Cancel')}
        </Button>
        <Button look="fill" type="submit" disabled={model.trim() === ''}>
          {t('Use for new threads')}
        </Button>
      </div>
    </form>
  )
}
