import { z } from 'zod'
import { command, query } from './procedure.ts'

/** How a provider is reached, without any secret. */
export const ProviderSettings = z.object({
  name: z.string().min(1).max(100),
  baseUrl: z.string().max(2000),
  wireApi: z.enum(['responses', 'chat']),
  /** Variable that holds its key; null where it needs none. */
  envKey: z.string().max(200).nullable(),
})
export type ProviderSettings = z.infer<typeof ProviderSettings>

export const Provider = ProviderSettings.extend({
  id: z.string(),
  builtIn: z.boolean(),
  /** Where its key comes from: `configured` is a token or a command in the configuration. The key is never told. */
  key: z.enum(['stored', 'environment', 'configured', 'none', 'notNeeded']),
  /** Where a stored key is kept, whether or not it counts. */
  keptIn: z.enum(['keychain', 'file']).nullable(),
  /** New threads use it. */
  active: z.boolean(),
  /** Where it is configured; null for one that is built in. */
  file: z.string().nullable(),
  line: z.number().nullable(),
})
export type Provider = z.infer<typeof Provider>

const Id = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .describe('Letters, digits, _ and -.')

/** Goes in, and never out again. */
const Key = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,10000}$/, 'has characters that no key has')

export const ProviderTest = z.object({
  ok: z.boolean(),
  /** What happened and what to do, in a sentence. */
  message: z.string(),
  models: z.array(z.string()),
  /** Of the first answer; null where there was none. */
  latencyMs: z.number().nullable(),
})
export type ProviderTest = z.infer<typeof ProviderTest>

const WRITES = ['settings.invalid', 'settings.changed', 'home.notWritable'] as const

export const providerRoutes = {
  'providers/list': query({ params: z.object({}), result: z.object({ providers: z.array(Provider) }) }),
  /** Model servers that answer on this machine. */
  'providers/discover': query({
    params: z.object({}),
    result: z.object({
      found: z.array(
        z.object({
          kind: z.enum(['ollama', 'lmstudio', 'other']),
          settings: ProviderSettings,
          models: z.array(z.string()),
        }),
      ),
    }),
  }),
  /** Asks a provider for its models and for one tiny answer. A `key` is used for this alone and not kept. */
  'provider/test': command({
    params: z.object({
      provider: z.union([z.object({ id: Id }), z.object({ settings: ProviderSettings })]),
      key: Key.optional(),
      model: z.string().optional(),
    }),
    result: ProviderTest,
    failures: ['provider.notFound'],
  }),
  /** Adds a provider or changes it. */
  'provider/save': command({
    params: z.object({ id: Id, settings: ProviderSettings, isNew: z.boolean() }),
    result: z.object({}),
    failures: ['provider.exists', 'provider.notFound', ...WRITES],
  }),
  /** With its key; the key does not come back with `deleted/restore`. */
  'provider/delete': command({
    params: z.object({ id: Id }),
    result: z.object({ deletedId: z.string() }),
    failures: ['provider.notFound', ...WRITES],
  }),
  /** Keeps a key, or forgets it (null). */
  'provider/setKey': command({
    params: z.object({ id: Id, key: Key.nullable() }),
    result: z.object({ keptIn: z.enum(['keychain', 'file']).nullable() }),
    failures: ['provider.notFound', 'home.notWritable'],
  }),
} as const
