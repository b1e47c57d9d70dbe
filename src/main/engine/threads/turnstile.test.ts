import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurnstile } from './turnstile.ts'

function rig() {
  const turnstile = createTurnstile()
  const through: string[] = []
  const come = (threadId: string, step = threadId) => void turnstile(threadId).then(() => through.push(step))
  return { through, come }
}

test('who comes alone does not wait', async () => {
  const { through, come } = rig()
  come('a')
  await Promise.resolve()
  expect(through).toEqual(['a'])
})

test('one thread in each turn of the loop, first come, first served', async () => {
  const { through, come } = rig()
  for (const threadId of ['a', 'b', 'c']) come(threadId)
  const seen: number[] = []
  for (let turn = 0; turn < 6 && through.length < 3; turn++) {
    await nextTurn()
    seen.push(through.length)
  }
  expect(through).toEqual(['a', 'b', 'c'])
  // Never more than one in a turn.
  expect(seen.every((count, turn) => count - (seen[turn - 1] ?? 1) <= 1)).toBe(true)
})

test('what one thread wants at the same time goes together', async () => {
  const { through, come } = rig()
  come('a', 'a1')
  come('b', 'b1')
  come('c', 'c1')
  come('b', 'b2')
  come('a', 'a2')
  await expect.poll(() => through).toEqual(['a1', 'a2', 'b1', 'b2', 'c1'])
})

test('who came once and comes again goes behind those who wait', async () => {
  const { through, come } = rig()
  for (const threadId of ['a', 'b', 'c']) come(threadId)
  await nextTurn()
  come('a', 'a again')
  await expect.poll(() => through).toEqual(['a', 'b', 'c', 'a again'])
})
