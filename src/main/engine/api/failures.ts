import type { Failure } from '../../../contract/procedure.ts'
import type { Handlers } from '../../../rpc/serve.ts'

/** Handlers whose foreseen errors reach the client in the words of the contract; `failureOf` knows which they are. */
export function withFailures(handlers: Handlers, failureOf: (error: unknown) => Failure | null): Handlers {
  const wrapped = Object.entries(handlers).map(([method, handler]) => [
    method,
    async (...args: unknown[]) => {
      try {
        return await (handler as (...args: unknown[]) => Promise<unknown>)(...args)
      } catch (error) {
        throw failureOf(error) ?? error
      }
    },
  ])
  return Object.fromEntries(wrapped)
}
