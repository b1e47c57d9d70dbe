import type { Params, Result } from '../../../contract/router.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'

export type TrustAnswer = Params<'workspace/setTrust'>['level']

export interface Trust {
  /** Null until it is known for this folder, or where it cannot be. */
  status: Result<'workspace/trust'> | null
  failure: string | null
  /** Resolves whether it was written down. */
  answer(level: TrustAnswer): Promise<boolean>
}

/** Whether the project of a folder is trusted, and a way to say so. */
export function useTrust(cwd: string | null): Trust {
  const { store, engine } = useAppParts()
  const { result, failure, fresh, reload } = useQuery('workspace/trust', cwd === null ? null : { cwd })
  const answer = async (level: TrustAnswer): Promise<boolean> => {
    if (cwd === null) return false
    try {
      await engine.call('workspace/setTrust', { cwd, level })
      return true
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
      return false
    } finally {
      reload()
    }
  }
  return { status: fresh ? result : null, failure: fresh ? failure : null, answer }
}
