import type { Handlers } from '../../../rpc/serve.ts'
import type { WrittenPage } from '../store/writtenLines.ts'

export interface LogApiDeps {
  /** The newest file of a thread; null while nothing is written. */
  pathOf(threadId: string): string | null
  lines(path: string, place: { before?: number; after?: number }): Promise<WrittenPage>
}

/** What is written of threads. */
export const logHandlers = ({ pathOf, lines }: LogApiDeps): Pick<Handlers, 'thread/written'> => ({
  'thread/written': async ({ threadId, before, after }) => {
    const path = pathOf(threadId)
    if (path === null) return { path, lines: [], from: 0, to: 0 }
    return { path, ...(await lines(path, { before, after })) }
  },
})
