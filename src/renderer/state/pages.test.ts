import { expect, test } from 'vitest'
import type { TurnPage } from '../../contract/history.ts'
import { emptyThread, NO_USAGE } from '../../core/thread/thread.ts'
import type { Turn } from '../../core/thread/thread.ts'
import { earlierThan } from '../../core/thread/window.ts'
import type { Client } from '../../rpc/client.ts'
import { createPages } from './pages.ts'
import { createAppStore, updateView, viewOf } from './store.ts'

const turn = (index: number): Turn => ({
  id: `t${index}`,
  status: 'completed',
  startedAt: 0,
  firstSeq: index * 10,
  lastSeq: index * 10 + 9,
  items: [],
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
})
const turns = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => turn(from + at))
const pageFrom = (from: number, to: number): TurnPage => ({
  turns: turns(from, to),
  earlier: earlierThan(turns(from, to), from),
  later: to < 100 ? { turns: 100 - to, afterSeq: to * 10 - 1 } : null,
})

/** A thread of a hundred turns whose last twenty are at hand, and an engine that answers what the test gives it. */
function opened(answer: (params: Record<string, unknown>) => Promise<TurnPage>) {
  const store = createAppStore()
  const asked: Record<string, unknown>[] = []
  const call = (_: string, params: Record<string, unknown>) => {
    asked.push(params)
    return answer(params)
  }
  const client = { call } as unknown as Client
  const thread = { ...emptyThread('t'), turns: turns(80, 100), earlier: { turns: 80, beforeSeq: 800 } }
  updateView(store, 't', view => ({ ...view, thread }))
  return { pages: createPages({ store, client: () => client }), asked, view: () => viewOf(store.getState(), 't') }
}

test('the page before is asked for once, however often one comes near', async () => {
  const { pages, asked, view } = opened(async () => pageFrom(60, 80))
  const first = pages.more('t', 'earlier')
  expect(view().paging).toEqual({ side: 'earlier', failure: null })
  await Promise.all([first, pages.more('t', 'earlier')])
  expect(asked).toEqual([{ threadId: 't', limit: 20, before: 800 }])
  expect(view().paging).toBeNull()
  expect(view().stretch.turns[0]?.id).toBe('t60')
})

test('a page that does not come is said, and asked for again only by the reader', async () => {
  let works = false
  const { pages, view } = opened(async () => {
    if (!works) throw new Error('The disk is gone.')
    return pageFrom(60, 80)
  })
  await pages.more('t', 'earlier')
  expect(view().paging).toEqual({ side: 'earlier', failure: 'The disk is gone.' })
  works = true
  await pages.more('t', 'earlier')
  expect(view().stretch.turns).toHaveLength(20)
})

test('a turn far away is shown without what lies between; one that is shown already costs nothing', async () => {
  const { pages, asked, view } = opened(async () => pageFrom(20, 40))
  expect(await pages.show('t', { turnId: 't30' })).toBe(true)
  expect(view().stretch).toMatchObject({ joined: false, earlier: { turns: 20 } })
  expect(await pages.show('t', { turnId: 't25' })).toBe(true)
  expect(asked).toHaveLength(1)
  pages.toEnd('t')
  expect(view().stretch.turns).toEqual([])
})

test('a turn that the thread does not have is not found, and nothing moves', async () => {
  const { pages, view } = opened(async () => {
    throw new Error('That turn is not part of this thread.')
  })
  expect(await pages.show('t', { turnId: 'elsewhere' })).toBe(false)
  expect(view().stretch.turns).toEqual([])
})

test('a page that comes after the reader went elsewhere leaves no gap', async () => {
  const late = Promise.withResolvers<TurnPage>()
  const { pages, view } = opened(({ turnId }) =>
    turnId === undefined ? late.promise : Promise.resolve(pageFrom(20, 40)),
  )
  await pages.show('t', { turnId: 't30' })
  const asked = pages.more('t', 'earlier')
  pages.toEnd('t')
  late.resolve(pageFrom(0, 20))
  await asked
  expect(view()).toMatchObject({ paging: null, stretch: { turns: [] } })
})

test('nothing is shown that nobody wants any more', async () => {
  const { pages, view } = opened(async () => pageFrom(20, 40))
  expect(await pages.show('t', { turnId: 't30' }, AbortSignal.abort())).toBe(false)
  expect(view().stretch.turns).toEqual([])
})
