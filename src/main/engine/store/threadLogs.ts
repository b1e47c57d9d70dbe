import fs from 'node:fs'
import { dirname } from 'node:path'
import { createEncoder } from '../../../core/rollout/encode.ts'
import type { HistoryBase } from '../../../core/rollout/encode.ts'
import type { Event } from '../../../core/thread/events.ts'
import { ensureDirectory } from './home.ts'
import type { Home } from './home.ts'
import type { Projector } from './index/projector.ts'
import type { ThreadIndex } from './index/threadIndex.ts'
import { emptyRow, summarise } from './index/threadRow.ts'
import type { ThreadRow } from './index/threadRow.ts'
import { createLogHandle } from './logHandle.ts'
import type { Header, LogHandle, TimedBody } from './logHandle.ts'
import { addName } from './names.ts'
import { readThread } from './readRollout.ts'
import type { Placed } from './readRollout.ts'
import { continueRolloutFile, newRolloutFile } from './rolloutFile.ts'
import type { RolloutFile } from './rolloutFile.ts'
import { movedPath, newRolloutPath } from './rolloutPaths.ts'
import { StoreError } from './storeError.ts'
import { lockThread } from './threadLock.ts'

/** The logs of threads, each written by one handle at a time. */
export interface ThreadLogs {
  /** A thread that leaves nothing on disk before its first append; ephemeral ones never do. */
  create(header: Header): LogHandle
  /** Opens a thread for reading; the first append takes its lock. Throws `thread.notFound`. */
  open(threadId: string): Promise<LogHandle>
  /** A new thread with the history of `forkedFrom`: by reference in files of today's style at home, else by copy. */
  fork(header: Header & { forkedFrom: NonNullable<Header['forkedFrom']> }): Promise<LogHandle>
}

export interface ThreadLogsDeps {
  home: Home
  homes: readonly Home[]
  index: ThreadIndex
  projector: Projector
  now: () => number
  onProblem: (error: unknown) => void
}

export function createThreadLogs({ home, homes, index, projector, now, onProblem }: ThreadLogsDeps): ThreadLogs {
  /** What follows from recorded facts, after they are recorded. */
  const onAppend =
    (threadId: string, base: readonly Event[]) => (events: Placed[], file: RolloutFile, from: number) => {
      const row = () => baseRow(threadId, file, base)
      projector.add(threadId, { row, events, portion: { from, to: file.size() } })
      for (const event of events) {
        if (event.type === 'thread.renamed') addName(home, threadId, event.title, event.at)
        else if (event.type === 'thread.archived') move(threadId, file, true)
        else if (event.type === 'thread.unarchived') move(threadId, file, false)
      }
    }

  const baseRow = (threadId: string, file: RolloutFile, base: readonly Event[]): ThreadRow => {
    const row: ThreadRow = {
      ...emptyRow(threadId, { home: home.path, readOnly: false, path: file.path }),
      style: file.style,
    }
    for (const event of base) summarise(row, event)
    return row
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

  const begin = (header: Header, history: { events: Event[]; copied: TimedBody[]; base?: HistoryBase }): LogHandle => {
    const at = now()
    const { threadId } = header
    const nextSeq = history.base?.endOrdinal ?? 0
    return createLogHandle({
      threadId,
      unsaved: [{ ...header, at }, ...history.copied],
      events: history.events,
      nextSeq,
      encoder: () => createEncoder('paginated', history.base),
      openFile: header.ephemeral ? null : openNew(header, at, nextSeq),
      onAppend: onAppend(threadId, history.events),
    })
  }

  const open = async (threadId: string): Promise<LogHandle> => {
    const { events, file, end } = await readThread(homes, threadId)
    const shelf = shelfEvent(events, file.archived)
    return createLogHandle({
      threadId,
      unsaved: [],
      events: shelf ? [...events, shelf] : events,
      nextSeq: end.nextSeq,
      encoder: () => createEncoder(end.style),
      async openFile() {
        if (file.home.readOnly) throw readOnly(threadId, file.home)
        const release = await lockThread(home, threadId)
        return { file: continueRolloutFile(file.path, end, now()), release }
      },
      onAppend: onAppend(threadId, []),
    })
  }

  const fork: ThreadLogs['fork'] = async header => {
    const { threadId, beforeSeq } = header.forkedFrom
    const { events, file, cut } = await readThread(homes, threadId, beforeSeq)
    const byReference = !file.home.readOnly && cut.end.style === 'paginated'
    if (!byReference) return begin(header, { events: [], copied: events.filter(isCopied) })
    const base = { threadId: cut.threadId, endOrdinal: cut.end.nextSeq, endByte: cut.end.end }
    const shelf = shelfEvent(events, false)
    const history = { events: shelf ? [...events, shelf] : events, copied: [], base }
    return begin({ ...header, forkedFrom: { threadId, beforeSeq: base.endOrdinal } }, history)
  }

  return { create: header => begin(header, { events: [], copied: [] }), open, fork }
}

const readOnly = (threadId: string, home: Home) =>
  new StoreError(
    'thread.readOnly',
    `Thread ${threadId} belongs to another program (${home.path}) and is only read. Fork it to go on here.`,
  )

/** The folder is the truth of what is archived: other programs move the file and write nothing. */
function shelfEvent(events: readonly Event[], archived: boolean): Event | null {
  const said = events.findLast(event => event.type === 'thread.archived' || event.type === 'thread.unarchived')
  if ((said?.type === 'thread.archived') === archived) return null
  const { seq, at } = events.at(-1) ?? { seq: 0, at: 0 }
  return { type: archived ? 'thread.archived' : 'thread.unarchived', seq: seq + 0.1, at }
}

/** What a copied history takes along: all but the other thread's birth and place, and notes on its damages. */
const isCopied = (event: Event): boolean =>
  !['thread.created', 'thread.archived', 'thread.unarchived'].includes(event.type) &&
  !(event.type === 'notice.added' && !Number.isInteger(event.seq))
