import { createHash } from 'node:crypto'
import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import { withFileLock } from '../fileLock.ts'
import { replaceFile } from '../replaceFile.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import type { Keychain, KeychainOptions } from './keychain.ts'
import type { ProviderConfig } from './providers.ts'
import { isRecord } from './wire.ts'

type Owner = Pick<ProviderConfig, 'id' | 'baseUrl'>
export type KeyPlace = 'keychain' | 'file'

/** The keys that were entered for providers. */
export interface Keys {
  /** The key of a provider. Null once the provider is at another origin than the one it was entered for. */
  get(provider: Owner): Promise<string | null>
  /** Where its key is kept, without reading it. */
  placeOf(provider: Owner): Promise<KeyPlace | null>
  /** Keeps a key. Rejects with `home.notWritable`. */
  set(provider: Owner, key: string): Promise<KeyPlace>
  forget(id: string): Promise<void>
  /** Every secret of the file, whoever wrote it there: for taking them out of texts. */
  secrets(): Promise<string[]>
}

/** A key, or that the keychain has it or it is sealed, and where it may be sent. */
interface Entry {
  origin: string | null
  key: string | null
  sealed?: string
}

/** Hides a text with a secret of the system; null where that cannot be. */
interface Sealer {
  seal(text: string): string | null
  unseal(sealed: string): string | null
}

interface KeysOptions extends KeychainOptions {
  home: string
  /** For machines without a keychain that other programs can ask, too. */
  sealer?: Sealer | undefined
}

/**
 * Keys are kept by the system's keychain where there is one, else in `auth.json` of the home, which only this user may
 * read: sealed where the host can, and then only that host can read them. The file is shared with the real Codex: what else stands in it stays. `OPENAI_API_KEY` there is the key of
 * `openai` unless one was entered here.
 */
export function createKeys({ home, platform, environment, sealer }: KeysOptions): Keys {
  const path = join(home, 'auth.json')
  let asked: Promise<Keychain | null> | null = null
  // Most runs need none, and looking for its program takes time.
  const keychain = () => (asked ??= import('./keychain.ts').then(it => it.createKeychain({ platform, environment })))
  // Two homes keep two keys, also of a provider that both name alike.
  const accountOf = (id: string) => `${id}-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`
  /** Asking the keychain starts a process: once is enough. */
  const known = new Map<string, string>()

  const entryOf = async (provider: Owner): Promise<Entry | null> => {
    const entry = readEntry((await readAuth(path)).value, provider.id)
    return entry && (entry.origin === null || entry.origin === originOf(provider)) ? entry : null
  }
  const change = async (update: (auth: Record<string, unknown>) => Record<string, unknown>) => {
    try {
      await withFileLock(path, async () => {
        const { value, damaged } = await readAuth(path)
        if (damaged)
          throw new Failure('home.notWritable', `${path} is damaged. Set it aside, then try again.`, { path })
        // A file that others could read would stay so.
        await chmod(path, 0o600).catch(ignoreMissing)
        await replaceFile(path, `${JSON.stringify(update(value), null, 2)}\n`)
      })
    } catch (error) {
      if (error instanceof Failure) throw error
      throw new Failure('home.notWritable', `${path} cannot be changed: ${systemErrorText(error)}.`, { path })
    }
  }

  const unsealed = (id: string, sealed: string) => {
    const key = sealer?.unseal(sealed) ?? null
    if (key !== null) known.set(id, key)
    return key
  }

  return {
    async get(provider) {
      const entry = await entryOf(provider)
      if (!entry || entry.key !== null) return entry?.key ?? null
      if (entry.sealed !== undefined) return unsealed(provider.id, entry.sealed)
      const found = known.get(provider.id) ?? (await (await keychain())?.get(accountOf(provider.id))) ?? null
      if (found !== null) known.set(provider.id, found)
      return found
    },
    async placeOf(provider) {
      const entry = await entryOf(provider)
      return entry && (entry.key === null ? 'keychain' : 'file')
    },
    async set(provider, key) {
      const inKeychain = (await (await keychain())?.set(accountOf(provider.id), key)) ?? false
      const sealed = inKeychain ? null : (sealer?.seal(key) ?? null)
      const kept = inKeychain ? { keychain: true } : sealed === null ? { key } : { sealed }
      const entry = { origin: originOf(provider), ...kept }
      await change(auth => ({ ...auth, keys: { ...keysIn(auth), [provider.id]: entry } }))
      known.delete(provider.id)
      return inKeychain || sealed !== null ? 'keychain' : 'file'
    },
    async forget(id) {
      known.delete(id)
      const entry = readEntry((await readAuth(path)).value, id)
      if (entry?.key === null && entry.sealed === undefined) await (await keychain())?.remove(accountOf(id))
      if (entry) await change(auth => withoutKey(auth, id))
    },
    secrets: async () => [...textsIn((await readAuth(path)).value), ...known.values()],
  }
}

const keysIn = ({ keys }: Record<string, unknown>): Record<string, unknown> => (isRecord(keys) ? keys : {})

function readEntry(auth: Record<string, unknown>, id: string): Entry | null {
  const keys = keysIn(auth)
  const entry = Object.hasOwn(keys, id) ? keys[id] : undefined
  if (typeof entry === 'string') return { origin: null, key: entry }
  if (isRecord(entry) && typeof entry.origin === 'string') {
    if (typeof entry.key === 'string') return { origin: entry.origin, key: entry.key }
    if (typeof entry.sealed === 'string') return { origin: entry.origin, key: null, sealed: entry.sealed }
    if (entry.keychain === true) return { origin: entry.origin, key: null }
  }
  const ofCodex = id === 'openai' ? auth.OPENAI_API_KEY : undefined
  return typeof ofCodex === 'string' && ofCodex !== '' ? { origin: null, key: ofCodex } : null
}

function withoutKey(auth: Record<string, unknown>, id: string): Record<string, unknown> {
  const { [id]: _, ...keys } = keysIn(auth)
  if (id !== 'openai') return { ...auth, keys }
  const { OPENAI_API_KEY: __, ...others } = auth
  return { ...others, keys }
}

async function readAuth(path: string): Promise<{ value: Record<string, unknown>; damaged: boolean }> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return { value: {}, damaged: false }
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return { value, damaged: false }
  } catch {
    // No key is in it that can be used; whoever needs one says so.
  }
  return { value: {}, damaged: true }
}

const originOf = ({ baseUrl }: Owner): string => (URL.canParse(baseUrl) ? new URL(baseUrl).origin : '')

/** All texts of a value that are long enough to be secrets. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 8 && !URL.canParse(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function ignoreMissing(error: unknown): void {
  if (systemErrorCode(error) !== 'ENOENT') throw error
}
