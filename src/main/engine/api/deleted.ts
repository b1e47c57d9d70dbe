import type { Handlers } from '../../../rpc/serve.ts'
import type { Deleted } from '../deleted.ts'

export interface DeletedApiDeps {
  deleted: Deleted
  /** Takes over what configuration files say now. */
  onRestored(): Promise<unknown>
}

/** Undoing a deletion, whatever was deleted. */
export const deletedHandlers = ({ deleted, onRestored }: DeletedApiDeps): Pick<Handlers, 'deleted/restore'> => ({
  'deleted/restore': async ({ deletedId }) => {
    await deleted.restore(deletedId)
    await onRestored()
    return {}
  },
})
