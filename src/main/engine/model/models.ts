import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ModelSummary } from '../../../contract/schemas.ts'
import type { ModelInfo } from '../../../core/context/request.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { knownModels, modelInfo } from './catalogue.ts'
import type { ListedModels } from './listedModels.ts'
import type { ProviderConfig } from './providers.ts'

/** What the configuration says about models, as this part needs it. */
export interface ModelSettings {
  providers(): Readonly<Record<string, ProviderConfig>>
  defaultProvider(): string
  defaultModel(): string
  /** Overrides what is known of a model. */
  contextWindow(): number | undefined
  /** Tokens at which a thread is compacted, if the user says so. */
  compactAt(): number | undefined
  outputTokenLimit(): number | undefined
  verbosity(): ModelInfo['verbosity']
  /** A key that was entered for a provider. */
  storedKey(provider: ProviderConfig): Promise<string | null>
}

export interface Models {
  provider(id: string): ProviderConfig | undefined
  /** The key to use, or null where there is none. */
  apiKey(provider: ProviderConfig): Promise<string | null>
  info(settings: ThreadSettings): ModelInfo
  /** Tokens of the context window that are usable. */
  window(settings: ThreadSettings): number
  /** Tokens in the window at which a thread is compacted. */
  compactAt(settings: ThreadSettings): number
  /** Models to choose from, those of the default provider first. Asks no provider: what they once listed is known. */
  list(): Promise<ModelSummary[]>
  /** Remembers which models a provider listed. */
  noteListed(provider: ProviderConfig, slugs: readonly string[]): Promise<void>
}

/** Share of a model's window that may fill before a thread is compacted. */
const COMPACT_SHARE = 0.9

export function createModels(deps: {
  settings: ModelSettings
  listed: ListedModels
  environment: Readonly<Record<string, string | undefined>>
}): Models {
  const { settings, environment, listed } = deps

  const apiKey = async (provider: ProviderConfig): Promise<string | null> => {
    if (provider.experimentalBearerToken) return provider.experimentalBearerToken
    const fromEnvironment = provider.envKey ? environment[provider.envKey] : undefined
    // Embedders written for Codex hand their key over under this name.
    const fromEmbedder = provider.id === 'openai' ? environment.CODEX_API_KEY : undefined
    if (fromEnvironment || fromEmbedder) return fromEnvironment || fromEmbedder || null
    if (provider.authCommand) return printedKey(provider.authCommand)
    return settings.storedKey(provider)
  }

  const info = ({ model }: Pick<ThreadSettings, 'model'>): ModelInfo => {
    const known = modelInfo(model)
    return {
      ...known,
      contextWindow: settings.contextWindow() ?? known.contextWindow,
      outputTokenLimit: settings.outputTokenLimit() ?? known.outputTokenLimit,
      verbosity: settings.verbosity() ?? known.verbosity,
    }
  }

  const summary = async (provider: ProviderConfig, slug: string): Promise<ModelSummary> => {
    const { name, contextWindow, efforts, defaultEffort, known, vision } = info({ model: slug })
    const missing =
      provider.envKey && (await apiKey(provider)) === null
        ? `Enter a key in Settings, or set ${provider.envKey}.`
        : null
    return {
      provider: provider.id,
      providerName: provider.name,
      slug,
      name,
      contextWindow,
      efforts: [...efforts],
      defaultEffort: defaultEffort ?? null,
      known,
      unavailable: missing,
      vision,
    }
  }

  return {
    provider: id => (Object.hasOwn(settings.providers(), id) ? settings.providers()[id] : undefined),
    apiKey,
    info,
    window: thread => {
      const { contextWindow, effectivePercent } = info(thread)
      return Math.floor((contextWindow * effectivePercent) / 100)
    },
    compactAt: thread => settings.compactAt() ?? Math.floor(info(thread).contextWindow * COMPACT_SHARE),
    async list() {
      const providers = settings.providers()
      const chosen = providers[settings.defaultProvider()]
      const { openai, rehearsal } = providers
      const known = knownModels().filter(({ slug }) => slug !== 'rehearsal')
      const others = Object.values(providers).filter(provider => provider !== openai && provider !== rehearsal)
      const byOthers = await Promise.all(
        others.map(async provider => (await listed.of(provider)).map((slug): Choice => [provider, slug])),
      )
      const choices: Choice[] = [
        [chosen, settings.defaultModel()],
        ...byOthers.flat().toSorted(([one], [other]) => Number(other === chosen) - Number(one === chosen)),
        ...known.map(({ slug }): Choice => [openai, slug]),
        [rehearsal, 'rehearsal'],
      ]
      const seen = new Set<string>()
      const unique = choices.flatMap(([provider, slug]) => {
        const key = `${provider?.id} ${slug}`
        if (!provider || seen.has(key)) return []
        seen.add(key)
        return [summary(provider, slug)]
      })
      return Promise.all(unique)
    },
    noteListed: listed.note,
  }
}

type Choice = [ProviderConfig | undefined, string]

/** A key that a program of the user's prints on its first line. */
async function printedKey({
  command,
  args,
  timeoutMs,
}: NonNullable<ProviderConfig['authCommand']>): Promise<string | null> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: timeoutMs, encoding: 'utf8' })
  return stdout.split('\n')[0]?.trim() || null
}
