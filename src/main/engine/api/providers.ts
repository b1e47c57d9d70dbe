import { isDeepStrictEqual } from 'node:util'
import type { ConfigEdit } from '../../../contract/config.ts'
import { Failure } from '../../../contract/procedure.ts'
import type { Provider, ProviderSettings, ProviderTest } from '../../../contract/providers.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { LostText } from '../deleted.ts'
import type { FoundServer } from '../model/discover.ts'
import type { Keys } from '../model/keys.ts'
import type { ProviderConfig, ProviderTable } from '../model/providers.ts'
import type { ConnectionRequest } from '../model/testConnection.ts'

export interface ProvidersApiDeps {
  /** All that are configured now, the built-in ones too. */
  providers(): Readonly<Record<string, ProviderConfig>>
  builtIn: Readonly<Record<string, ProviderConfig>>
  /** The one that new threads use. */
  active(): string
  /** Looks at the files: whatever changed in them counts from then on, and what tells where each provider stands. */
  places(): Promise<(id: string) => { file: string; line: number | null } | null>
  read(id: string, table: Record<string, unknown>): ProviderTable
  environment: Readonly<Record<string, string | undefined>>
  keys: Keys
  /** The key that a turn would use. */
  keyOf(provider: ProviderConfig): Promise<string | null>
  /** The user's own configuration file. What is written counts at once. */
  config: { preview(edits: ConfigEdit[]): Promise<LostText>; write(edits: ConfigEdit[]): Promise<void> }
  /** The trash. */
  deleted: { keep(deletion: { texts: LostText[] }): Promise<string>; callOff(id: string): Promise<void> }
  /** Makes keys that came or went count. */
  reload(): Promise<void>
  test(request: ConnectionRequest): Promise<ProviderTest>
  discover(): Promise<FoundServer[]>
}

type ProviderHandlers = Pick<Handlers, Extract<keyof Handlers, `provider/${string}` | `providers/${string}`>>

/** Model providers as a person sees, tries and changes them. No answer holds a key. */
export function providerHandlers(deps: ProvidersApiDeps): ProviderHandlers {
  const { providers, builtIn, config, keys, deleted } = deps
  const known = (id: string): ProviderConfig => {
    const provider = Object.hasOwn(providers(), id) ? providers()[id] : undefined
    if (provider && provider.wireApi !== 'rehearsal') return provider
    throw new Failure('provider.notFound', `There is no provider "${id}".`, { provider: id })
  }

  return {
    'providers/list': async () => {
      const placeOf = await deps.places()
      const shown = Object.values(providers()).filter(({ wireApi }) => wireApi !== 'rehearsal')
      return {
        providers: await Promise.all(shown.map(provider => viewOf(provider, placeOf(provider.id), deps))),
      }
    },
    'providers/discover': async () => ({
      found: (await deps.discover()).map(({ kind, provider, models }) => ({
        kind,
        settings: settingsOf(provider),
        models,
      })),
    }),

    'provider/test': async ({ provider: wanted, key, model }) => {
      if ('id' in wanted) {
        const provider = known(wanted.id)
        return deps.test({ provider, key: key ?? (await deps.keyOf(provider)), model })
      }
      const problem = problemOf(wanted.settings)
      const read = deps.read('new', tableOf(wanted.settings))
      if (problem !== null || !read.ok) {
        const message = problem ?? (read.ok ? '' : read.problems.join(' '))
        return { ok: false, message, models: [], latencyMs: null }
      }
      const { envKey } = wanted.settings
      const found = key ?? (envKey === null ? null : (deps.environment[envKey] ?? null))
      return deps.test({ provider: read.provider, key: found, model })
    },

    'provider/save': async ({ id, settings, isNew }) => {
      const exists = Object.hasOwn(providers(), id)
      if (isNew && exists)
        throw new Failure('provider.exists', `There is already a provider "${id}".`, { provider: id })
      const problem = problemOf(settings)
      if (problem !== null) throw new Failure('settings.invalid', problem, { provider: id })
      await config.write(
        isNew ? [{ path: ['model_providers', id], value: tableOf(settings) }] : changes(known(id), settings),
      )
      return {}
    },

    'provider/delete': async ({ id }) => {
      known(id)
      // What names it goes too: new threads would ask for a provider that is not there.
      const named = deps.active() === id && !Object.hasOwn(builtIn, id) ? [['model_provider'], ['model']] : []
      const edits = [['model_providers', id], ...named].map(path => ({ path }))
      const lost = await config.preview(edits)
      if (lost.before === lost.after) {
        throw new Failure('provider.notFound', `"${id}" does not stand in ${lost.path}.`, { provider: id })
      }
      const deletedId = await deleted.keep({ texts: [lost] })
      try {
        await config.write(edits)
      } catch (error) {
        await deleted.callOff(deletedId)
        throw error
      }
      await keys.forget(id)
      return { deletedId }
    },

    'provider/setKey': async ({ id, key }) => {
      const provider = known(id)
      const keptIn = key === null ? null : await keys.set(provider, key)
      if (key === null) await keys.forget(id)
      await deps.reload()
      return { keptIn }
    },
  }
}

const settingsOf = ({ name, baseUrl, wireApi, envKey }: ProviderConfig): ProviderSettings => ({
  name,
  baseUrl,
  wireApi: wireApi === 'chat' ? 'chat' : 'responses',
  envKey: envKey ?? null,
})

async function viewOf(
  provider: ProviderConfig,
  place: { file: string; line: number | null } | null,
  deps: ProvidersApiDeps,
): Promise<Provider> {
  const { id } = provider
  const keptIn = await deps.keys.placeOf(provider)
  return {
    ...settingsOf(provider),
    id,
    builtIn: Object.hasOwn(deps.builtIn, id),
    key: keyState(provider, deps.environment, keptIn !== null),
    keptIn,
    active: deps.active() === id,
    file: place?.file ?? null,
    line: place?.line ?? null,
  }
}

/** In the order in which a turn looks for a key. */
function keyState(
  { id, envKey, experimentalBearerToken, authCommand }: ProviderConfig,
  environment: ProvidersApiDeps['environment'],
  isStored: boolean,
): Provider['key'] {
  if (experimentalBearerToken) return 'configured'
  if ((envKey && environment[envKey]) || (id === 'openai' && environment.CODEX_API_KEY)) return 'environment'
  if (authCommand) return 'configured'
  if (isStored) return 'stored'
  return envKey ? 'none' : 'notNeeded'
}

const tableOf = ({ name, baseUrl, wireApi, envKey }: ProviderSettings) => ({
  name,
  base_url: baseUrl,
  wire_api: wireApi,
  ...(envKey === null ? {} : { env_key: envKey }),
})

/** Edits of the keys that differ: what the file does not say, and need not, it goes on not saying. */
function changes(before: ProviderConfig, settings: ProviderSettings): ConfigEdit[] {
  const now: Record<string, unknown> = tableOf(settingsOf(before))
  const wanted: Record<string, unknown> = tableOf(settings)
  const keys = ['name', 'base_url', 'wire_api', 'env_key'].filter(key => !isDeepStrictEqual(now[key], wanted[key]))
  return keys.map(key => ({
    path: ['model_providers', before.id, key],
    ...(wanted[key] === undefined ? {} : { value: wanted[key] }),
  }))
}

/** Why settings cannot be taken; null where they can. */
function problemOf({ baseUrl }: ProviderSettings): string | null {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null
  if (!url || !/^https?:$/.test(url.protocol)) return 'The address must begin with https:// or http://.'
  if (url.username || url.password) return 'The address must not hold a password. Enter it as the key.'
  return null
}
