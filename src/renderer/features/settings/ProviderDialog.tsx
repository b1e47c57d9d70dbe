import { useRef, useState } from 'react'
import type { FormEvent } from 'react'
import type { Provider, ProviderTest } from '../../../contract/providers.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Beginnings } from './Beginnings.tsx'
import { ProviderFields } from './ProviderFields.tsx'
import { EMPTY_PROVIDER, formOf, readProvider } from './providerForm.ts'
import type { ProviderForm } from './providerForm.ts'
import { TestResult } from './TestResult.tsx'

interface ProviderDialogProps {
  /** Null to add one. */
  provider: Provider | null
  /** Ids that are in use. */
  taken: readonly string[]
  onSaved(): void
  onClose(): void
}

/** Adds a provider, from what runs on this machine or by its address, or changes one. */
export function ProviderDialog({ provider, taken, onSaved, onClose }: ProviderDialogProps) {
  const { store, engine } = useAppParts()
  const key = useRef<HTMLInputElement>(null)
  const [form, setForm] = useState<ProviderForm>(provider ? formOf(provider) : EMPTY_PROVIDER)
  // Problems show once somebody tried to go on; before, an empty form would be all red.
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const [test, setTest] = useState<ProviderTest | 'running' | null>(null)
  const isNew = provider === null
  const { id, settings, problems } = readProvider(
    form,
    taken.filter(other => other !== provider?.id),
  )
  const isComplete = Object.keys(problems).length === 0
  const change = (part: Partial<ProviderForm>) => {
    setForm(before => ({ ...before, ...part }))
    setRefused(null)
    setTest(null)
  }
  const typedKey = () => key.current?.value.trim() || undefined

  const tryIt = async () => {
    setTried(true)
    if (!isComplete) return
    setTest('running')
    try {
      setTest(await engine.call('provider/test', { provider: { settings }, key: typedKey() }))
    } catch (error) {
      setTest(null)
      setRefused(messageOf(error))
    }
  }
  /** Resolves to why the key was not kept; null where it is. */
  const keep = (typed: string): Promise<string | null> =>
    engine.call('provider/setKey', { id, key: typed }).then(() => null, messageOf)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isComplete) return
    try {
      await engine.call('provider/save', { id, settings, isNew })
    } catch (error) {
      return setRefused(messageOf(error))
    }
    const typed = typedKey()
    // The provider is there, with or without its key: the row in the list can take another.
    const failure = typed === undefined ? null : await keep(typed)
    const done = isNew ? t('Added {name}.', { name: settings.name }) : t('Saved {name}.', { name: settings.name })
    if (failure === null) addNotice(store, 'info', done)
    else addNotice(store, 'error', `${done} ${t('Its key was not kept:')} ${failure}`)
    onSaved()
    onClose()
  }
  return (
    <Dialog
      title={isNew ? t('Add a provider') : t('Edit {name}', { name: provider.name })}
      width={600}
      onClose={onClose}
    >
      <form className="providerDialog" onSubmit={event => void save(event)} noValidate>
        <div className="providerScroll">
          {isNew && <Beginnings onChoose={change} />}
          <ProviderFields form={form} problems={tried ? problems : {}} isNew={isNew} keyRef={key} onChange={change} />
          {refused !== null && (
            <p className="settingsProblem" role="alert">
              {refused}
            </p>
          )}
        </div>
        <div role="status" className="providerTest">
          {test === 'running' ? (
            <p className="settingsAbout">{t('Asking for its models and one small answer…')}</p>
          ) : (
            test && <TestResult result={test} />
          )}
        </div>
        <div className="providerFoot">
          <Button disabled={test === 'running'} onClick={() => void tryIt()}>
            {t('Test connection')}
          </Button>
          <span className="providerGap" />
          <Button look="quiet" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button look="fill" type="submit">
            {isNew ? t('Add provider') : t('Save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
