import { reportIdOf } from '../../../../core/agents/status.ts'
import type { Event } from '../../../../core/thread/events.ts'
import { addUsage } from '../../../../core/thread/apply.ts'
import { NO_USAGE } from '../../../../core/thread/thread.ts'
import type { Turn } from '../../../../core/thread/thread.ts'
import type { Placed } from '../readRollout.ts'
import { pathsIn } from './documents.ts'
import { openOnUse } from './openOnUse.ts'
import { createSessionQueries } from './sessionQueries.ts'
import type { SessionQueries } from './sessionQueries.ts'
import { ALL_TABLES, INDEX, listedFrom, prepareTables, rowFrom, storedFrom } from './tables.ts'
import type { IndexedRow, StoredRow, Tables } from './tables.ts'
import { emptyRow, summarise } from './threadRow.ts'
import type { ThreadRow } from './threadRow.ts'

export type { IndexedRow } from './tables.ts'

/** The newest threads that nobody spawned: agents are asked for with `agents`. */
export interface ListOptions {
  limit: number
  /** `next` of the page before. */
  cursor?: string
  archived?: boolean
}

export interface Page {
  threads: ThreadRow[]
  next: string | null
}

export interface TurnRow {
  turnId: string
  firstSeq: number
  /** Where the turn's first line begins in `path`. */
  byteOffset: number
  path: string
  status: Turn['status']
  startedAt: number
  finishedAt: number | null
}

/** The part of a file that a projection covers. */
export interface Portion {
  /** Where the last one must have ended; 0 begins the thread's file. */
  from: number
  to: number
  /** Count of lines up to `to`, where the file can be read on from there. */
  resumeLine?: number | null
  /** Size and time of the file, where they were looked at. */
  file?: { bytes: number; mtime: number }
}

/** What is known of a file without reading it. */
export type FileFacts = Pick<IndexedRow, 'cursor' | 'mtime'> & Partial<Pick<IndexedRow, 'key' | 'bytes' | 'segment'>>

/** The disposable projection of all logs. Opened with its first use. */
export interface ThreadIndex extends SessionQueries {
  /** Names this build of the index: what refers to its keys is worth nothing with another one. */
  generation(): string
  /** Numbers for `count` threads that are about to be put. Returns the first. */
  takeKeys(count: number): number
  row(id: string): IndexedRow | null
  /**
   * Projects events of a file in one transaction. False, changing nothing, when something before them is missing. `row`
   * says where the file is.
   */
  project(row: ThreadRow, events: readonly Placed[], portion: Portion): boolean
  /** Puts a row in place without events: all that is known of a file whose head was read. */
  put(row: ThreadRow, file: FileFacts): void
  /** The thread's file is at another path now. */
  moved(id: string, path: string, archived: boolean): void
  rename(id: string, title: string | null): void
  pin(ids: readonly string[], pinned: boolean): void
  /** Where an older file of a thread is. */
  setSegment(id: string, segment: number, path: string): void
  /** The file that holds a segment of a thread's history; its file in use when it is not an older one. */
  segmentPath(row: IndexedRow, segment: number): string
  forget(id: string): void
  rows(): IndexedRow[]
  count(): number
  list(options: ListOptions): Page
  /** The newest threads, archived ones too. */
  newest(limit: number): IndexedRow[]
  /** Ids of threads whose last turn has no end, newest first. */
  unfinished(limit: number): string[]
  /** Agents among the `newest` whose parents rest and were not told how, or that, their last turns ended. */
  untold(newest: number): { id: string; parentId: string }[]
  /** Ids of threads of this home that are set to a profile, newest first. */
  withProfile(profile: string): string[]
  turns(threadId: string): TurnRow[]
  /** Threads that have it as their parent, oldest first. */
  agents(threadId: string): IndexedRow[]
  /** The turn that a line belongs to. */
  turnAt(threadId: string, seq: number): string | null
  /** The thread, its ancestors, and all that was forked from any of them, oldest first. */
  lineage(threadId: string): IndexedRow[]
  forks(threadId: string): IndexedRow[]
  /** All of these or none, and sooner. */
  together<R>(work: () => R): R
  clear(): void
  isOpen(): boolean
  close(): void
}

export interface IndexOptions {
  path: string
  now: () => number
  /** Hears where a damaged index was put: from then on it is empty. */
  onDamaged?: (aside: string) => void
}

