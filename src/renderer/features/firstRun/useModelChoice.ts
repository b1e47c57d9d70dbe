import { useState } from 'react'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { t } from '../../ui/i18n/t.ts'
import { readFacts } from '../../state/engineFacts.ts'
import type { Params } from '../../../contract/router.ts'
import type { ModelSummary } from '../../../contract/schemas.ts'

/** What came of the last try; `busy` while one goes on. */
export type Outcome = { state: 'idle' } | { state: 'busy' } | { state: 'refused'; message: string }

export interface ModelUse {
  outcome: Outcome
  /** Makes new threads use a model; resolves whether they do. */
  take(provider: string, model: string): Promise<boolean>
  /** Adds the provider of a server that was found here, unless there is one, and uses a model of it. */
  takeServer(server: Params<'provider/save'>, model: string): Promise<boolean>
  /** Tries a key, keeps it where it opens the door, and uses the model that fits best. */
  takeKey(provider: string, key: string): Promise<boolean>
  forget(): void
}

/** Ways to choose what answers in new threads. Refusals are kept to be shown beside what was tried. */
export function useModelChoice(): ModelUse {
  const app = useAppParts()
  const { store, engine, actions } = app
  const [outcome, setOutcome] = useState<Outcome>({ state: 'idle' })

  const attempt = async (run: () => Promise<string | null>): Promise<boolean> => {
    setOutcome({ state: 'busy' })
    const message = await run().catch(messageOf)
    setOutcome(message === null ? { state: 'idle' } : { state: 'refused', message })
    return message === null
  }
  const write = async (provider: string, model: string): Promise<null> => {
    const edits = [
      { path: ['model_provider'], value: provider },
      { path: ['model'], value: model },
    ]
    await engine.call('config/write', { target: { type: 'user' }, edits })
    await readFacts(app)
    const { cwd } = store.getState().newThread
    if (cwd !== null) await actions.chooseFolder(cwd)
    return null
  }

  return {
    outcome,
    forget: () => setOutcome({ state: 'idle' }),
    take: (provider, model) => attempt(() => write(provider, model)),
    takeServer: (server, model) =>
      attempt(async () => {
        if (server.isNew) await engine.call('provider/save', server)
        return write(server.id, model)
      }),
    takeKey: (provider, key) =>
      attempt(async () => {
        const tested = await engine.call('provider/test', { provider: { id: provider }, key })
        if (!tested.ok)
          return t('{problem} Nothing was kept: correct it and try again, or choose another model.', {
            problem: tested.message,
          })
        await engine.call('provider/setKey', { id: provider, key })
        const model = bestModel(provider, store.getState().models ?? [], tested.models)
        return model === null ? tested.message : write(provider, model)
      }),
  }
}

/** A model that is known here before one that is only listed. */
export function bestModel(provider: string, known: readonly ModelSummary[], listed: readonly string[]): string | null {
  const own = known.filter(model => model.provider === provider && model.known).map(({ slug }) => slug)
  return own.find(slug => listed.includes(slug)) ?? listed[0] ?? own[0] ?? null
}
