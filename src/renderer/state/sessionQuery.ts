import type { Params } from '../../contract/router.ts'
import type { SessionRow } from '../../contract/sessions.ts'

export const SHELVES = ['active', 'archived', 'all', 'trash'] as const
/** Where threads lie. */
export type Shelf = (typeof SHELVES)[number]

export const AGES = ['any', 'today', 'week', 'month', 'year', 'older'] as const
/** When a thread was last touched. */
export type Age = (typeof AGES)[number]

export type Home = SessionRow['home']
export const STATES = ['running', 'done', 'failed', 'interrupted', 'idle'] as const
export type State = (typeof STATES)[number]

/** What a person looks for among past threads. Null and `any` filter nothing. */
export interface SessionQuery {
  /** As typed; `file:` before a word looks for threads that touched such a file. */
  text: string
  shelf: Shelf
  age: Age
  workspace: string | null
  model: string | null
  source: string | null
  home: Home | null
  status: State | null
  pinned: boolean
}

export const FIRST_QUERY: SessionQuery = {
  text: '',
  shelf: 'active',
  age: 'any',
  workspace: null,
  model: null,
  source: null,
  home: null,
  status: null,
  pinned: false,
}

/** What the engine is asked. Without text it lists, with text it searches; the trash is read whole. */
export type SessionRequest =
  | { kind: 'list'; filter: NonNullable<Params<'session/list'>['filter']> }
  | { kind: 'search'; text: string; filter: NonNullable<Params<'session/search'>['filter']> }
  | { kind: 'trash'; text: string }

const FILE = /(?<=^|\s)file:(?:"([^"]*)"?|(\S*))/g

/** The words to search for, and the file that was named among them. */
export function splitText(text: string): { words: string; file: string | null } {
  let file: string | null = null
  const words = text.replace(FILE, (_, quoted?: string, plain?: string) => {
    file = (quoted ?? plain ?? '') || file
    return ''
  })
  return { words: words.replaceAll(/\s+/g, ' ').trim(), file }
}

/** The request for a query. `now` decides where ages begin: at midnight, so that the same day asks the same. */
export function requestOf(query: SessionQuery, now: number): SessionRequest {
  const { words, file } = splitText(query.text)
  if (query.shelf === 'trash') return { kind: 'trash', text: words }
  const filter = {
    ...rangeOf(query.age, now),
    ...(query.workspace === null ? {} : { workspace: query.workspace }),
    ...(query.model === null ? {} : { model: query.model }),
    ...(query.source === null ? {} : { source: query.source }),
    ...(query.home === null ? {} : { home: query.home }),
    ...(query.status === null ? {} : { status: query.status }),
    ...(query.pinned ? { pinned: true } : {}),
    ...(file === null ? {} : { file }),
  }
  if (words === '') return { kind: 'list', filter: { ...filter, shelf: query.shelf } }
  // Whoever remembers words of a thread rarely remembers having archived it.
  const shelf = query.shelf === 'active' ? 'all' : query.shelf
  return { kind: 'search', text: words, filter: { ...filter, shelf } }
}

function rangeOf(age: Age, now: number): { from?: number; to?: number } {
  const daysBack = (days: number) => {
    const day = new Date(now)
    day.setHours(0, 0, 0, 0)
    day.setDate(day.getDate() - days)
    return day.getTime()
  }
  switch (age) {
    case 'any':
      return {}
    case 'today':
      return { from: daysBack(0) }
    case 'week':
      return { from: daysBack(6) }
    case 'month':
      return { from: daysBack(29) }
    case 'year':
      return { from: daysBack(364) }
    case 'older':
      return { to: daysBack(364) }
  }
}

/** Filters that are set, beside text and shelf. */
export const filtersSet = (query: SessionQuery): (keyof SessionQuery)[] =>
  (['workspace', 'age', 'model', 'source', 'home', 'status', 'pinned'] as const).filter(
    key => query[key] !== FIRST_QUERY[key],
  )
