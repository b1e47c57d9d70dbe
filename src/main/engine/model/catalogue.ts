import type { ModelInfo } from '../../../core/context/request.ts'
import type { Effort } from '../../../core/thread/settings.ts'

const REASONING: Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh']

/** What every hosted GPT model of today shares. */
const gpt = (slug: string, name: string, over: Partial<ModelInfo> = {}): ModelInfo => ({
  slug,
  name,
  contextWindow: 272_000,
  effectivePercent: 95,
  outputTokenLimit: 10_000,
  parallelToolCalls: true,
  efforts: REASONING.filter(effort => effort !== 'none' && effort !== 'minimal'),
  defaultEffort: 'medium',
  vision: true,
  applyPatch: 'freeform',
  verbosity: 'low',
  known: true,
  ...over,
})

const KNOWN: readonly ModelInfo[] = [
  gpt('gpt-6.1-sol', 'GPT-6.1 Sol', { defaultEffort: 'low' }),
  gpt('gpt-6.1-terra', 'GPT-6.1 Terra', { contextWindow: 500_000, defaultEffort: 'low' }),
  gpt('gpt-6-astra', 'GPT-6 Astra', { defaultEffort: 'low' }),
  gpt('gpt-6-sol', 'GPT-6 Sol', { defaultEffort: 'low' }),
  gpt('gpt-6-luna', 'GPT-6 Luna', { defaultEffort: 'low' }),
  gpt('gpt-5.6-sol', 'GPT-5.6 Sol', { defaultEffort: 'low' }),
  gpt('gpt-5.6-terra', 'GPT-5.6 Terra', { defaultEffort: 'low' }),
  gpt('gpt-5.6-luna', 'GPT-5.6 Luna', { defaultEffort: 'low' }),
  gpt('gpt-5.5', 'GPT-5.5'),
  {
    slug: 'rehearsal',
    name: 'Rehearsal model',
    contextWindow: 272_000,
    effectivePercent: 95,
    outputTokenLimit: 10_000,
    parallelToolCalls: true,
    efforts: [],
    vision: false,
    applyPatch: 'freeform',
    known: true,
  },
]

/** The model a provider starts with when nobody chose one. */
export const DEFAULT_MODEL = 'gpt-6.1-sol'

/** The models that are known by heart, best first. */
export const knownModels = (): readonly ModelInfo[] => KNOWN

/**
 * What is known of a model. Dated snapshots (`gpt-5.5-2026-05-01`) and vendor prefixes (`openai/gpt-5.5`) count as their
 * model. Any other slug gets careful fallback data with `known: false`, which the interface must show.
 */
export function modelInfo(slug: string): ModelInfo {
  const plain = slug.replace(/^openai\//, '').replace(/-\d{4}-\d{2}-\d{2}$/, '')
  const found = KNOWN.find(model => model.slug === plain)
  if (found) return { ...found, slug }
  return {
    slug,
    name: slug,
    contextWindow: 128_000,
    effectivePercent: 95,
    outputTokenLimit: 10_000,
    parallelToolCalls: true,
    efforts: REASONING,
    vision: true,
    applyPatch: /^gpt-\d/.test(plain) ? 'freeform' : 'function',
    known: false,
  }
}
