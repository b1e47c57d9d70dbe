import type { ConnectionDeps } from './testConnection.ts'
import { createModelClient } from './client.ts'
import { builtInProviders } from './providers.ts'
import type { ProviderConfig } from './providers.ts'

/** A model server that answers on this machine. */
export interface FoundServer {
  kind: 'ollama' | 'lmstudio' | 'other'
  provider: ProviderConfig
  models: string[]
}

/** Where a server may be. */
export interface Spot {
  kind: FoundServer['kind']
  name: string
  baseUrl: string
}

/** Whoever runs here answers at once. */
const TIMEOUT_MS = 1200

/** The usual places of model servers, all on this machine: nothing is asked of the network. */
export function usualSpots(): Spot[] {
  const { ollama, lmstudio } = builtInProviders()
  const spots: Spot[] = [
    { kind: 'other', name: 'llama.cpp', baseUrl: 'http://localhost:8080/v1' },
    { kind: 'other', name: 'vLLM', baseUrl: 'http://localhost:8000/v1' },
  ]
  if (lmstudio) spots.unshift({ kind: 'lmstudio', name: lmstudio.name, baseUrl: lmstudio.baseUrl })
  if (ollama) spots.unshift({ kind: 'ollama', name: ollama.name, baseUrl: ollama.baseUrl })
  return spots
}

/** Asks the usual places for their models, all at once. Whoever does not answer like a model server is not there. */
export async function discoverServers(
  deps: Pick<ConnectionDeps, 'originator' | 'version' | 'clock'>,
  spots: readonly Spot[] = usualSpots(),
): Promise<FoundServer[]> {
  const found = await Promise.all(
    spots.map(async (spot): Promise<FoundServer[]> => {
      const provider = providerAt(spot)
      const client = createModelClient({ ...deps, provider: () => provider, apiKey: async () => null, random: () => 0 })
      try {
        const answer = await client.listModels(provider.id, AbortSignal.timeout(TIMEOUT_MS))
        const models = answer.status === 'ok' ? answer.models.map(({ slug }) => slug) : []
        return answer.status === 'ok' ? [{ kind: spot.kind, provider, models }] : []
      } finally {
        client.dispose()
      }
    }),
  )
  return found.flat()
}

const providerAt = ({ kind, name, baseUrl }: Spot): ProviderConfig => ({
  id: kind,
  name,
  baseUrl,
  wireApi: 'chat',
  httpHeaders: {},
  envHttpHeaders: {},
  queryParams: {},
  requestMaxRetries: 0,
  streamMaxRetries: 0,
  streamIdleTimeoutMs: TIMEOUT_MS,
})
