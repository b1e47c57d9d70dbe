import { readFile } from 'node:fs/promises'
import { withFileLock } from '../fileLock.ts'
import { replaceFile } from '../replaceFile.ts'
import type { ProviderConfig } from './providers.ts'
import { isRecord, listIn } from './wire.ts'

type Address = Pick<ProviderConfig, 'baseUrl'>

/** The models that providers listed when somebody tried them: so that they can be chosen without asking again. */
export interface ListedModels {
  of(provider: Address): Promise<string[]>
  /** Rejects where the file cannot be written. */
  note(provider: Address, slugs: readonly string[]): Promise<void>
}

/** Nobody looks through longer lists. */
const MOST_MODELS = 200
const MOST_ADDRESSES = 30

/** Kept by address in a small file of the home: a provider that moves has other models. */
export function createListedModels(path: string): ListedModels {
  const read = async (): Promise<Record<string, unknown>> => {
    const text = await readFile(path, 'utf8').catch(() => '{}') // nobody listed anything yet
    try {
      const value: unknown = JSON.parse(text)
      return isRecord(value) ? value : {}
    } catch {
      return {} // damaged: the next test writes it anew
    }
  }
  return {
    async of(provider) {
      const all = await read()
      const address = addressOf(provider)
      const slugs = Object.hasOwn(all, address) ? listIn(all[address]) : []
      return slugs.filter(slug => typeof slug === 'string')
    },
    note: (provider, slugs) =>
      withFileLock(path, async () => {
        const address = addressOf(provider)
        const { [address]: _, ...others } = await read()
        const kept = Object.entries(others).slice(-MOST_ADDRESSES)
        const all = { ...Object.fromEntries(kept), [address]: slugs.slice(0, MOST_MODELS) }
        await replaceFile(path, `${JSON.stringify(all)}\n`)
      }),
  }
}

/** Where a provider is, without what else its address may carry: somebody may have put a secret there. */
function addressOf({ baseUrl }: Address): string {
  if (!URL.canParse(baseUrl)) return ''
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname
}
