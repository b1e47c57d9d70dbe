import { useRef, useState } from 'react'
import type { FormEvent } from 'react'
import type { Provider } from '../../../contract/providers.ts'
import { useActions } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Picker } from '../../ui/Picker.tsx'
import { Refusal } from './Refusal.tsx'
import type { ModelUse } from './useModelChoice.ts'

interface KeyedModelProps {
  providers: readonly Provider[]
  choice: ModelUse
  onDone(): void
}

/** Takes a key for a service, tries it, and uses a model of that service. Nothing is kept of a key that opens nothing. */
export function KeyedModel({ providers, choice, onDone }: KeyedModelProps) {
  const { openSettings } = useActions()
  const [id, setId] = useState(() => (providers.find(({ active }) => active) ?? providers[0])?.id ?? '')
  const input = useRef<HTMLInputElement>(null)
  const provider = providers.find(each => each.id === id)
  if (!provider) return null
  const busy = choice.outcome.state === 'busy'
  const use = async (event: FormEvent) => {
    event.preventDefault()
    const field = input.current
    if (!field || field.value.trim() === '' || busy) return field?.focus()
    if (!(await choice.takeKey(provider.id, field.value.trim()))) return field.focus()
    field.value = ''
    onDone()
  }
  const host = URL.canParse(provider.baseUrl) ? new URL(provider.baseUrl).host : provider.baseUrl
  const isReady = provider.key !== 'none' && provider.key !== 'notNeeded'
  return (
    <form className="modelForm" onSubmit={event => void use(event)}>
      <div className="modelFormRow">
        <Picker
          label={t('Service')}
          value={id}
          choices={providers.map(each => ({ value: each.id, name: each.name }))}
          onChange={next => {
            setId(next)
            choice.forget()
          }}
        />
        <Button look="quiet" onClick={() => openSettings('providers')}>
          {t('Another service')}
        </Button>
      </div>
      <SecretField
        input={input}
        name={t('Key of {provider}', { provider: provider.name })}
        about={
          isReady
            ? t('There is a key for it. Another one takes its place.')
            : t('It is sent to {host} alone, tried once, and never shown again.', { host })
        }
      />
      <div className="modelFormRow">
        <Button look="fill" type="submit" disabled={busy}>
          {busy ? t('Trying the key…') : t('Try and use it')}
        </Button>
      </div>
      <Refusal outcome={choice.outcome} />
    </form>
  )
}
