/** Which wire a provider speaks. `rehearsal` speaks none: it plays its part inside this process. */
export type WireApi = 'responses' | 'chat' | 'rehearsal'

/** Everything needed to reach one provider. Never holds a key that was read from the environment. */
export interface ProviderConfig {
  id: string
  name: string
  /** Without a trailing slash, e.g. `https://api.openai.com/v1`. Empty for `rehearsal`. */
  baseUrl: string
  /** Environment variable that holds the key. Absent: the provider needs none. */
  envKey?: string
  /** What to tell somebody who has no key yet. */
  envKeyInstructions?: string
  wireApi: WireApi
  /** Sent with every request, as written. */
  httpHeaders: Readonly<Record<string, string>>
  /** Header name -> environment variable whose value is sent; left out when the variable is empty. */
  envHttpHeaders: Readonly<Record<string, string>>
  queryParams: Readonly<Record<string, string>>
  /** Retries of a request that got no answer at all. */
  requestMaxRetries: number
  /** Retries of a stream that broke, and of a rate limit. */
  streamMaxRetries: number
  /** Silence, in milliseconds, after which a stream counts as broken. */
  streamIdleTimeoutMs: number
  /** It can compact a history itself, into an item that only its models can read. */
  compacts?: boolean
  /** A key written into the configuration file: discouraged, honoured. */
  experimentalBearerToken?: string
  /** A program that prints a key on its first line. */
  authCommand?: { command: string; args: string[]; timeoutMs: number }
}

const DEFAULTS = {
  httpHeaders: {},
  envHttpHeaders: {},
  queryParams: {},
  requestMaxRetries: 4,
  streamMaxRetries: 5,
  streamIdleTimeoutMs: 300_000,
} as const

/** More retries than this help nobody, whatever the file says. */
const MOST_RETRIES = 100

/**
 * The providers that exist without any configuration.
 *
 * `openaiBaseUrl` is the value of `openai_base_url` or `OPENAI_BASE_URL`, already resolved by the configuration.
 */
export function builtInProviders({ openaiBaseUrl }: { openaiBaseUrl?: string } = {}): Record<string, ProviderConfig> {
  const provider = (config: Pick<ProviderConfig, 'id' | 'name' | 'baseUrl' | 'wireApi'> & Partial<ProviderConfig>) => ({
    ...DEFAULTS,
    ...config,
  })
  return {
    openai: provider({
      id: 'openai',
      name: 'OpenAI',
      baseUrl: withoutSlash(openaiBaseUrl || 'https://api.openai.com/v1'),
      envKey: 'OPENAI_API_KEY',
      envKeyInstructions: 'Create a key at https://platform.openai.com/api-keys.',
      wireApi: 'responses',
      compacts: true,
    }),
    openrouter: provider({
      id: 'openrouter',
      name: 'OpenRouter',
      baseUrl: 'https://openrouter.ai/api/v1',
      envKey: 'OPENROUTER_API_KEY',
      envKeyInstructions: 'Create a key at https://openrouter.ai/keys.',
      wireApi: 'chat',
    }),
    ollama: provider({ id: 'ollama', name: 'Ollama', baseUrl: 'http://localhost:11434/v1', wireApi: 'chat' }),
    lmstudio: provider({ id: 'lmstudio', name: 'LM Studio', baseUrl: 'http://localhost:1234/v1', wireApi: 'chat' }),
    rehearsal: provider({ id: 'rehearsal', name: 'Rehearsal', baseUrl: '', wireApi: 'rehearsal' }),
  }
}

/** What became of a `[model_providers.<id>]` table. `ignored` lists keys that are known elsewhere but do nothing here. */
export type ProviderTable =
  { ok: true; provider: ProviderConfig; ignored: string[] } | { ok: false; problems: string[] }

/**
 * Reads a `[model_providers.<id>]` table. A table with the id of a built-in provider changes only the keys it names.
 *
 * @param table the parsed TOML table, not trusted
 * @param base the built-in of the same id, if there is one
 */
