import { emptyHistory, record } from '../../../core/context/history.ts'
import type { History } from '../../../core/context/history.ts'
import { text } from '../../../core/rollout/line.ts'
import { apply, fold } from '../../../core/thread/apply.ts'
import type { Event } from '../../../core/thread/events.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Home } from './home.ts'
import type { ThreadLog } from '../threads/log.ts'
import type { Chain } from './outline/chainMarks.ts'
import { isPaginated } from './outline/windows.ts'
import type { Windows } from './outline/windows.ts'
import { instructionsOf, newestOf, notFound, readThread, segmentsOf, upTo } from './readRollout.ts'
import type { FileEnd } from './readRollout.ts'
import { rolloutsOf } from './rolloutPaths.ts'
import type { RolloutPath } from './rolloutPaths.ts'
import { StoreError } from './storeError.ts'

/** Turns at the end of a thread that are read when it is opened. */
export const TURNS_OPENED = 20

/** A thread as it is found on disk. */
export interface FoundThread extends Pick<ThreadLog, 'thread' | 'instructions' | 'reading' | 'history'> {
  /** Its newest file, and how that ends. */
  file: RolloutPath & { home: Home }
  end: FileEnd
}

export interface ThreadReaderDeps {
  homes: readonly Home[]
  windows: Windows
  onProblem: (error: unknown) => void
}

/** Reads threads from disk. */
export interface ThreadReader {
  /** The newest `turns` turns of a thread in files of today's style, others whole. Throws `thread.notFound`. */
  read(threadId: string, turns?: number): Promise<FoundThread>
  /** What the model reads of a thread before `seq`: of `unsaved` while the thread has no file. */
  history(threadId: string, seq: number, unsaved?: Chain): Promise<History>
}

export function createThreadReader({ homes, windows, onProblem }: ThreadReaderDeps): ThreadReader {
  // The files are found again each time, since they move when a thread is archived.
  const history: ThreadReader['history'] = async (threadId, seq, unsaved) => {
    const file = rolloutsOf(homes, threadId).at(-1)
    if (!file && !unsaved) throw notFound(threadId, homes)
    return windows.history(upTo(file ? await segmentsOf(homes, file) : (unsaved ?? []), seq))
  }

  const readEnd = async (threadId: string, chain: Chain, turns: number) => {
    const { thread, end } = await windows.open(chain, turns)
    const instructions = instructionsOf(chain)
    return { thread, end, instructions, reading: 'turns', history: () => history(threadId, end.nextSeq) } as const
  }

  const readWhole = async (threadId: string) => {
    const { events, end } = await readThread(homes, threadId)
    const created = events.find(event => event.type === 'thread.created')
    if (!created) throw noBeginning(threadId)
    const { instructions } = created
    const whole = recorded(emptyHistory(), events)
    return { thread: fold(threadId, events), end, instructions, reading: 'whole', history: async () => whole } as const
  }

  const read: ThreadReader['read'] = async (threadId, turns = TURNS_OPENED) => {
    const file = newestOf(homes, threadId)
    const chain = await segmentsOf(homes, file)
    checkOwner(threadId, chain)
    // What is remembered of the insides of files helps, but nobody shall need it.
    const found = isPaginated(chain)
      ? await readEnd(threadId, chain, turns).catch(error => {
          onProblem(error)
          return readWhole(threadId)
        })
      : await readWhole(threadId)
    return { ...found, thread: shelved(found.thread, file.archived), file }
  }

  return { read, history }
}

/** A rollout's first line says whose it is. Throws where that is nobody, or another thread than its name says. */
function checkOwner(threadId: string, chain: Chain): void {
  const owner = text(chain.at(-1)?.header?.id)
  if (owner === undefined) throw noBeginning(threadId)
  if (owner.toLowerCase() === threadId.toLowerCase()) return
  throw new StoreError('thread.notFound', `The log of thread ${threadId} begins as that of another thread.`)
}

const noBeginning = (threadId: string) =>
  new StoreError('thread.notFound', `The log of thread ${threadId} has no beginning.`)

/** Folds facts into a history, in place. */
export function recorded(history: History, events: readonly Event[]): History {
  for (const event of events) record(history, event)
  return history
}

/** The folder is the truth of what is archived: other programs move the file and write nothing. */
export function shelved(thread: Thread, archived: boolean): Thread {
  if (thread.archived === archived) return thread
  const { seq, updatedAt: at } = thread
  return apply(thread, { type: archived ? 'thread.archived' : 'thread.unarchived', seq: seq + 0.1, at })
}
