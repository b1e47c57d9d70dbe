import type { FoundItem } from '../../../../contract/history.ts'
import type { SessionFilter } from '../../../../contract/sessions.ts'
import { createDecoder } from '../../../../core/rollout/decode.ts'
import type { Event } from '../../../../core/thread/events.ts'
import { parseLine } from '../readRollout.ts'
import { DOCUMENT_KINDS, documentOf } from './documents.ts'
import { lineAt } from './scanLines.ts'
import type { IndexedRow, ThreadIndex } from './threadIndex.ts'
import { excerptOf, matchQuery, typedWords } from './typedWords.ts'
import type { TypedWords } from './typedWords.ts'
import { kindOf, threadKeyOf } from './wordIndex.ts'
import type { DocumentPlace, WordIndex } from './wordIndex.ts'

export interface FoundThread {
  row: IndexedRow
  hits: FoundItem[]
  /** Texts of the thread that fit, as far as was looked. */
  hitCount: number
}

export interface SearchPage {
  results: FoundThread[]
  next: string | null
}

export interface SearchOptions {
  text: string
  filter: SessionFilter
  limit: number
  /** `next` of the page before. */
  cursor?: string
  running: readonly string[]
}

/** What can be found in the index by words. */
export interface Search {
  /** Threads with a text or a title in which all of the words occur, best first. */
  threads(options: SearchOptions): SearchPage
  /** Where words occur in one thread, oldest first. */
  inThread(threadId: string, text: string, limit: number): { hits: FoundItem[]; total: number }
  /** The facts in the newest lines that hold calls, newest thread first. */
  newestCalls(limit: number): { row: IndexedRow; event: Event }[]
}

/** Texts that are looked through for one search: the newest that fit. More where few of their threads are wanted. */
const MAX_TEXTS = 20_000
const MAX_TEXTS_FILTERED = 200_000
const HITS_SHOWN = 3
const GROUP = 100
const TITLES = 200
const THREADS_WITH_CALLS = 100
const CALLS_OF_A_THREAD = 10

/** What makes one thread better than another. */
interface Candidate {
  ids: number[]
  score: number
}

export function createSearch({ index, words }: { index: ThreadIndex; words: WordIndex }): Search {
  const eventsAt = (row: IndexedRow, { segment, byteOffset, seq }: DocumentPlace): Event[] => {
    const bytes = lineAt(index.segmentPath(row, segment), byteOffset)
    const line = bytes && parseLine(bytes)
    return line ? createDecoder().line(line, seq) : []
  }

  const itemAt = (row: IndexedRow, place: DocumentPlace, typed: TypedWords): FoundItem | null => {
    for (const event of eventsAt(row, place)) {
      const document = documentOf(event)
      if (!document) continue
      const { kind, itemId, turnId, text } = document
      const { text: excerpt, marks } = excerptOf(text, typed)
      return { turnId: index.turnAt(row.id, place.seq) ?? turnId, itemId, kind, seq: place.seq, excerpt, marks }
    }
    return null
  }

  /** Threads by number, the best first: titles before texts, what was said before what was printed, new before old. */
  const candidates = (typed: TypedWords, maxTexts: number): [number, Candidate][] => {
    const found = new Map<number, Candidate>()
    const of = (key: number): Candidate => {
      const known = found.get(key) ?? { ids: [], score: 0 }
      found.set(key, known)
      return known
    }
    for (const id of words.find(matchQuery(typed), maxTexts)) {
      const candidate = of(threadKeyOf(id))
      candidate.ids.push(id)
      candidate.score = Math.max(candidate.score, DOCUMENT_KINDS.length - DOCUMENT_KINDS.indexOf(kindOf(id)))
    }
    for (const { key } of index.titled(typed.words, TITLES)) of(key).score += DOCUMENT_KINDS.length
    return [...found].sort(([a, { score: p }], [b, { score: q }]) => q - p || b - a)
  }

  const bestOf = (ids: readonly number[]): number[] =>
    ids.toSorted((a, b) => DOCUMENT_KINDS.indexOf(kindOf(a)) - DOCUMENT_KINDS.indexOf(kindOf(b))).slice(0, HITS_SHOWN)

  const hitsOf = (row: IndexedRow, ids: readonly number[], typed: TypedWords): FoundItem[] =>
    words.places(bestOf(ids)).flatMap(place => itemAt(row, place, typed) ?? [])

  return {
    threads({ text, filter, limit, cursor, running }) {
      const typed = typedWords(text)
      if (!typed) return { results: [], next: null }
      const { shelf: _, ...narrowing } = filter
      const isNarrow = Object.values(narrowing).some(value => value !== undefined)
      const found = candidates(typed, isNarrow ? MAX_TEXTS_FILTERED : MAX_TEXTS)
      const results: FoundThread[] = []
      let at = Number(cursor ?? 0)
      // Looked up in groups: most of those that a frequent word finds nobody asks for.
      for (; at < found.length && results.length < limit; at += GROUP) {
        const group = found.slice(at, at + GROUP)
        const keys = group.map(([key]) => key)
        const rows = new Map(index.sessionsAmong(keys, filter, running).map(row => [row.key, row]))
        for (const [offset, [key, { ids }]] of group.entries()) {
          const row = rows.get(key)
          if (!row) continue
          results.push({ row, hits: hitsOf(row, ids, typed), hitCount: ids.length })
          if (results.length === limit) return { results, next: nextOf(found.length, at + offset + 1) }
        }
      }
      return { results, next: null }
    },
    inThread(threadId, text, limit) {
      const typed = typedWords(text)
      const row = typed && index.row(threadId)
      if (!row) return { hits: [], total: 0 }
      const { places, total } = words.findIn(row.key, matchQuery(typed), limit)
      return { hits: places.flatMap(place => itemAt(row, place, typed) ?? []), total }
    },
    newestCalls(limit) {
      const found: { row: IndexedRow; event: Event }[] = []
      for (const row of index.newest(THREADS_WITH_CALLS)) {
        for (const place of words.newest(row.key, 'call', CALLS_OF_A_THREAD))
          for (const event of eventsAt(row, place)) if (event.type === 'call.received') found.push({ row, event })
        if (found.length >= limit) break
      }
      return found
    },
  }
}

const nextOf = (count: number, at: number): string | null => (at < count ? String(at) : null)