export function providerFrom(id: string, table: Record<string, unknown>, base?: ProviderConfig): ProviderTable {
  const problems: string[] = []
  const read = reader(`model_providers.${id}`, table, problems)
  const baseUrl = readBaseUrl(read, base, problems, id)
  const provider: ProviderConfig = {
    ...DEFAULTS,
    ...base,
    id,
    name: read.text('name') ?? base?.name ?? id,
    baseUrl,
    wireApi: read.oneOf('wire_api', ['responses', 'chat'] as const) ?? base?.wireApi ?? 'responses',
    httpHeaders: read.texts('http_headers') ?? base?.httpHeaders ?? {},
    envHttpHeaders: read.texts('env_http_headers') ?? base?.envHttpHeaders ?? {},
    queryParams: read.texts('query_params') ?? base?.queryParams ?? {},
    requestMaxRetries: read.count('request_max_retries', MOST_RETRIES) ?? DEFAULTS.requestMaxRetries,
    streamMaxRetries: read.count('stream_max_retries', MOST_RETRIES) ?? DEFAULTS.streamMaxRetries,
    streamIdleTimeoutMs: read.count('stream_idle_timeout_ms', 2 ** 31 - 1, 1) ?? DEFAULTS.streamIdleTimeoutMs,
  }
  const envKey = read.text('env_key') ?? base?.envKey
  if (envKey) provider.envKey = envKey
  const instructions = read.text('env_key_instructions') ?? base?.envKeyInstructions
  if (instructions) provider.envKeyInstructions = instructions
  const token = read.text('experimental_bearer_token')
  if (token) provider.experimentalBearerToken = token
  const auth = readAuth(table.auth, read.where('auth'), problems)
  if (auth) provider.authCommand = auth
  return problems.length > 0 ? { ok: false, problems } : { ok: true, provider, ignored: read.leftOver(['auth']) }
}

type Reader = ReturnType<typeof reader>

function reader(section: string, table: Record<string, unknown>, problems: string[]) {
  const seen = new Set<string>()
  const where = (key: string) => `${section}.${key}`
  const take = <T>(key: string, parse: (value: unknown) => T | undefined, wanted: string): T | undefined => {
    seen.add(key)
    const value = table[key]
    if (value === undefined) return undefined
    const parsed = parse(value)
    if (parsed === undefined) problems.push(`${where(key)} must be ${wanted}, but it is ${JSON.stringify(value)}.`)
    return parsed
  }
  return {
    where,
    text: (key: string) => take(key, value => (typeof value === 'string' ? value : undefined), 'a string'),
    oneOf: <T extends string>(key: string, values: readonly T[]) =>
      take(key, value => values.find(one => one === value), `one of ${values.map(one => `"${one}"`).join(', ')}`),
    count: (key: string, most: number, least = 0) =>
      take(
        key,
        value => (Number.isInteger(value) && Number(value) >= least ? Math.min(Number(value), most) : undefined),
        `a whole number, at least ${least}`,
      ),
    texts: (key: string) => take(key, textMap, 'a table of strings'),
    leftOver: (others: string[]) => Object.keys(table).filter(key => !seen.has(key) && !others.includes(key)),
  }
}

function readBaseUrl(read: Reader, base: ProviderConfig | undefined, problems: string[], id: string): string {
  const text = read.text('base_url')
  if (text === undefined) {
    if (!base) problems.push(`${read.where('base_url')} is missing: where does the provider "${id}" answer?`)
    return base?.baseUrl ?? ''
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    problems.push(`${read.where('base_url')} must be an http or https address, but it is ${JSON.stringify(text)}.`)
  }
  return withoutSlash(text)
}

function readAuth(value: unknown, where: string, problems: string[]): ProviderConfig['authCommand'] {
  if (value === undefined) return undefined
  const table = isTable(value) ? value : {}
  const args = table.args ?? []
  const timeoutMs = table.timeout_ms ?? 5_000
  if (
    typeof table.command !== 'string' ||
    !Array.isArray(args) ||
    !args.every(arg => typeof arg === 'string') ||
    typeof timeoutMs !== 'number'
  ) {
    problems.push(`${where} must be a table with a command and, if wanted, args and timeout_ms.`)
    return undefined
  }
  return { command: table.command, args, timeoutMs }
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function textMap(value: unknown): Record<string, string> | undefined {
  if (!isTable(value)) return undefined
  const entries = Object.entries(value)
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')
