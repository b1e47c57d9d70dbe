import { expect, test } from 'vitest'
import { createChanges } from './changes.ts'

const NEVER = new AbortController().signal

test('who waits hears of any of its agents, and of no other', async () => {
  const changes = createChanges()
  const watch = changes.watch(['a', 'b'], 60_000, NEVER)
  let heard = 0
  const hear = async () => {
    await watch.next()
    heard++
  }
  const first = hear()
  changes.changed('c')
  await Promise.resolve()
  expect(heard).toBe(0)
  changes.changed('b')
  await first
  const second = hear()
  changes.changed('a')
  await second
  expect([heard, watch.isOver()]).toEqual([2, false])
  watch.stop()
})

test('waiting is over with the time and with the signal', async () => {
  const changes = createChanges()
  const short = changes.watch(['a'], 1, NEVER)
  await short.next()
  expect(short.isOver()).toBe(true)
  const stop = new AbortController()
  const long = changes.watch(['a'], 60_000, stop.signal)
  const next = long.next()
  stop.abort()
  await next
  expect(long.isOver()).toBe(true)
  await changes.watch(['a'], 60_000, stop.signal).next()
  for (const each of [short, long]) each.stop()
})
