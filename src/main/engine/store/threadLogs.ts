import fs from 'node:fs'
import { dirname } from 'node:path'
import { emptyHistory, record } from '../../../core/context/history.ts'
import type { History } from '../../../core/context/history.ts'
import { createEncoder } from '../../../core/rollout/encode.ts'
import type { HistoryBase } from '../../../core/rollout/encode.ts'
import { apply, fold } from '../../../core/thread/apply.ts'
import type { Event } from '../../../core/thread/events.ts'
import { emptyThread } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { ensureDirectory } from './home.ts'
import type { Home } from './home.ts'
import type { Projector } from './index/projector.ts'
import type { ThreadIndex } from './index/threadIndex.ts'
import { emptyRow } from './index/threadRow.ts'
import type { ThreadRow } from './index/threadRow.ts'
import { createLogHandle, encodeAll, NOTHING } from './logHandle.ts'
import type { Header, LogHandle, TimedBody } from './logHandle.ts'
import { addName } from './names.ts'
import { isPaginated } from './outline/windows.ts'
import type { Chain, Windows } from './outline/windows.ts'
import { instructionsOf, newestOf, readThread, segmentsOf, upTo } from './readRollout.ts'
import type { FileEnd, Placed } from './readRollout.ts'
import { continueRolloutFile, newRolloutFile } from './rolloutFile.ts'
import type { RolloutFile } from './rolloutFile.ts'
import { movedPath, newRolloutPath } from './rolloutPaths.ts'
import { StoreError } from './storeError.ts'
import { lockThread } from './threadLock.ts'

/** Turns at the end of a thread that are read when it is opened. */
export const TURNS_OPENED = 20

/** The logs of threads, each written by one handle at a time. */
export interface ThreadLogs {
  /** A thread that leaves nothing on disk before its first append; ephemeral ones never do. */
  create(header: Header): LogHandle
  /** Opens a thread for reading; the first append takes its lock. Throws `thread.notFound`. */
  open(threadId: string): Promise<LogHandle>
  /** A new thread with the history of `forkedFrom`: by reference in files of today's style at home, else by copy. */
  fork(header: Forking): Promise<LogHandle>
}

type Forking = Header & { forkedFrom: NonNullable<Header['forkedFrom']> }

export interface ThreadLogsDeps {
  home: Home
  homes: readonly Home[]
  index: ThreadIndex
  projector: Projector
  windows: Windows
  now: () => number
  onProblem: (error: unknown) => void
}

/** What a new thread begins with. */
interface Beginning {
  /** The thread whose history it takes over by reference. */
  thread?: Thread
  base?: HistoryBase
  history?(): Promise<History>
  /** Facts of another thread that are written again. */
  copied?: TimedBody[]
}

/** A thread as it is found on disk. */
interface OnDisk extends Pick<LogHandle, 'thread' | 'instructions' | 'reading' | 'history'> {
  end: FileEnd
}

