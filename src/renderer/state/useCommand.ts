import type { CommandMethod, Params, Result } from '../../contract/router.ts'
import { useAppParts } from './app.ts'
import { messageOf } from './connection.ts'
import { addNotice } from './store.ts'

type Run = <M extends CommandMethod>(method: M, params: Params<M>) => Promise<Result<M> | null>

/** Runs a command; a refusal becomes a notice and null. */
export function useCommand(): Run {
  const { store, engine } = useAppParts()
  return async (method, params) => {
    try {
      return await engine.call(method, params)
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
      return null
    }
  }
}
