import './providers.css'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Provider } from '../../../contract/providers.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { readFacts } from '../../state/engineFacts.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { t } from '../../ui/i18n/t.ts'
import { ProviderDialog } from './ProviderDialog.tsx'
import { ProviderRow } from './ProviderRow.tsx'

/** Who answers: model providers, their keys, and which of them new threads use. */
export function ProvidersPage() {
  const app = useAppParts()
  const version = useApp(state => state.configVersion)
  const { result, failure, reload } = useQuery('providers/list', {}, String(version))
  const [dialog, setDialog] = useState<Provider | 'new' | null>(null)
  const providers = result?.providers ?? []
  /** Shows what counts now, here and wherever models are chosen. */
  const refresh = () => {
    reload()
    const { cwd } = app.store.getState().newThread
    if (cwd !== null) void app.actions.chooseFolder(cwd)
    readFacts(app).catch((error: unknown) => addNotice(app.store, 'error', messageOf(error)))
  }
  return (
    <>
      <div className="providerTools">
        <p className="settingsIntro">
          {t('A key goes only to the address it was entered for, and is never shown again.')}
        </p>
        <Button icon={Plus} onClick={() => setDialog('new')}>
          {t('Add provider')}
        </Button>
      </div>
      {failure !== null && (
        <p className="settingsProblem" role="alert">
          {failure}
        </p>
      )}
      {!result && failure === null && <Skeleton lines={[60, 80, 45]} label={t('Loading providers')} />}
      <ul className="providers" aria-label={t('Providers')}>
        {[...providers].sort(mostUsefulFirst).map(provider => (
          <ProviderRow key={provider.id} provider={provider} onEdit={() => setDialog(provider)} onChanged={refresh} />
        ))}
      </ul>
      {dialog !== null && (
        <ProviderDialog
          provider={dialog === 'new' ? null : dialog}
          taken={providers.map(({ id }) => id)}
          onSaved={refresh}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  )
}

/** The one that is used, then one's own, then those that could be used at once. */
const rank = ({ active, builtIn, key }: Provider): number => (active ? 0 : builtIn ? (key === 'none' ? 3 : 2) : 1)
const mostUsefulFirst = (one: Provider, other: Provider): number => rank(one) - rank(other)
