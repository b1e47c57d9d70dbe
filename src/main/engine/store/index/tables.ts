import type SqliteDatabase from 'better-sqlite3'
import type { AgentOrigin } from '../../../../core/agents/agent.ts'
import type { Database, Schema } from './database.ts'
import type { ThreadRow } from './threadRow.ts'

/** Threads, their turns, their agents and the files they touched. */
export const INDEX: Schema = {
  version: 9,
  tables: `
create table meta (generation text not null, nextKey integer not null);
insert into meta values (lower(hex(randomblob(16))), 1);
create table threads (
  key integer primary key, -- in order of birth
  id text not null unique, home text not null, readOnly integer not null, path text not null, style text not null,
  title text, preview text not null, cwd text not null, branch text, source text not null, originator text not null,
  model text, profile text, status text, archived integer not null, createdAt integer not null, updatedAt integer not null,
  parentId text, agent text, -- JSON of an agent's origin
  forkedFrom text, forkedSeq real, editOf text, turns integer not null,
  totalTokens integer not null, filesTouched integer not null, pinned integer not null,
  cursor integer not null,  -- bytes of path that are projected; 0: only the head was read
  resumeLine integer,       -- count of lines before cursor; null when a tail does not tell what it belongs to
  segment integer not null, -- count of older files of the thread
  bytes integer not null,   -- size of path and when it was changed, when it was last looked at
  mtime real not null
);
create index threads_by_update on threads (archived, updatedAt desc, id desc);
create index threads_by_shelf on threads (archived, pinned desc, updatedAt desc, id desc);
create index threads_by_pin on threads (pinned desc, updatedAt desc, id desc);
create index threads_unfinished on threads (updatedAt desc) where status = 'running';
create index threads_by_origin on threads (forkedFrom) where forkedFrom is not null;
create index threads_by_profile on threads (profile) where profile is not null;
create index threads_by_parent on threads (parentId) where parentId is not null;
create index threads_of_agents on threads (updatedAt desc) where agent is not null;
create table turns (
  threadId text not null, turnId text not null, firstSeq real not null, byteOffset integer not null, path text not null,
  status text not null, startedAt integer not null, finishedAt integer, usage text,
  primary key (threadId, turnId)
) without rowid;
create index turns_by_seq on turns (threadId, firstSeq);
create index turns_running on turns (threadId) where status = 'running';
create table links (parentId text not null, agentId text not null, isOpen integer not null,
  reportId text,            -- the last that the parent was told of the agent
  primary key (parentId, agentId)) without rowid;
create table touched (threadId text not null, path text not null, primary key (threadId, path)) without rowid;
create table segments (threadId text not null, segment integer not null, path text not null,
  primary key (threadId, segment)) without rowid;
`,
}

/** A row and how much of its file is in the index. */
export type IndexedRow = ThreadRow & {
  key: number
  /** Bytes of `path` that are projected; 0: only the head was read. */
  cursor: number
  /** Count of lines before `cursor`, where the file can be read on from there; null where it has to be read again. */
  resumeLine: number | null
  /** Count of the thread's older files. */
  segment: number
  /** Size of `path` when it was last looked at. */
  bytes: number
  mtime: number
}

const COLUMNS = [
  'key id home readOnly path style title preview cwd branch source originator model profile status archived createdAt updatedAt',
  'parentId agent forkedFrom forkedSeq editOf turns totalTokens filesTouched pinned cursor resumeLine segment bytes mtime',
]
  .join(' ')
  .split(' ')

const FLAGS = ['readOnly', 'archived', 'pinned'] as const
type Flag = (typeof FLAGS)[number]
export type StoredRow = Omit<IndexedRow, Flag | 'agent'> & Record<Flag, number> & { agent: string | null }

export const rowFrom = (stored: StoredRow): IndexedRow => ({
  ...stored,
  readOnly: stored.readOnly === 1,
  archived: stored.archived === 1,
  pinned: stored.pinned === 1,
  agent: stored.agent === null ? null : (JSON.parse(stored.agent) as AgentOrigin),
})

/** Origins further up than this nobody asks for. */
const MAX_ORIGINS = 50

/** The row with what it is known by in lists: a fork that has said nothing yet by the words of its origin. */
export function listedFrom(stored: StoredRow, tables: Tables): IndexedRow {
  const row = rowFrom(stored)
  let origin: Pick<StoredRow, 'preview' | 'forkedFrom'> = stored
  for (let n = 0; n < MAX_ORIGINS && origin.preview === '' && origin.forkedFrom !== null; n++) {
    const above = tables.row.get(origin.forkedFrom) as StoredRow | undefined
    if (!above) break
    origin = above
  }
  return { ...row, preview: origin.preview }
}

