import { emptyThread } from '../../../../core/thread/thread.ts'
import type { Thread } from '../../../../core/thread/thread.ts'
import type { Database } from '../index/database.ts'
import { openOnUse } from '../index/openOnUse.ts'
import { STATES_AT_END } from './scanOutline.ts'
import type { Mark, Outline, OutlineStart } from './scanOutline.ts'

/**
 * What is remembered of the insides of rollouts, so that a thread of any length is opened at its end: by the name of the
 * file, since files move between folders and keep their names. Disposable like the whole index.
 */
export interface Outlines {
  /** How far a file was looked through; null when it never was. */
  start(name: string): OutlineStart | null
  /** Adds what a further look has found. */
  put(name: string, outline: Outline): void
  /** The newest marks before a seq, newest first. */
  before(name: string, seq: number, limit: number): Mark[]
  /** The oldest marks from a seq on, oldest first. */
  after(name: string, seq: number, limit: number): Mark[]
  /** The newest mark at or before `seq` whose state was kept. */
  stateBefore(name: string, seq: number): (Mark & { state: Thread }) | null
  find(name: string, turnId: string): Mark | null
  /** Where the newest history before `seq` begins. */
  compaction(name: string, seq: number): { seq: number; offset: number } | null
  forget(name: string): void
  close(): void
}

const SCHEMA = {
  version: 1,
  tables: `
create table outlines (
  name text primary key, cursor integer not null, turns integer not null, state text not null
) without rowid;
create table marks (
  name text not null, seq real not null, offset integer not null, number integer not null, turnId text not null,
  status text not null, startedAt integer not null, preview text not null,
  state text, -- the thread before the turn, without turns: at the end of a file and now and then
  primary key (name, seq)
) without rowid;
create index marks_kept on marks (name, seq) where state is not null;
create index marks_by_turn on marks (name, turnId);
create table compactions (
  name text not null, seq real not null, offset integer not null, primary key (name, seq)
) without rowid;
`,
}

type StoredMark = Omit<Mark, 'state'> & { state: string | null }

export function createOutlines({ path, now }: { path: string; now: () => number }): Outlines {
  // What was in a damaged one is looked up again, unnoticed but for the time it takes.
  const kept = openOnUse({ path, schema: SCHEMA, prepare, now, onDamaged: () => undefined })
  return {
    start: name =>
      kept.use(tables => {
        const stored = tables.outline.get(name) as { cursor: number; turns: number; state: string } | undefined
        return stored ? { ...stored, state: threadFrom(stored.state) } : null
      }),
    put: (name, outline) => kept.transact(tables => put(tables, name, outline)),
    before: (name, seq, limit) =>
      kept.use(tables => (tables.before.all(name, seq, limit) as StoredMark[]).map(markFrom)),
    after: (name, seq, limit) => kept.use(tables => (tables.after.all(name, seq, limit) as StoredMark[]).map(markFrom)),
    stateBefore: (name, seq) =>
      kept.use(tables => {
        const stored = tables.stateBefore.get(name, seq) as StoredMark | undefined
        const mark = stored && markFrom(stored)
        return mark?.state ? { ...mark, state: mark.state } : null
      }),
    find: (name, turnId) =>
      kept.use(tables => {
        const stored = tables.find.get(name, turnId) as StoredMark | undefined
        return stored ? markFrom(stored) : null
      }),
    compaction: (name, seq) =>
      kept.use(tables => (tables.compaction.get(name, seq) as { seq: number; offset: number } | undefined) ?? null),
    forget: name =>
      kept.transact(tables => {
        for (const each of [tables.forgetOutline, tables.forgetMarks, tables.forgetCompactions]) each.run(name)
      }),
    close: kept.close,
  }
}

/** Written by an older version it may lack what came later. */
const threadFrom = (text: string): Thread => ({ ...emptyThread(''), ...(JSON.parse(text) as Thread) })

const markFrom = (stored: StoredMark): Mark => ({
  ...stored,
  state: stored.state === null ? null : threadFrom(stored.state),
})

function put(tables: ReturnType<typeof prepare>, name: string, outline: Outline): void {
  const { cursor, turns, state, compactions, marks } = outline
  tables.putOutline.run(name, cursor, turns, JSON.stringify(state))
  for (const { state: before, ...mark } of marks)
    tables.putMark.run({ ...mark, name, state: before === null ? null : JSON.stringify(before) })
  for (const { seq, offset } of compactions) tables.putCompaction.run(name, seq, offset)
  if (marks.length === 0) return
  // Before these, what is too far from the end was forgotten already.
  const newest = tables.newestSeqs.all(name, STATES_AT_END + marks.length + 1) as number[]
  const [from, to] = [newest.at(-1), newest.at(STATES_AT_END)]
  if (to !== undefined) tables.forgetStates.run(name, from, to)
}

const prepare = (database: Database) => ({
  outline: database.prepare('select cursor, turns, state from outlines where name = ?'),
  putOutline: database.prepare('insert or replace into outlines (name, cursor, turns, state) values (?, ?, ?, ?)'),
  putMark: database.prepare(
    `insert or replace into marks (name, seq, offset, number, turnId, status, startedAt, preview, state)
     values (@name, @seq, @offset, @number, @turnId, @status, @startedAt, @preview, @state)`,
  ),
  putCompaction: database.prepare('insert or replace into compactions (name, seq, offset) values (?, ?, ?)'),
  newestSeqs: database.prepare('select seq from marks where name = ? order by seq desc limit ?').pluck(),
  forgetStates: database.prepare(
    `update marks set state = null
     where name = ? and seq between ? and ? and number % 50 <> 0 and state is not null`,
  ),
  forgetOutline: database.prepare('delete from outlines where name = ?'),
  forgetMarks: database.prepare('delete from marks where name = ?'),
  forgetCompactions: database.prepare('delete from compactions where name = ?'),
  before: database.prepare('select * from marks where name = ? and seq < ? order by seq desc limit ?'),
  after: database.prepare('select * from marks where name = ? and seq >= ? order by seq limit ?'),
  stateBefore: database.prepare(
    'select * from marks where name = ? and seq <= ? and state is not null order by seq desc limit 1',
  ),
  find: database.prepare('select * from marks where name = ? and turnId = ?'),
  compaction: database.prepare(
    'select seq, offset from compactions where name = ? and seq < ? order by seq desc limit 1',
  ),
})
