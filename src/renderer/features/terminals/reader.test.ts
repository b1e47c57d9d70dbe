import { expect, test } from 'vitest'
import { readTerminal } from './reader.ts'
import type { ReaderDeps } from './reader.ts'

type Piece = Awaited<ReturnType<ReaderDeps['read']>>
type Answer = Piece | Error

const piece = (offset: number, text: string, over: Partial<Piece> = {}): Piece => ({
  offset,
  data: btoa(text),
  total: offset + text.length,
  ended: false,
  ...over,
})

/** Lets a reader have these answers, then stops it, and tells the story of what it did. */
async function story(...answers: Answer[]): Promise<string[]> {
  const stop = new AbortController()
  const told: string[] = []
  let before = 'replay'
  const left = [...answers]
  await readTerminal(
    {
      read: (from, ended) => {
        told.push(`read ${from ?? 'all'}${ended ? ' of what has ended' : ''}`)
        const next = left.shift()
        if (next === undefined) stop.abort()
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next ?? piece(0, ''))
      },
      isGone: failure => failure instanceof Error && failure.message === 'gone',
      connected: async () => void told.push('connected'),
      write: async bytes =>
        void told.push(bytes.length > 100 ? `write ${bytes.length}` : `write ${new TextDecoder().decode(bytes)}`),
      nextFrame: async () => void told.push('frame'),
      onGap: async missed => void told.push(`missed ${missed}`),
      onLive: live => {
        const now = live ? 'live' : 'replay'
        if (now !== before) told.push(now)
        before = now
      },
      onEnded: async () => void told.push('ended'),
    },
    stop.signal,
  )
  return told
}

test('what was there before is replayed, what comes then is live', async () => {
  expect(await story(piece(0, 'old', { total: 6 }), piece(3, 'er.'), piece(6, 'new'))).toEqual([
    'read all',
    'write old',
    'read 3',
    'write er.',
    'live',
    'read 6',
    'write new',
    'read 9',
  ])
})

test('after a lost connection it goes on where it was, and what came meanwhile is no longer live', async () => {
  const told = await story(piece(0, 'one'), piece(3, 'two'), new Error('lost'), piece(6, 'away'), piece(10, 'here'))
  expect(told.slice(5)).toEqual([
    'read 6',
    'connected',
    'read 6',
    'replay',
    'write away',
    'live',
    'read 10',
    'write here',
    'read 14',
  ])
})

test('a gap is told before what follows it', async () => {
  expect(await story(piece(0, 'a'), piece(501, 'b'))).toEqual([
    'read all',
    'write a',
    'live',
    'read 1',
    'missed 500',
    'replay',
    'write b',
    'live',
    'read 502',
  ])
})

test('an end is told once; then it waits for another beginning', async () => {
  const over = { ended: true }
  const told = await story(piece(0, 'a', over), piece(1, '', over), piece(1, 'again'))
  expect(told).toEqual([
    'read all',
    'write a',
    'live',
    'ended',
    'read 1 of what has ended',
    'read 1 of what has ended',
    'write again',
    'read 6',
  ])
})

test('of a flood there is one piece a frame', async () => {
  const flood = 'y'.repeat(16_384)
  const told = await story(piece(0, ''), piece(0, flood), piece(16_384, flood))
  expect(told.filter(line => line === 'frame')).toHaveLength(2)
})

test('a terminal that is gone is read no more', async () => {
  expect(await story(piece(0, 'a'), new Error('gone'))).toEqual(['read all', 'write a', 'live', 'read 1'])
})