export function createThreadLogs(deps: ThreadLogsDeps): ThreadLogs {
  const { home, homes, index, projector, windows, now, onProblem } = deps

  /** What follows from recorded facts, after they are recorded. */
  const onAppend = (before: Thread) => (events: Placed[], file: RolloutFile, from: number) => {
    const threadId = before.id
    const row = () => rowOf(before, file, home)
    projector.add(threadId, { row, events, portion: { from, to: file.size() } })
    for (const event of events) {
      if (event.type === 'thread.renamed') addName(home, threadId, event.title, event.at)
      else if (event.type === 'thread.archived') move(threadId, file, true)
      else if (event.type === 'thread.unarchived') move(threadId, file, false)
    }
  }

  const move = (threadId: string, file: RolloutFile, archived: boolean): void => {
    const to = movedPath(home, file.path, archived)
    if (to === file.path) return
    try {
      ensureDirectory(dirname(to))
      fs.renameSync(file.path, to)
      file.moved(to)
      projector.flush()
      index.moved(threadId, to, archived)
    } catch (error) {
      onProblem(error) // the fact is recorded; only the folder does not show it
    }
  }

  const openNew = (header: Header, at: number, firstSeq: number) => async () => {
    const path = newRolloutPath(home, header.threadId, at)
    const release = await lockThread(home, header.threadId)
    return { file: newRolloutFile(path, 'paginated', firstSeq), release }
  }

  const begin = (header: Header, { thread: before, base, history, copied = [] }: Beginning): LogHandle => {
    const at = now()
    const { threadId, instructions, ephemeral = false } = header
    const firstSeq = base?.endOrdinal ?? 0
    const encoder = createEncoder('paginated', { base, after: before })
    const unsaved = encodeAll(encoder, [{ ...header, at }, ...copied], firstSeq)
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
      openFile: ephemeral ? null : openNew(header, at, firstSeq),
      onAppend: onAppend({ ...start, id: threadId }),
    })
  }

  /** The end of a thread, found by what is remembered of the insides of its files. */
  const readEnd = async (threadId: string, chain: Chain): Promise<OnDisk> => {
    const { thread, end } = await windows.open(chain, TURNS_OPENED)
    const history = async () => {
      // Found again, since files move when a thread is archived.
      const segments = await segmentsOf(homes, newestOf(homes, threadId))
      return windows.history(upTo(segments, end.nextSeq))
    }
    return { thread, end, instructions: instructionsOf(chain), reading: 'turns', history }
  }

  const readWhole = async (threadId: string): Promise<OnDisk> => {
    const { events, end } = await readThread(homes, threadId)
    const created = events.find(event => event.type === 'thread.created')
    if (!created) throw new StoreError('thread.notFound', `The log of thread ${threadId} has no beginning.`)
    const history = recorded(emptyHistory(), events)
    return {
      thread: fold(threadId, events),
      end,
      instructions: created.instructions,
      reading: 'whole',
      history: () => Promise.resolve(history),
    }
  }

  const open = async (threadId: string): Promise<LogHandle> => {
    const file = newestOf(homes, threadId)
    const chain = await segmentsOf(homes, file)
    // What is remembered of files helps, but nobody shall need it.
    const found = isPaginated(chain)
      ? await readEnd(threadId, chain).catch(error => {
          onProblem(error)
          return readWhole(threadId)
        })
      : await readWhole(threadId)
    const { instructions, reading, history, end } = found
    const thread = shelved(found.thread, file.archived)
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
        return { file: continueRolloutFile(file.path, end, now()), release }
      },
      onAppend: onAppend(thread),
    })
  }

  const forkByReference = async (header: Forking, chain: Chain): Promise<LogHandle> => {
    const { threadId, beforeSeq } = header.forkedFrom
    const { segment, endByte, endSeq } = await windows.cut(chain, beforeSeq)
    const base = { threadId: segment.threadId, endOrdinal: endSeq, endByte }
    const taken = upTo(chain.slice(0, chain.indexOf(segment) + 1), endSeq)
    const { thread } = await windows.open(taken, TURNS_OPENED)
    const history = async () => {
      const segments = await segmentsOf(homes, newestOf(homes, threadId))
      return windows.history(upTo(segments, endSeq))
    }
    const from = { thread: shelved(thread, false), base, history }
    return begin({ ...header, forkedFrom: { threadId, beforeSeq: endSeq } }, from)
  }

  const forkByCopy = async (header: Forking): Promise<LogHandle> => {
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

  return { create: header => begin(header, {}), open, fork }
}

function recorded(history: History, events: readonly Event[]): History {
  for (const event of events) record(history, event)
  return history
}

/** The row of a thread of which the index knows nothing yet. */
const rowOf = ({ id, preview, turns, earlier, usage, settings }: Thread, file: RolloutFile, home: Home): ThreadRow => ({
  ...emptyRow(id, { home: home.path, readOnly: false, path: file.path }),
  style: file.style,
  preview,
  turns: turns.length + (earlier?.turns ?? 0),
  totalTokens: usage.totalTokens,
  status: turns.at(-1)?.status ?? null,
  model: settings?.model ?? null,
})

const readOnly = (threadId: string, home: Home) =>
  new StoreError(
    'thread.readOnly',
    `Thread ${threadId} belongs to another program (${home.path}) and is only read. Fork it to go on here.`,
  )

/** The folder is the truth of what is archived: other programs move the file and write nothing. */
function shelved(thread: Thread, archived: boolean): Thread {
  if (thread.archived === archived) return thread
  const { seq, updatedAt: at } = thread
  return apply(thread, { type: archived ? 'thread.archived' : 'thread.unarchived', seq: seq + 0.1, at })
}

/** What a copied history takes along: all but the other thread's birth and place, and notes on its damages. */
const isCopied = (event: Event): boolean =>
  !['thread.created', 'thread.archived', 'thread.unarchived'].includes(event.type) &&
  !(event.type === 'notice.added' && !Number.isInteger(event.seq))
