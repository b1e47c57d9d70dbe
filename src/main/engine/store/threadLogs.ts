import fs from 'node:fs'
import { v7 } from 'uuid'
import { emptyHistory } from '../../../core/context/history.ts'
import type { History } from '../../../core/context/history.ts'
import { createEncoder } from '../../../core/rollout/encode.ts'
import type { HistoryBase } from '../../../core/rollout/encode.ts'
import { apply } from '../../../core/thread/apply.ts'
import type { Event } from '../../../core/thread/events.ts'
import { emptyThread } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { version } from '../version.ts'
import { createAftermath } from './aftermath.ts'
import type { Home } from './home.ts'
import type { Projector } from './index/projector.ts'
import type { ThreadIndex } from './index/threadIndex.ts'
import { createLogHandle, encodeAll, NOTHING } from './logHandle.ts'
import type { Header, TimedBody } from './logHandle.ts'
import type { ThreadLog } from '../threads/log.ts'
import type { Chain } from './outline/chainMarks.ts'
import type { MessageHistory } from './messageHistory.ts'
import { isPaginated } from './outline/windows.ts'
import type { Windows } from './outline/windows.ts'
import { unpackInPlace } from './packed.ts'
import { instructionsOf, newestOf, readThread, segmentsOf, upTo } from './readRollout.ts'
import { continueRolloutFile, newRolloutFile } from './rolloutFile.ts'
import { newRolloutPath, rolloutsOf } from './rolloutPaths.ts'
import type { Further } from './rolloutPaths.ts'
import { StoreError } from './storeError.ts'
import { lockThread } from './threadLock.ts'
import { createThreadReader, recorded, shelved, TURNS_OPENED } from './threadReader.ts'

/** The logs of threads, each written by one handle at a time. */
export interface ThreadLogs {
  /** A thread that leaves nothing on disk before its first append; ephemeral ones never do. */
  create(header: Header): ThreadLog
  /**
   * Opens a thread for reading, with its newest `turns` turns; the first append takes its lock. Throws `thread.notFound`.
   */
  open(threadId: string, turns?: number): Promise<ThreadLog>
  /** The last turn of a thread and what it is set to, as cheaply as can be. Throws `thread.notFound`. */
  peek(threadId: string): Promise<Pick<ThreadLog, 'thread' | 'instructions'>>
  /** A new thread with the history of `forkedFrom`: by reference in files of today's style at home, else by copy. */
  fork(header: Forking): Promise<ThreadLog>
  /**
   * The thread without what follows `beforeSeq`, to go on in a file of its own that refers to what stays. Nothing is on
   * disk before the first append. Throws `thread.legacy` for files of the older style, `thread.readOnly`.
   */
  revert(threadId: string, beforeSeq: number): Promise<ThreadLog>
  /** Removes the file that a revert began, so that the thread is as it was before. Throws `thread.notReverted`. */
  unrevert(threadId: string): Promise<void>
}

type Forking = Header & { forkedFrom: NonNullable<Header['forkedFrom']> }

export interface ThreadLogsDeps {
  home: Home
  homes: readonly Home[]
  index: ThreadIndex
  projector: Projector
  windows: Windows
  messages: MessageHistory
  now: () => number
  /** Another file of a thread is in use now. */
  onSwitched: (threadId: string) => Promise<void>
  onProblem: (error: unknown) => void
}

/** What a new thread begins with. */
interface Beginning {
  /** The thread whose history it takes over by reference. */
  thread?: Thread
  base?: HistoryBase
  history?(): Promise<History>
  /** It goes on with that thread itself, in a further file. */
  further?: Further
  /** Facts of another thread that are written again. */
  copied?: TimedBody[]
}

