import { Failure } from '../../../contract/procedure.ts'
import type { FailureCode } from '../../../contract/procedure.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import { StoreError } from '../store/storeError.ts'
import type { StoreErrorCode } from '../store/storeError.ts'

const CODES: Record<StoreErrorCode, FailureCode> = {
  'home.unusable': 'home.notWritable',
  'thread.notFound': 'thread.notFound',
  'thread.ambiguous': 'thread.notFound',
  'thread.locked': 'thread.readOnly',
  'thread.readOnly': 'thread.readOnly',
  'thread.changed': 'thread.readOnly',
  'store.cannotSave': 'home.notWritable',
}

/** Handlers whose trouble with the store reaches the client in the words of the contract. */
export function withStoreFailures(handlers: Handlers): Handlers {
  const wrapped = Object.entries(handlers).map(([method, handler]) => [
    method,
    async (...args: unknown[]) => {
      try {
        return await (handler as (...args: unknown[]) => Promise<unknown>)(...args)
      } catch (error) {
        if (error instanceof StoreError) throw new Failure(CODES[error.code], error.message, {})
        throw error
      }
    },
  ])
  return Object.fromEntries(wrapped)
}
