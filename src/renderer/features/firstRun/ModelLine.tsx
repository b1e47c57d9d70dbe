import { lazy, Suspense, useState } from 'react'
import { useApp } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'

/** Loads for whoever has a model to choose: most threads begin with the one that was chosen before. */
const ModelChoice = lazy(async () => ({ default: (await import('./ModelChoice.tsx')).ModelChoice }))

/**
 * What will answer. Where somebody begins, where it cannot answer, or on demand also what else could, and what that
 * means.
 */
export function ModelLine({ isFirst }: { isFirst: boolean }) {
  const settings = useApp(state => state.newThread.settings)
  const models = useApp(state => state.models)
  const [asked, setAsked] = useState(false)
  const model =
    settings && models?.find(({ provider, slug }) => provider === settings.provider && slug === settings.model)
  const isOffered = isFirst || Boolean(model?.unavailable)
  return (
    <div className="firstRunModel">
      {settings && (
        <p className="firstRunAnswers">
          {model
            ? t('Answers come from {model} · {provider}.', { model: model.name, provider: model.providerName })
            : t('Answers come from {model}.', { model: settings.model })}
          {!isOffered && (
            <Button look="quiet" aria-expanded={asked} onClick={() => setAsked(!asked)}>
              {t('Other models')}
            </Button>
          )}
        </p>
      )}
      {model?.unavailable && <p className="firstRunMissing">{model.unavailable}</p>}
      {(isOffered || asked) && (
        <Suspense fallback={<Skeleton lines={[60, 80]} label={t('Loading models')} />}>
          <ModelChoice />
        </Suspense>
      )}
    </div>
  )
}
