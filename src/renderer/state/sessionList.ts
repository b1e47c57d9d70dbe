import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { FoundItem } from '../../contract/history.ts'
import type { SessionRow } from '../../contract/sessions.ts'
import type { Client } from '../../rpc/client.ts'
import { messageOf } from './connection.ts'
import type { SessionRequest } from './sessionQuery.ts'
import { titleOf } from './selectors.ts'

/** A past thread, and where the words that were looked for stand in it. */
export interface SessionEntry {
  session: SessionRow
  hits: readonly FoundItem[]
  hitCount: number
  /** Since when it lies in the trash; null elsewhere. */
  trashedAt: number | null
}

/** Threads that fit a request, as far as they are loaded. */
export interface SessionListState {
  /** The request that the entries answer: while the next one is on its way, still that of before. */
  request: SessionRequest | null
  entries: readonly SessionEntry[]
  /** How many fit in all; null while it is not known. */
  total: number | null
  nextCursor: string | null
  /** Whether the entries are of the newest request. */
  fresh: boolean
  failure: string | null
  tookMs: number | null
}

export interface SessionList {
  store: StoreApi<SessionListState>
  /** Asks anew; what is shown stays until the answer is there. */
  show(request: SessionRequest): Promise<void>
  /** Reads the beginning again, with whatever happened meanwhile. */
  reload(): Promise<void>
  /** Loads pages until the entry of this place is there or none is left. */
  reach(index: number): Promise<void>
  update(ids: ReadonlySet<string>, change: (session: SessionRow) => SessionRow): void
  remove(ids: ReadonlySet<string>): void
}

const PAGE = 200
/** The first page: what fits on a screen and a little more. */
const FIRST_PAGE = 60
/** How much of a long list is read again; the rest follows when it is looked at. */
const KEPT_ON_RELOAD = 600

const NOTHING: SessionListState = {
  request: null,
  entries: [],
  total: null,
  nextCursor: null,
  fresh: false,
  failure: null,
  tookMs: null,
}

type Page = Pick<SessionListState, 'entries' | 'total' | 'nextCursor'>

/** Past threads of the engine, page by page. Of answers that overtake each other the newest request's counts. */
export function createSessionList({ call, now }: { call: Client['call']; now(): number }): SessionList {
  const store = createStore<SessionListState>(() => NOTHING)
  let round = 0
  let wanted: SessionRequest | null = null
  let reaching: Promise<void> | null = null
  let reachTo = 0

  const begin = async (request: SessionRequest, atLeast: number) => {
    const mine = ++round
    wanted = request
    reaching = null
    store.setState({ fresh: false })
    const startedAt = now()
    try {
      const page = await readPage(call, request, FIRST_PAGE)
      const tookMs = now() - startedAt
      while (mine === round && page.nextCursor !== null && page.entries.length < atLeast) {
        const next = await readPage(call, request, PAGE, page.nextCursor)
        page.entries = joined(page.entries, next.entries)
        page.nextCursor = next.nextCursor
      }
      if (mine === round) store.setState({ ...page, request, tookMs, fresh: true, failure: null })
    } catch (error) {
      if (mine === round) store.setState({ failure: messageOf(error), fresh: true })
    }
  }

  const reachLoop = async () => {
    const mine = round
    try {
      while (mine === round) {
        const { request, entries, nextCursor } = store.getState()
        if (request === null || nextCursor === null || entries.length > reachTo) return
        const next = await readPage(call, request, PAGE, nextCursor)
        if (mine !== round) return
        store.setState(state => ({ ...next, entries: joined(state.entries, next.entries) }))
      }
    } catch (error) {
      if (mine === round) store.setState({ failure: messageOf(error), nextCursor: null })
    }
  }

  return {
    store,
    show: request => begin(request, 0),
    async reload() {
      if (wanted) await begin(wanted, Math.min(store.getState().entries.length, KEPT_ON_RELOAD))
    },
    reach(index) {
      const { entries, fresh, nextCursor } = store.getState()
      if (!fresh || nextCursor === null || index < entries.length) return Promise.resolve()
      reachTo = reaching ? Math.max(reachTo, index) : index
      const mine = (reaching ??= reachLoop().finally(() => {
        if (reaching === mine) reaching = null
      }))
      return mine
    },
    update: (ids, change) =>
      store.setState(({ entries }) => ({
        entries: entries.map(entry =>
          ids.has(entry.session.id) ? { ...entry, session: change(entry.session) } : entry,
        ),
      })),
    remove: ids =>
      store.setState(({ entries, total }) => {
        const left = entries.filter(entry => !ids.has(entry.session.id))
        return { entries: left, total: total === null ? null : total - (entries.length - left.length) }
      }),
  }
}

async function readPage(call: Client['call'], request: SessionRequest, limit: number, cursor?: string): Promise<Page> {
  const paged = cursor === undefined ? { limit } : { limit, cursor }
  switch (request.kind) {
    case 'list': {
      const { sessions, nextCursor, total } = await call('session/list', { ...paged, filter: request.filter })
      return { entries: sessions.map(session => ({ ...NO_HITS, session })), nextCursor, total }
    }
    case 'search': {
      const { text, filter } = request
      const { results, nextCursor } = await call('session/search', { ...paged, text, filter })
      const entries = results.map(result => ({ ...result, trashedAt: null }))
      return { entries, nextCursor, total: cursor === undefined && nextCursor === null ? entries.length : null }
    }
    case 'trash': {
      const { threads } = await call('trash/list', {})
      const words = request.text.toLowerCase().split(' ')
      const entries = threads
        .filter(thread => words.every(word => titleOf(thread).toLowerCase().includes(word)))
        .map(({ trashedAt, ...session }) => ({ ...NO_HITS, session, trashedAt }))
      return { entries, nextCursor: null, total: entries.length }
    }
  }
}

const NO_HITS = { hits: [], hitCount: 0, trashedAt: null }

/** A thread that moved between two pages is shown once. */
function joined(before: readonly SessionEntry[], next: readonly SessionEntry[]): SessionEntry[] {
  const known = new Set(before.map(entry => entry.session.id))
  return [...before, ...next.filter(entry => !known.has(entry.session.id))]
}
