import type { Handlers } from '../../rpc/serve.ts'
import { diagnosticsHandlers } from './api/diagnostics.ts'
import { featureHandlers } from './api/features.ts'
import { providerHandlers } from './api/providers.ts'
import type { ProvidersApiDeps } from './api/providers.ts'
import type { ConfigDocuments } from './config/documents.ts'
import type { Settings } from './config/settings.ts'
import type { Deleted } from './deleted.ts'
import { originatorOf } from './engineParts.ts'
import type { Place } from './engineParts.ts'
import { systemClock } from './model/clock.ts'
import type { Models } from './model/models.ts'
import { builtInProviders, providerFrom } from './model/providers.ts'
import { version } from './version.ts'

export interface ProviderParts {
  place: Place
  settings: Settings
  models: Models
  documents: ConfigDocuments
  deleted: Deleted
}

type ProviderMethod = Extract<keyof Handlers, `provider/${string}` | `providers/${string}`>

/** What answers about providers, features, and what is wrong. What few people ever ask is loaded when they do. */
export function providerParts(
  parts: ProviderParts,
): Pick<Handlers, ProviderMethod | 'features/list' | 'diagnostics/export'> {
  const { place, settings, models, deleted } = parts
  const { environment, keys } = place
  const deps = {
    originator: () => originatorOf(place.host),
    version,
    clock: systemClock,
    environment,
    monotonic: () => performance.now(),
  }
  return {
    ...providerHandlers({
      providers: settings.providers,
      builtIn: builtInProviders(),
      active: settings.defaultProvider,
      async places() {
        const { origins } = await settings.look()
        return id => placeIn(origins, id)
      },
      read: providerFrom,
      environment,
      keys,
      keyOf: models.apiKey,
      config: userFile(parts),
      deleted,
      reload: settings.refresh,
      async test(request) {
        const { testConnection } = await import('./model/testConnection.ts')
        const result = await testConnection(request, deps)
        if (result.models.length > 0) {
          const note = models.noteListed(request.provider, result.models)
          await note.catch((error: unknown) => place.log.error('models', { error }))
        }
        return result
      },
      discover: async () => (await import('./model/discover.ts')).discoverServers(deps),
    }),
    ...featureHandlers({ look: settings.look }),
    ...diagnosticsHandlers({ report: () => report(parts) }),
  }
}

/** The user's own configuration file. */
const userFile = ({ documents }: ProviderParts): ProvidersApiDeps['config'] => ({
  async preview(edits) {
    const { file, before, after } = await documents.preview({ type: 'user' }, edits)
    return { path: file, before, after }
  },
  write: async edits => void (await documents.write({ type: 'user' }, edits)),
})

type Origins = Awaited<ReturnType<Settings['look']>>['origins']

/** Where the first value of a provider stands. */
function placeIn(origins: Origins, id: string): { file: string; line: number | null } | null {
  const own = Object.entries(origins).flatMap(([key, { file, line }]) =>
    file !== undefined && key.startsWith(`model_providers.${id}.`) ? [{ file, line: line ?? null }] : [],
  )
  return own[0] ?? null
}

async function report({ place, settings }: ProviderParts) {
  const { home, host, environment, keys } = place
  const [{ writeReport }, { examine }, { redact }] = await Promise.all([
    import('./diagnostics.ts'),
    import('./examination.ts'),
    import('./model/redaction.ts'),
  ])
  return writeReport({
    home,
    host,
    version,
    now: () => new Date(),
    environment,
    examine: () => examine(environment),
    async config() {
      const { values, notices, errors } = await settings.look()
      return { values, problems: [...errors, ...notices] }
    },
    keptSecrets: keys.secrets,
    redact,
  })
}
