import type { Handlers } from '../../../rpc/serve.ts'
import type { Deleted } from '../deleted.ts'

/** Undoing a deletion, whatever was deleted. */
export const deletedHandlers = ({ deleted }: { deleted: Deleted }): Pick<Handlers, 'deleted/restore'> => ({
  'deleted/restore': async ({ deletedId }) => {
    await deleted.restore(deletedId)
    return {}
  },
})
