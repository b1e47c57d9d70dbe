import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutputFeed } from './outputFeed.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const NEVER = new AbortController().signal

test('whoever reads on gets every byte once, whatever the pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.integer({ min: 1, max: 30 }), (pushes, maxBytes) => {
      const feed = createOutputFeed(2000)
      const read: number[] = []
      let place = 0
      const take = () => {
        const { offset, bytes } = feed.read(place, maxBytes)
        expect(offset).toBe(place)
        read.push(...bytes)
        place += bytes.length
      }
      for (const bytes of pushes) {
        feed.push(bytes)
        take()
      }
      while (place < feed.total) take()
      expect(read).toEqual(pushes.flatMap(bytes => [...bytes]))
    }),
  )
})

test('the ring holds the newest bytes at their places', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.integer({ min: 1, max: 64 }), (pushes, capacity) => {
      const feed = createOutputFeed(capacity)
      const all = pushes.flatMap(bytes => [...bytes])
      for (const bytes of pushes) feed.push(bytes)
      const { offset, bytes } = feed.read(Math.max(0, all.length - capacity), capacity)
      expect([...bytes]).toEqual(all.slice(offset))
      expect(offset).toBe(Math.max(0, all.length - capacity))
    }),
  )
})

test('who fell behind is led to the newest, at the beginning of a line', () => {
  const feed = createOutputFeed(40)
  for (let line = 0; line < 100; line++) feed.push(bytesOf(`line ${line}\n`))
  const { offset, bytes } = feed.read(10, 20)
  expect(textOf(bytes)).toBe('line 98\nline 99\n')
  expect(offset).toBe(feed.total - 16)
  expect(textOf(feed.read(null, 100).bytes)).toMatch(/^line 96\n/)
})

test('waiting ends with output, with the end, and with the signal', async () => {
  const feed = createOutputFeed(100)
  const first = feed.until(0, NEVER)
  feed.push(bytesOf('a'))
  await first
  const last = feed.until(1, NEVER)
  feed.end()
  await last
  expect(feed.ended).toBe(true)
  const begun = feed.until(1, NEVER, true)
  feed.begin()
  await begun
  const again = feed.until(1, NEVER)
  feed.push(bytesOf('again'))
  await again
  await feed.until(6, AbortSignal.abort())
})