export function createThreadLogs(deps: ThreadLogsDeps): ThreadLogs {
  const { home, homes, projector, windows, now, onProblem } = deps
  const reader = createThreadReader({ homes, windows, onProblem })
  const { onAppend, tell } = createAftermath(deps)

  const openNew = (threadId: string, at: number, firstSeq: number, further?: Further) => async () => {
    const path = newRolloutPath(home, threadId, at, further)
    const release = await lockThread(home, threadId)
    return { file: newRolloutFile(path, 'paginated', firstSeq), release }
  }

  const begin = (header: Header, { thread: before, base, history, further, copied = [] }: Beginning): ThreadLog => {
    const at = now()
    const { threadId, instructions, ephemeral = false } = header
    const firstSeq = base?.endOrdinal ?? 0
    const encoder = createEncoder('paginated', { base, after: before })
    const first = encodeAll(encoder, [{ ...header, at }, ...copied], firstSeq)
    // A thread is not born again in a further file.
    const unsaved = further === undefined ? first : { ...first, events: [] }
    const start = before ?? emptyThread(threadId)
    return createLogHandle({
      threadId,
      thread: unsaved.events.reduce(apply, start),
      instructions,
      reading: ephemeral ? 'never' : 'turns',
      history: async () => recorded((await history?.()) ?? emptyHistory(), unsaved.events),
      unsaved,
      nextSeq: firstSeq + unsaved.lines.length,
      encoder,
      openFile: ephemeral ? null : openNew(threadId, at, firstSeq, further),
      onAppend: onAppend({ ...start, id: threadId }, further !== undefined),
    })
  }

  const open: ThreadLogs['open'] = async (threadId, turns) => {
    const { file, end, thread, instructions, reading, history } = await reader.read(threadId, turns)
    return createLogHandle({
      threadId,
      thread,
      instructions,
      reading,
      history,
      unsaved: NOTHING,
      nextSeq: end.nextSeq,
      encoder: createEncoder(end.style, { after: thread }),
      async openFile() {
        if (file.home.readOnly) throw readOnly(threadId, file.home)
        const release = await lockThread(home, threadId)
        try {
          return { file: continueRolloutFile(await unpackInPlace(file.path), end, now()), release }
        } catch (error) {
          release()
          throw error
        }
      },
      onAppend: onAppend(thread),
    })
  }

  /** What `chain` holds before `beforeSeq`, for a file of thread `threadId` that refers to it. */
  const takeOver = async (threadId: string, chain: Chain, beforeSeq: number) => {
    const { segment, endByte, endSeq } = await windows.cut(chain, beforeSeq)
    const base = { threadId: segment.threadId, fileId: segment.fileId, endOrdinal: endSeq, endByte }
    const before = upTo(chain.slice(0, chain.indexOf(segment) + 1), endSeq)
    const { thread } = await windows.open(before, TURNS_OPENED)
    return { thread: shelved(thread, false), base, history: () => reader.history(threadId, endSeq, before) }
  }

  const forkByReference = async (header: Forking, chain: Chain): Promise<ThreadLog> => {
    const { threadId, beforeSeq } = header.forkedFrom
    const from = await takeOver(header.threadId, chain, beforeSeq)
    return begin({ ...header, forkedFrom: { threadId, beforeSeq: from.base.endOrdinal } }, from)
  }

  const forkByCopy = async (header: Forking): Promise<ThreadLog> => {
    const { threadId, beforeSeq } = header.forkedFrom
    const { events } = await readThread(homes, threadId, beforeSeq)
    return begin(header, { copied: events.filter(isCopied) })
  }

  const fork: ThreadLogs['fork'] = async header => {
    const file = newestOf(homes, header.forkedFrom.threadId)
    const chain = await segmentsOf(homes, file)
    if (file.home.readOnly || !isPaginated(chain)) return forkByCopy(header)
    return forkByReference(header, chain).catch(error => {
      onProblem(error)
      return forkByCopy(header)
    })
  }

  const revert: ThreadLogs['revert'] = async (threadId, beforeSeq) => {
    const file = newestOf(homes, threadId)
    if (file.home.readOnly) throw readOnly(threadId, file.home)
    const chain = await segmentsOf(homes, file)
    if (!isPaginated(chain)) throw legacy(threadId)
    const from = await takeOver(threadId, chain, beforeSeq)
    const header = headerOf((await reader.read(threadId)).thread, instructionsOf(chain))
    return begin(header, {
      ...from,
      thread: ownedBy(header, from.thread),
      further: { segmentId: v7(), after: file.age },
    })
  }

  const unrevert: ThreadLogs['unrevert'] = async threadId => {
    const { file, thread } = await reader.read(threadId)
    const earlier = rolloutsOf(homes, threadId).at(-2)
    if (!thread.reverted || !earlier)
      throw new StoreError('thread.notReverted', 'Nothing was taken out of this thread, or something was said since.')
    const release = await lockThread(home, threadId)
    fs.rmSync(file.path) // it refers to what was before, and says that the rest is not part of it
    tell(threadId, { path: earlier.path })
    release()
    projector.flush()
    await deps.onSwitched(threadId)
  }

  return { create: header => begin(header, {}), open, peek: id => reader.read(id, 1), fork, revert, unrevert }
}

const readOnly = (threadId: string, home: Home) =>
  new StoreError(
    'thread.readOnly',
    `Thread ${threadId} belongs to another program (${home.path}) and is only read. Fork it to go on here.`,
  )

const legacy = (threadId: string) =>
  new StoreError(
    'thread.legacy',
    `Thread ${threadId} is in a file of the older style, from which turns cannot be taken out. Fork it before the turn instead.`,
  )

/** A fork that is taken back to before its own beginning stays itself, with less of its base's history. */
const ownedBy = (header: Header, thread: Thread): Thread =>
  thread.id === header.threadId ? thread : apply(thread, { ...header, seq: thread.seq, at: thread.updatedAt })

/** The fact that the further file of a thread repeats. */
const headerOf = (thread: Thread, instructions: string | undefined): Header => ({
  type: 'thread.created',
  threadId: thread.id,
  cwd: thread.cwd,
  origin: thread.origin,
  provider: thread.settings?.provider,
  instructions,
  git: thread.git,
  version,
  forkedFrom: thread.forkedFrom,
  editOf: thread.editOf,
  parentId: thread.parentId,
  agent: thread.agent,
})

/** What a copied history takes along: all but the other thread's birth and place, and notes on its damages. */
const isCopied = (event: Event): boolean =>
  !['thread.created', 'thread.archived', 'thread.unarchived'].includes(event.type) &&
  !(event.type === 'notice.added' && !Number.isInteger(event.seq))
