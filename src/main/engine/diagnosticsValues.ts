import { isTable } from '../../core/config/merge.ts'
import type { Table } from '../../core/config/merge.ts'

/** What stands in a report in place of a value. */
export const HIDDEN = '[redacted]'

/** Keys whose texts help and hold no secret: choices, names, addresses. */
const HARMLESS: ReadonlySet<string> = new Set(
  `approval_mode approval_policy base_url bearer_token_env_var command env_key inherit model model_provider
  model_reasoning_effort model_reasoning_summary model_verbosity name persistence personality profile review_model
  sandbox_mode service_tier trust_level url web_search wire_api`.split(/\s+/),
)
/** Tables that hold whatever somebody put there. */
const OPAQUE = /^(env|set|.*headers|query_params|hooks)$/
const SENSITIVE = /key|token|secret|pass|auth|credential|cookie|bearer/i

/**
 * A configuration as it may be told: tables, switches and numbers, and those texts that are known to be harmless. Of an
 * address only where it leads.
 */
export function harmless(values: Table): Table {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, OPAQUE.test(key) ? HIDDEN : harmlessValue(key, value)]),
  )
}

function harmlessValue(key: string, value: unknown): unknown {
  if (isTable(value)) return harmless(value)
  if (Array.isArray(value)) return value.map(inner => (isTable(inner) ? harmless(inner) : HIDDEN))
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return SENSITIVE.test(key) && !key.endsWith('limit') ? HIDDEN : value
  if (typeof value !== 'string' || !HARMLESS.has(key)) return HIDDEN
  if (!URL.canParse(value)) return value
  const { protocol, host, pathname } = new URL(value)
  return `${protocol}//${host}${pathname}`
}

/** Texts that a report must not hold: those of the configuration that are not told, and variables that look secret. */
export function secretsOf(values: Table, environment: Readonly<Record<string, string | undefined>>): string[] {
  const fromEnvironment = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && SENSITIVE.test(name) ? [value] : [],
  )
  return [...hiddenTexts('', values, false), ...fromEnvironment].filter(text => text.length >= SHORTEST)
}

/** Shorter ones would blank ordinary words. */
const SHORTEST = 8

function hiddenTexts(key: string, value: unknown, opaque: boolean): string[] {
  const hides = opaque || OPAQUE.test(key)
  if (isTable(value)) return Object.entries(value).flatMap(([name, inner]) => hiddenTexts(name, inner, hides))
  if (Array.isArray(value)) return value.flatMap(inner => hiddenTexts('', inner, hides))
  if (typeof value !== 'string') return []
  if (hides || !HARMLESS.has(key)) return [value, ...value.split(/[\s"'=,;]+/).filter(looksSecret)]
  return URL.canParse(value) ? secretParts(new URL(value)) : []
}

/** A word of a command line that is none of a language. */
const looksSecret = (word: string): boolean => /\d/.test(word) && /[a-z]/i.test(word)

/** What an address may carry beside where it leads. */
const secretParts = ({ username, password, searchParams }: URL): string[] => [
  username,
  password,
  ...searchParams.values(),
]
