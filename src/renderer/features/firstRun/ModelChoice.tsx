import './modelChoice.css'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Provider } from '../../../contract/providers.ts'
import { useApp } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { KeyedModel } from './KeyedModel.tsx'
import { LocalModels } from './LocalModels.tsx'
import { useModelChoice } from './useModelChoice.ts'

type Kind = 'rehearsal' | 'local' | 'key'

const isLocal = ({ baseUrl }: Provider): boolean =>
  URL.canParse(baseUrl) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(baseUrl).hostname)

function kindOf(provider: Provider): Kind {
  if (provider.id === 'rehearsal') return 'rehearsal'
  return provider.envKey === null && isLocal(provider) ? 'local' : 'key'
}

/** What can answer, in plain words: a rehearsal, a model on this machine, or a service with a key. */
export function ModelChoice() {
  const version = useApp(state => state.configVersion)
  const { result, failure, reload } = useQuery('providers/list', {}, String(version))
  if (failure !== null)
    return (
      <p className="firstRunMissing" role="alert">
        {failure}
      </p>
    )
  if (!result) return <Skeleton lines={[60, 80]} label={t('Loading models')} />
  return <Kinds providers={result.providers} onChanged={reload} />
}

function Kinds({ providers, onChanged }: { providers: readonly Provider[]; onChanged(): void }) {
  const active = providers.find(provider => provider.active)
  const [opened, open] = useState<Kind | null>(null)
  const choice = useModelChoice()
  const kind = opened ?? (active ? kindOf(active) : 'rehearsal')
  const choose = async (next: Kind) => {
    open(next)
    choice.forget()
    if (next === 'rehearsal' && active?.id !== 'rehearsal' && (await choice.take('rehearsal', 'rehearsal'))) onChanged()
  }
  const option = (value: Kind, name: string, about: string, form?: ReactNode) => (
    <div className={kind === value ? 'modelKind chosen' : 'modelKind'}>
      <label className="modelKindHead">
        <input
          type="radio"
          name="model"
          className="firstRunRadio"
          checked={kind === value}
          onChange={() => void choose(value)}
        />
        <span>
          <span className="firstRunName">{name}</span>
          <span className="modelKindAbout">{about}</span>
        </span>
      </label>
      {kind === value && form}
    </div>
  )
  return (
    <fieldset className="modelKinds">
      <legend>{t('Model')}</legend>
      {option(
        'rehearsal',
        t('Rehearsal model'),
        t('To look around: plays a scripted part. No key, no network; what its tools do is real.'),
      )}
      {option(
        'local',
        t('A model on this machine'),
        t('Nothing leaves it. Needs a model server such as Ollama or LM Studio.'),
        <LocalModels providers={providers} choice={choice} onDone={onChanged} />,
      )}
      {option(
        'key',
        t('A service with a key'),
        t('The strongest models. Your messages and the files that the agent reads go to that service.'),
        <KeyedModel providers={providers.filter(each => kindOf(each) === 'key')} choice={choice} onDone={onChanged} />,
      )}
    </fieldset>
  )
}
