import type { Database, Schema } from './database.ts'
import { DOCUMENT_KINDS } from './documents.ts'
import type { DocumentKind } from './documents.ts'
import { openOnUse } from './openOnUse.ts'

/**
 * Words, apart from the index of threads: who builds this for minutes keeps nobody from recording a turn there. The id
 * of a document says its thread and its kind, so that finding needs no other table and threads lie in order of birth.
 */
const WORDS: Schema = {
  version: 2,
  tables: `
create table meta (generation text not null);
insert into meta values ('');
create table progress (key integer primary key, segment integer not null, cursor integer not null, next integer not null);
create table documents (id integer primary key, seq real not null, segment integer not null, byteOffset integer not null);
create virtual table words using fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61'
);
`,
}

const IDS_OF_A_THREAD = 2 ** 24
const KINDS = 8

export const threadKeyOf = (id: number): number => Math.floor(id / IDS_OF_A_THREAD)
export const kindOf = (id: number): DocumentKind => DOCUMENT_KINDS[id % KINDS] ?? 'output'

/** A text to be found and the line that holds it. */
export interface WordsOf {
  kind: DocumentKind
  text: string
  seq: number
  segment: number
  byteOffset: number
}

/** How far a thread's words are in: bytes of its file. */
export interface WordsProgress {
  segment: number
  cursor: number
}

export interface DocumentPlace {
  id: number
  seq: number
  segment: number
  byteOffset: number
}

export interface WordIndex {
  /** Throws everything away that belongs to another build of the index of threads. */
  belongTo(generation: string): void
  has(key: number): boolean
  /** Texts of a thread that can be found. */
  count(key: number): number
  progress(key: number): WordsProgress
  allProgress(): Map<number, WordsProgress>
  /** Adds texts of a thread that begin at `from`. False, changing nothing, when something before them is missing. */
  add(key: number, texts: readonly WordsOf[], from: WordsProgress, to: WordsProgress): boolean
  forget(key: number): void
  /** Ids of the newest documents that fit an FTS query. */
  find(query: string, limit: number): number[]
  /** Places of documents of one thread that fit, oldest first, and how many there are. */
  findIn(key: number, query: string, limit: number): { places: DocumentPlace[]; total: number }
  places(ids: readonly number[]): DocumentPlace[]
  /** The newest documents of a kind in a thread. */
  newest(key: number, kind: DocumentKind, limit: number): DocumentPlace[]
  together<R>(work: () => R): R
  isOpen(): boolean
  close(): void
}

export interface WordIndexOptions {
  path: string
  now: () => number
  onDamaged?: (aside: string) => void
}

const NOTHING: WordsProgress & { next: number } = { segment: 0, cursor: 0, next: 0 }

export function createWordIndex({ path, now, onDamaged = () => {} }: WordIndexOptions): WordIndex {
  const kept = openOnUse({ path, schema: WORDS, prepare, now, onDamaged })
  const { transact, isOpen, close } = kept
  const progressOf = (tables: Tables, key: number) =>
    (tables.progress.get(key) as typeof NOTHING | undefined) ?? NOTHING

  return {
    belongTo: generation =>
      transact((tables, database) => {
        if (tables.generation.get() === generation) return
        database.exec(`delete from progress; delete from documents; insert into words (words) values ('delete-all')`)
        tables.setGeneration.run(generation)
      }),
    has: key => kept.use(tables => tables.progress.get(key) !== undefined),
    count: key => kept.use(tables => tables.count.get(...rangeOf(key)) as number),
    progress: key => kept.use(tables => progressOf(tables, key)),
    allProgress: () =>
      kept.use(
        tables => new Map((tables.allProgress.all() as (WordsProgress & { key: number })[]).map(p => [p.key, p])),
      ),
    add: (key, texts, from, to) =>
      transact(tables => {
        const { segment, cursor, next } = progressOf(tables, key)
        if (segment !== from.segment || cursor !== from.cursor) return false
        let number = next
        for (const { kind, text, seq, segment, byteOffset } of texts) {
          const id = key * IDS_OF_A_THREAD + number * KINDS + DOCUMENT_KINDS.indexOf(kind)
          tables.addDocument.run(id, seq, segment, byteOffset)
          tables.addWords.run(id, text)
          number += 1
        }
        tables.setProgress.run(key, to.segment, to.cursor, number)
        return true
      }),
    forget: key =>
      transact(tables => {
        const range = rangeOf(key)
        tables.forgetWords.run(...range)
        tables.forgetDocuments.run(...range)
        tables.forgetProgress.run(key)
      }),
    find: (query, limit) => kept.use(tables => tables.find.all(query, limit) as number[]),
    findIn: (key, query, limit) =>
      kept.use(tables => {
        const ids = tables.findIn.all(query, ...rangeOf(key)) as number[]
        return { places: placesOf(tables, ids.slice(0, limit)), total: ids.length }
      }),
    places: ids => kept.use(tables => placesOf(tables, ids)),
    newest: (key, kind, limit) =>
      kept.use(
        tables => tables.newest.all(...rangeOf(key), KINDS, DOCUMENT_KINDS.indexOf(kind), limit) as DocumentPlace[],
      ),
    together: work => transact(work),
    isOpen,
    close,
  }
}

const rangeOf = (key: number): [number, number] => [key * IDS_OF_A_THREAD, (key + 1) * IDS_OF_A_THREAD - 1]

const placesOf = (tables: Tables, ids: readonly number[]): DocumentPlace[] =>
  ids.flatMap(id => (tables.place.get(id) as DocumentPlace | undefined) ?? [])

type Tables = ReturnType<typeof prepare>

function prepare(database: Database) {
  return {
    generation: database.prepare('select generation from meta').pluck(),
    setGeneration: database.prepare('update meta set generation = ?'),
    progress: database.prepare('select * from progress where key = ?'),
    allProgress: database.prepare('select * from progress'),
    setProgress: database.prepare('insert or replace into progress (key, segment, cursor, next) values (?, ?, ?, ?)'),
    addDocument: database.prepare('insert into documents (id, seq, segment, byteOffset) values (?, ?, ?, ?)'),
    addWords: database.prepare('insert into words (rowid, text) values (?, ?)'),
    find: database.prepare('select rowid from words where words match ? order by rowid desc limit ?').pluck(),
    findIn: database
      .prepare('select rowid from words where words match ? and rowid between ? and ? order by rowid')
      .pluck(),
    place: database.prepare('select * from documents where id = ?'),
    newest: database.prepare(
      'select * from documents where id between ? and ? and id % ? = ? order by id desc limit ?',
    ),
    count: database.prepare('select count(*) from documents where id between ? and ?').pluck(),
    forgetWords: database.prepare('delete from words where rowid between ? and ?'),
    forgetDocuments: database.prepare('delete from documents where id between ? and ?'),
    forgetProgress: database.prepare('delete from progress where key = ?'),
  }
}