export const storedFrom = (row: IndexedRow): StoredRow => ({
  ...row,
  readOnly: Number(row.readOnly),
  archived: Number(row.archived),
  pinned: Number(row.pinned),
  agent: row.agent && JSON.stringify(row.agent),
})

/** Everything that is asked of these tables or changed in them. */
const STATEMENTS = {
  generation: 'select generation from meta',
  renew: 'update meta set generation = lower(hex(randomblob(16)))',
  takeKeys: 'update meta set nextKey = nextKey + ? returning nextKey',
  row: 'select * from threads where id = ?',
  all: 'select * from threads',
  count: 'select count(*) from threads',
  put: `insert or replace into threads (${COLUMNS.join()}) values (${COLUMNS.map(column => `@${column}`).join()})`,
  list: `select * from threads where archived = ? and agent is null and (updatedAt, id) < (?, ?) order by updatedAt desc, id desc limit ?`,
  agents: 'select * from threads where parentId = ? order by createdAt, id',
  newest: 'select * from threads order by updatedAt desc limit ?',
  withProfile: `select id from threads where profile = ? and agent is null and readOnly = 0 order by updatedAt desc`,
  unfinished: `select id from threads where status = 'running' and archived = 0 and readOnly = 0 order by updatedAt desc limit ?`,
  untold: `select newest.id, newest.parentId from
         (select id, parentId, status,
            (select turnId from turns where threadId = threads.id order by firstSeq desc limit 1) as lastTurn
          from threads where agent is not null and archived = 0 and readOnly = 0 order by updatedAt desc limit @newest) as newest
       join links on links.parentId = newest.parentId and links.agentId = newest.id and links.isOpen
       join threads as parent on parent.id = newest.parentId and parent.readOnly = 0 and parent.status is not 'running'
       where links.reportId is not iif(newest.status = 'running', @left, @end) || newest.lastTurn
         and newest.lastTurn is not null`,
  link: 'insert or ignore into links (parentId, agentId, isOpen) values (?, ?, 1)',
  openLink: 'update links set isOpen = ? where parentId = ? and agentId = ?',
  reportLink: 'update links set reportId = ? where parentId = ? and agentId = ?',
  startTurn: `insert or ignore into turns (threadId, turnId, firstSeq, byteOffset, path, status, startedAt)
       values (?, ?, ?, ?, ?, 'running', ?)`,
  leaveTurns: `update turns set status = 'interrupted' where threadId = ? and status = 'running' and turnId <> ?`,
  finishTurn: 'update turns set status = ?, finishedAt = ? where threadId = ? and turnId = ?',
  usageOf: 'select usage from turns where threadId = ? and turnId = ?',
  setUsage: 'update turns set usage = ? where threadId = ? and turnId = ?',
  turns: 'select * from turns where threadId = ? order by firstSeq',
  turnAt: 'select turnId from turns where threadId = ? and firstSeq <= ? order by firstSeq desc limit 1',
  touch: 'insert or ignore into touched (threadId, path) values (?, ?)',
  addSegment: 'insert or replace into segments (threadId, segment, path) values (?, ?, ?)',
  segmentPath: 'select path from segments where threadId = ? and segment = ?',
  lineage: `with recursive
         above (id, forkedFrom) as (
           select id, forkedFrom from threads where id = ?
           union select threads.id, threads.forkedFrom from threads join above on threads.id = above.forkedFrom),
         family (id) as (
           select id from above
           union select threads.id from threads join family on threads.forkedFrom = family.id)
       select threads.* from threads join family using (id) order by createdAt, id`,
  forks: 'select * from threads where forkedFrom = ?',
  setPinned: 'update threads set pinned = ? where id = ?',
  rename: 'update threads set title = ? where id = ?',
  moveRow: 'update threads set path = ?, archived = ? where id = ?',
  moveTurns: 'update turns set path = ? where threadId = ? and path = ?',
  forgetRow: 'delete from threads where id = ?',
  forgetTurns: 'delete from turns where threadId = ?',
  forgetTouched: 'delete from touched where threadId = ?',
  forgetSegments: 'delete from segments where threadId = ?',
  forgetLinks: 'delete from links where parentId = ?',
} as const

type StatementName = keyof typeof STATEMENTS

/** Those that ask for one value a row. */
const PLUCKED: ReadonlySet<string> = new Set<StatementName>([
  'generation',
  'takeKeys',
  'count',
  'usageOf',
  'turnAt',
  'segmentPath',
])

export type Tables = Readonly<Record<StatementName, SqliteDatabase.Statement>>

export const prepareTables = (database: Database): Tables =>
  Object.fromEntries(
    Object.entries(STATEMENTS).map(([name, sql]) => {
      const statement = database.prepare(sql)
      return [name, PLUCKED.has(name) ? statement.pluck() : statement]
    }),
  ) as Tables

export const ALL_TABLES = ['threads', 'turns', 'links', 'touched', 'segments']
