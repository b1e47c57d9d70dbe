import { fold } from '../../../core/thread/apply.ts'
import { outlineOf, pageOf } from '../../../core/thread/window.ts'
import type { Stretch, TurnOutline, TurnPage } from '../../../core/thread/window.ts'
import type { Home } from './home.ts'
import type { Mark } from './outline/scanOutline.ts'
import type { Chain } from './outline/chainMarks.ts'
import { isPaginated } from './outline/windows.ts'
import type { Windows } from './outline/windows.ts'
import { newestOf, readThread, segmentsOf } from './readRollout.ts'

/** Turns of threads as they are on disk. Nothing is locked, and no more is read than what is asked for. */
export interface StoredTurns {
  /** A page of turns; null where `turnId` is none of the thread. Throws `thread.notFound`. */
  page(threadId: string, stretch: Stretch): Promise<TurnPage | null>
  /** All turns, oldest first. Throws `thread.notFound`. */
  outline(threadId: string): Promise<TurnOutline[]>
}

export interface StoredTurnsDeps {
  homes: readonly Home[]
  windows: Windows
  onProblem: (error: unknown) => void
}

export function createStoredTurns({ homes, windows, onProblem }: StoredTurnsDeps): StoredTurns {
  /** By parts where files allow it; as a whole where they do not, or where what is remembered of them cannot be had. */
  const read = async <T>(threadId: string, byParts: (chain: Chain) => Promise<T>, whole: () => Promise<T>) => {
    const chain = await segmentsOf(homes, newestOf(homes, threadId))
    if (!isPaginated(chain)) return whole()
    return byParts(chain).catch(error => {
      onProblem(error)
      return whole()
    })
  }
  const wholeThread = async (threadId: string) => fold(threadId, (await readThread(homes, threadId)).events)

  return {
    page: (threadId, stretch) =>
      read(
        threadId,
        chain => windows.page(chain, stretch),
        async () => pageOf(await wholeThread(threadId), stretch),
      ),
    outline: threadId =>
      read(
        threadId,
        async chain => (await windows.marks(chain)).map(outlineOfMark),
        async () => (await wholeThread(threadId)).turns.map(outlineOf),
      ),
  }
}

const outlineOfMark = ({ turnId, seq: firstSeq, status, startedAt, preview }: Mark): TurnOutline => ({
  turnId,
  firstSeq,
  status,
  startedAt,
  preview,
})
