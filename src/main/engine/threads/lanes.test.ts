import { expect, test } from 'vitest'
import { createLanes } from './lanes.ts'

/** Enters and tells, in a list, when it got in. */
function visitor(lanes: ReturnType<typeof createLanes>, inside: string[]) {
  return async (name: string, exclusive: boolean, folder = '/w') => {
    const leave = await lanes.enter(folder, exclusive)
    inside.push(name)
    return leave
  }
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('shared calls run together, an exclusive one alone, first come first served', async () => {
  const inside: string[] = []
  const enter = visitor(createLanes(), inside)
  const leaveA = await enter('read a', false)
  const leaveB = await enter('read b', false)
  const patch = enter('patch', true)
  const late = enter('read late', false)
  await settle()
  expect(inside).toEqual(['read a', 'read b'])
  leaveA()
  leaveA() // giving up a place twice gives up nothing of others
  await settle()
  expect(inside).toEqual(['read a', 'read b'])
  leaveB()
  const leavePatch = await patch
  await settle()
  expect(inside).toEqual(['read a', 'read b', 'patch'])
  leavePatch()
  ;(await late)()
  expect(inside).toEqual(['read a', 'read b', 'patch', 'read late'])
})

test('folders do not wait for each other', async () => {
  const inside: string[] = []
  const enter = visitor(createLanes(), inside)
  await enter('patch in w', true, '/w')
  await enter('patch in v', true, '/v')
  expect(inside).toEqual(['patch in w', 'patch in v'])
})
