import type { ToolSpec } from '../../../core/context/request.ts'
import type { ProviderConfig } from './providers.ts'

/** `cached` answers from the provider's own index, `live` from the web as it is now. */
export type WebSearch = 'disabled' | 'cached' | 'live'

/**
 * Tools that a provider carries out itself. Searching the web is offered where the provider is known to have it, and
 * elsewhere only if `web_search` is configured: a server that has never heard of it would refuse the whole request.
 */
export function hostedTools(provider: ProviderConfig | undefined, configured: WebSearch | undefined): ToolSpec[] {
  const mode = configured ?? (provider?.id === 'openai' ? 'cached' : 'disabled')
  if (provider?.wireApi !== 'responses' || mode === 'disabled') return []
  return [{ type: 'web_search', external_web_access: mode === 'live', search_content_types: ['text', 'image'] }]
}
