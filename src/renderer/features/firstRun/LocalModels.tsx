import { useState } from 'react'
import type { Provider } from '../../../contract/providers.ts'
import type { Result } from '../../../contract/router.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Picker } from '../../ui/Picker.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Refusal } from './Refusal.tsx'
import type { ModelUse } from './useModelChoice.ts'

type Found = Result<'providers/discover'>['found'][number]

interface LocalModelsProps {
  providers: readonly Provider[]
  choice: ModelUse
  onDone(): void
}

/** Models of the servers that answer on this machine; where none does, how to get one. */
export function LocalModels({ providers, choice, onDone }: LocalModelsProps) {
  const { result, failure, reload } = useQuery('providers/discover', {})
  // Asked for again: the answer from before is not shown as the new one.
  const [outdated, setOutdated] = useState<typeof result>(null)
  const again = () => {
    setOutdated(result)
    reload()
  }
  if (failure !== null) return <Nothing words={failure} onAgain={again} />
  if (!result || result === outdated) return <Skeleton lines={[50]} label={t('Looking for model servers')} />
  const offers = result.found.flatMap(found => found.models.map(model => ({ found, model })))
  if (result.found.length === 0)
    return (
      <Nothing
        words={t(
          'No model server answers here. Install Ollama from ollama.com, run “ollama run qwen3”, then look again.',
        )}
        onAgain={again}
      />
    )
  if (offers.length === 0)
    return (
      <Nothing
        words={t('{server} runs but has no model yet. Load one there, then look again.', {
          server: result.found.map(({ settings }) => settings.name).join(', '),
        })}
        onAgain={again}
      />
    )
  return <Offers offers={offers} providers={providers} choice={choice} onDone={onDone} />
}

function Nothing({ words, onAgain }: { words: string; onAgain(): void }) {
  return (
    <div className="modelForm">
      <p role="status">{words}</p>
      <Button onClick={onAgain}>{t('Look again')}</Button>
    </div>
  )
}

interface Offer {
  found: Found
  model: string
}

const keyOf = ({ found, model }: Offer): string => `${found.settings.baseUrl} ${model}`

function Offers({ offers, providers, choice, onDone }: LocalModelsProps & { offers: readonly Offer[] }) {
  const [picked, pick] = useState('')
  const offer = offers.find(each => keyOf(each) === picked) ?? offers[0]
  if (!offer) return null
  const use = async () => {
    if (await choice.takeServer(serverOf(offer.found, providers), offer.model)) onDone()
  }
  return (
    <div className="modelForm">
      <div className="modelFormRow">
        <Picker
          label={t('Model')}
          value={keyOf(offer)}
          choices={offers.map(each => ({ value: keyOf(each), name: each.model, about: each.found.settings.name }))}
          onChange={pick}
        />
        <Button look="fill" disabled={choice.outcome.state === 'busy'} onClick={() => void use()}>
          {t('Use it')}
        </Button>
      </div>
      <Refusal outcome={choice.outcome} />
    </div>
  )
}

/** The provider of a found server: the one that has its address already, else a new one. */
function serverOf({ kind, settings }: Found, providers: readonly Provider[]) {
  const known = providers.find(({ baseUrl }) => baseUrl === settings.baseUrl)
  if (known) return { id: known.id, settings, isNew: false }
  const port = URL.canParse(settings.baseUrl) ? new URL(settings.baseUrl).port : ''
  return { id: `${kind}-${port || 'local'}`, settings, isNew: true }
}
