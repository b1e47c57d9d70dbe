import type { ModelSummary } from '../../../contract/schemas.ts'
import type { Effort, ThreadSettings } from '../../../core/thread/settings.ts'
import { EFFORTS } from '../../../core/thread/settings.ts'
import { count } from '../../ui/format.ts'
import type { MenuChoice } from '../../ui/Menu.tsx'

/** Names a model of a provider in a menu. */
export const modelKey = ({ provider, slug }: { provider: string; slug: string }): string => `${provider}/${slug}`

export const modelOf = (models: readonly ModelSummary[], { provider, model }: ThreadSettings): ModelSummary | null =>
  models.find(known => known.provider === provider && known.slug === model) ?? null

export interface ProviderModels {
  provider: string
  /** Its name, and what is missing where none of its models can be used. */
  title: string
  choices: MenuChoice<string>[]
}

/** Models by provider, in the order of the list. Those that cannot be used say why, once. */
export function byProvider(models: readonly ModelSummary[]): ProviderModels[] {
  return [...new Set(models.map(model => model.provider))].map(provider => {
    const members = models.filter(model => model.provider === provider)
    const missing = sharedReason(members)
    const name = members[0]?.providerName ?? provider
    return {
      provider,
      title: missing === null ? name : `${name} · ${missing}`,
      choices: members.map(model => ({
        value: modelKey(model),
        name: model.name,
        about: missing === null ? (model.unavailable ?? undefined) : undefined,
        detail: count(model.contextWindow),
        disabled: model.unavailable !== null,
      })),
    }
  })
}

/** Why none of the models can be used, if it is the same for all. */
function sharedReason(models: readonly ModelSummary[]): string | null {
  const reason = models[0]?.unavailable ?? null
  return models.every(model => model.unavailable === reason) ? reason : null
}

/** The efforts a model knows; none where it does not reason. */
export const effortsOf = (model: ModelSummary | null): Effort[] =>
  EFFORTS.filter(effort => model?.efforts.includes(effort))

/** The effort that is used: the chosen one, else the model's own. */
export const effortInUse = (model: ModelSummary | null, settings: ThreadSettings): string | null =>
  settings.effort ?? model?.defaultEffort ?? null

/** The settings with another model. An effort it does not know is left to it. */
export function withModel(settings: ThreadSettings, model: ModelSummary): ThreadSettings {
  const { effort, ...rest } = settings
  const kept = effort !== undefined && model.efforts.includes(effort) ? { effort } : {}
  return { ...rest, ...kept, provider: model.provider, model: model.slug }
}
