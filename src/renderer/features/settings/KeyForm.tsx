import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import type { Provider } from '../../../contract/providers.ts'
import { useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button } from '../../ui/Button.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { t } from '../../ui/i18n/t.ts'
import { addressWarning } from './providerForm.ts'

interface KeyFormProps {
  provider: Provider
  onDone(): void
  onCancel(): void
}

const keptWords = {
  keychain: (name: string) => t('The key of {name} is kept in the keychain of this machine.', { name }),
  file: (name: string) => t('The key of {name} is kept in auth.json, which only you can read.', { name }),
} as const

/** Takes a key. It leaves the page with the request and does not come back. */
export function KeyForm({ provider: { id, name, baseUrl, key: state }, onDone, onCancel }: KeyFormProps) {
  const { store } = useAppParts()
  const run = useCommand()
  const input = useRef<HTMLInputElement>(null)
  const [isEmpty, setEmpty] = useState(true)
  useEffect(() => input.current?.focus(), [])
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const field = input.current
    if (!field || field.value.trim() === '') return
    const kept = await run('provider/setKey', { id, key: field.value })
    if (!kept) return
    field.value = ''
    if (kept.keptIn) addNotice(store, 'info', keptWords[kept.keptIn](name))
    onDone()
  }
  const warning = addressWarning(baseUrl)
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl
  return (
    <form className="providerForm" onSubmit={event => void save(event)}>
      <SecretField
        input={input}
        onInput={setEmpty}
        name={t('Key of {name}', { name })}
        about={
          warning ??
          (state === 'environment'
            ? t('A key in the environment goes before the one that is kept here.')
            : t('It is sent to {host} alone, and never shown again.', { host }))
        }
      />
      <div className="providerFormButtons">
        <Button look="quiet" onClick={onCancel}>
          {t('Cancel')}
        </Button>
        <Button look="fill" type="submit" disabled={isEmpty}>
          {t('Keep key')}
        </Button>
      </div>
    </form>
  )
}