export function createThreadIndex({ path, now, onDamaged = () => {} }: IndexOptions): ThreadIndex {
  const kept = openOnUse({ path, schema: INDEX, prepare: prepareTables, now, onDamaged })
  const { transact } = kept

  const get = (tables: Tables, id: string): IndexedRow | null => {
    const stored = tables.row.get(id) as StoredRow | undefined
    return stored ? rowFrom(stored) : null
  }
  const takeKeys = (tables: Tables, count: number): number => (tables.takeKeys.get(count) as number) - count
  const rowsOf = (stored: unknown[]) => (stored as StoredRow[]).map(rowFrom)

  const listed = (tables: Tables, stored: unknown[]) => (stored as StoredRow[]).map(each => listedFrom(each, tables))

  return {
    ...createSessionQueries(kept),
    generation: () => kept.use(tables => tables.generation.get() as string),
    takeKeys: count => transact(tables => takeKeys(tables, count)),
    row: id => kept.use(tables => get(tables, id)),
    put: (row, file) =>
      transact(tables => {
        const known = get(tables, row.id)
        const { key = known?.key ?? takeKeys(tables, 1), bytes = 0, segment = 0 } = file
        tables.put.run(storedFrom({ ...row, ...file, key, bytes, segment, resumeLine: null }))
      }),
    moved: (id, to, archived) =>
      transact(tables => {
        const from = get(tables, id)?.path
        tables.moveRow.run(to, Number(archived), id)
        if (from !== undefined) tables.moveTurns.run(to, id, from)
      }),
    rename: (id, title) => transact(tables => void tables.rename.run(title, id)),
    pin: (ids, pinned) => transact(tables => ids.forEach(id => tables.setPinned.run(Number(pinned), id))),
    setSegment: (id, segment, at) => transact(tables => void tables.addSegment.run(id, segment, at)),
    segmentPath: (row, segment) =>
      segment === row.segment
        ? row.path
        : kept.use(tables => (tables.segmentPath.get(row.id, segment) as string | undefined) ?? row.path),
    forget: id => transact(tables => forget(tables, id)),
    rows: () => kept.use(tables => rowsOf(tables.all.all())),
    count: () => kept.use(tables => tables.count.get() as number),
    project: (row, events, portion) =>
      transact(tables => {
        const known = get(tables, row.id)
        if (known && known.path !== row.path) return false // it goes on in another file
        const cursor = known?.cursor ?? 0
        // Somebody else may have been faster.
        if (cursor !== portion.from) return cursor >= portion.to && portion.from > 0
        // A fork's own lines are counted, whatever history it has: read from its file it comes out the same.
        const { home, readOnly, path, style } = row
        const next: ThreadRow = { ...(known ?? emptyRow(row.id, { home, readOnly, path })), style }
        for (const event of events) {
          summarise(next, event)
          record(tables, next, event)
        }
        const { bytes, mtime } = portion.file ?? { bytes: known?.bytes ?? 0, mtime: known?.mtime ?? 0 }
        tables.put.run(
          storedFrom({
            ...next,
            key: known?.key ?? takeKeys(tables, 1),
            cursor: portion.to,
            resumeLine: portion.resumeLine ?? null,
            segment: known?.segment ?? 0,
            bytes: Math.max(portion.to, bytes),
            mtime,
          }),
        )
        return true
      }),
    list: ({ limit, cursor, archived = false }) =>
      kept.use(tables => {
        const [updatedAt, id] = cursor?.split(':') ?? [Number.MAX_SAFE_INTEGER, '~']
        const threads = listed(tables, tables.list.all(Number(archived), Number(updatedAt), String(id), limit + 1))
        const page = threads.slice(0, limit)
        const last = page.at(-1)
        return { threads: page, next: threads.length > limit && last ? `${last.updatedAt}:${last.id}` : null }
      }),
    newest: limit => kept.use(tables => listed(tables, tables.newest.all(limit))),
    withProfile: name => kept.use(tables => (tables.withProfile.all(name) as { id: string }[]).map(({ id }) => id)),
    unfinished: limit => kept.use(tables => (tables.unfinished.all(limit) as { id: string }[]).map(({ id }) => id)),
    untold: newest =>
      kept.use(tables => tables.untold.all({ newest, ...REPORTS }) as { id: string; parentId: string }[]),
    turns: threadId => kept.use(tables => tables.turns.all(threadId) as TurnRow[]),
    agents: threadId => kept.use(tables => listed(tables, tables.agents.all(threadId))),
    turnAt: (threadId, seq) => kept.use(tables => (tables.turnAt.get(threadId, seq) as string | undefined) ?? null),
    lineage: threadId => kept.use(tables => listed(tables, tables.lineage.all(threadId))),
    forks: threadId => kept.use(tables => rowsOf(tables.forks.all(threadId))),
    together: work => transact(work),
    clear: () =>
      transact((tables, database) => {
        for (const table of ALL_TABLES) database.exec(`delete from ${table}`)
        tables.renew.run()
      }),
    isOpen: kept.isOpen,
    close: kept.close,
  }
}

/** What the ids of reports begin with, on turns without an end and on ended ones. */
const REPORTS = {
  left: reportIdOf({ id: '', status: 'running' }),
  end: reportIdOf({ id: '', status: 'completed' }),
}

function forget(tables: Tables, id: string): void {
  const { forgetTurns, forgetLinks, forgetTouched, forgetSegments, forgetRow } = tables
  for (const statement of [forgetTurns, forgetLinks, forgetTouched, forgetSegments, forgetRow]) statement.run(id)
}

function record(tables: Tables, row: ThreadRow, event: Placed): void {
  switch (event.type) {
    case 'turn.started':
      row.turns += tables.startTurn.run(row.id, event.turnId, event.seq, event.offset, row.path, event.at).changes
      tables.leaveTurns.run(row.id, event.turnId)
      return
    case 'turn.finished':
      tables.finishTurn.run(event.status, event.at, row.id, event.turnId)
      return
    case 'call.completed':
    case 'files.changed':
      for (const path of pathsIn(event)) row.filesTouched += tables.touch.run(row.id, path).changes
      return
    case 'sample.completed':
      addTurnUsage(tables, row.id, event)
      return
    case 'agent.spawned':
      tables.link.run(row.id, event.agentId)
      return
    case 'agent.reported':
      tables.reportLink.run(event.reportId, row.id, event.agentId)
      return
    case 'agent.resumed':
    case 'agent.closed':
    case 'agent.promoted':
      tables.openLink.run(Number(event.type === 'agent.resumed'), row.id, event.agentId)
  }
}

function addTurnUsage(tables: Tables, threadId: string, { turnId, usage }: Event & { type: 'sample.completed' }): void {
  if (!usage) return
  const stored = tables.usageOf.get(threadId, turnId) as string | null | undefined
  const before = stored ? (JSON.parse(stored) as typeof NO_USAGE) : NO_USAGE
  tables.setUsage.run(JSON.stringify(addUsage(before, usage)), threadId, turnId)
}
