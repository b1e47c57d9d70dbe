import type { Handlers } from '../../../rpc/serve.ts'
import type { createFileSearch } from '../files/fileSearch.ts'

/** What the names in a workspace's folder are asked for. */
export const fileHandlers = ({
  search,
  check,
}: Pick<ReturnType<typeof createFileSearch>, 'search' | 'check'>): Pick<Handlers, 'files/search' | 'files/check'> => ({
  'files/search': search,
  'files/check': async ({ cwd, paths }) => ({ kinds: await check(cwd, paths) }),
})
