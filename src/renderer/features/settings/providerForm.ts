import type { Provider, ProviderSettings } from '../../../contract/providers.ts'
import { t } from '../../ui/i18n/t.ts'

/** What somebody has typed so far to describe a provider. */
export interface ProviderForm {
  id: string
  name: string
  baseUrl: string
  wireApi: ProviderSettings['wireApi']
  envKey: string
}

export type FormProblems = Partial<Record<keyof ProviderForm, string>>

export const EMPTY_PROVIDER: ProviderForm = { id: '', name: '', baseUrl: '', wireApi: 'chat', envKey: '' }

const template = (name: string, baseUrl: string, envKey: string): ProviderForm => ({
  ...EMPTY_PROVIDER,
  name,
  baseUrl,
  envKey,
})

/** Services that speak Chat Completions, by their public addresses. */
export const TEMPLATES: readonly ProviderForm[] = [
  template('Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'GEMINI_API_KEY'),
  template('Mistral', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY'),
  template('DeepSeek', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'),
  template('Groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY'),
  template('xAI', 'https://api.x.ai/v1', 'XAI_API_KEY'),
  template('Together', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY'),
]

export const formOf = ({ id, name, baseUrl, wireApi, envKey }: ProviderSettings & { id: string }): ProviderForm => ({
  id,
  name,
  baseUrl,
  wireApi,
  envKey: envKey ?? '',
})

/** An id that nobody has yet, from a name: `My Models` gives `my-models`. */
export function idFor(name: string, taken: readonly string[]): string {
  const stem =
    name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 48) || 'provider'
  if (!taken.includes(stem)) return stem
  let n = 2
  while (taken.includes(`${stem}-${n}`)) n++
  return `${stem}-${n}`
}

/** The settings that a form describes, and why they cannot be taken. `taken` are ids that others have. */
export function readProvider(
  form: ProviderForm,
  taken: readonly string[],
): { id: string; settings: ProviderSettings; problems: FormProblems } {
  const name = form.name.trim()
  const baseUrl = form.baseUrl.trim().replace(/\/+$/, '')
  const envKey = form.envKey.trim()
  const id = form.id.trim() || idFor(name, taken)
  const problems: FormProblems = {}
  if (name === '') problems.name = t('Give it a name.')
  if (!/^[\w-]{1,64}$/.test(id)) problems.id = t('Use letters, digits, _ and -.')
  else if (taken.includes(id)) problems.id = t('Another provider has this id.')
  const address = addressProblem(baseUrl)
  if (address !== null) problems.baseUrl = address
  if (envKey !== '' && !/^[A-Za-z_]\w*$/.test(envKey)) {
    problems.envKey = t('The name of a variable, such as MODELS_API_KEY. The key itself goes into the field for it.')
  }
  return { id, settings: { name, baseUrl, wireApi: form.wireApi, envKey: envKey === '' ? null : envKey }, problems }
}

function addressProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    return t('An address begins with https:// or http://, e.g. https://models.example.com/v1.')
  return url.username || url.password ? t('No password in the address: it goes into the field for the key.') : null
}

/** What to know before a key goes to an address; null where there is nothing. */
export function addressWarning(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'http:' || isHere(url.hostname)) return null
  return t('Without https everybody on the way can read the key and what you send.')
}

const isHere = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host.endsWith('.localhost') || /^127(\.\d+){3}$/.test(host)

const KEPT = {
  keychain: t('Key kept in the keychain'),
  file: t('Key kept in a file that only you can read'),
} as const

/** Where the key of a provider comes from, in words. */
export function keyWords({ key, keptIn, envKey }: Pick<Provider, 'key' | 'keptIn' | 'envKey'>): string {
  switch (key) {
    case 'stored':
      return keptIn === null ? t('Key kept') : KEPT[keptIn]
    case 'environment':
      return environmentWords(envKey ?? t('the environment'), keptIn !== null)
    case 'configured':
      return t('Key from the configuration')
    case 'none':
      return t('No key yet')
    case 'notNeeded':
      return t('Needs no key')
  }
}

const environmentWords = (name: string, isKeptToo: boolean): string =>
  isKeptToo ? t('Key from {name}, not the one kept here', { name }) : t('Key from {name}', { name })
