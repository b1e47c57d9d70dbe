import { expect, test } from 'vitest'
import { fold } from '../thread/apply.ts'
import type { Event, EventBody } from '../thread/events.ts'
import { windowOf } from '../thread/window.ts'
import { agentsTakenOut } from './takenOut.ts'

const turn = (turnId: string): EventBody[] => [
  { type: 'turn.started', turnId },
  { type: 'agent.spawned', turnId, callId: 'c', agentId: `of ${turnId}`, nickname: 'Ada', role: 'default' },
  { type: 'turn.finished', turnId, status: 'completed', startedAt: 0 },
]
const log = [...turn('t1'), ...turn('t2'), ...turn('t3')].map((body, seq) => ({ ...body, seq, at: seq }) as Event)
const thread = fold('root', log)
const taken = (beforeSeq: number, of = thread) => agentsTakenOut(of, beforeSeq).map(({ id }) => id)

test('those go that were spawned in turns that go', () => {
  expect(taken(0)).toEqual(['of t1', 'of t2', 'of t3'])
  expect(taken(3)).toEqual(['of t2', 'of t3'])
  expect(taken(6)).toEqual(['of t3'])
})

test('of a thread whose older turns are not at hand, too', () => {
  const window = windowOf(thread, 1)
  expect(taken(6, window)).toEqual(['of t3'])
  expect(taken(3, window)).toEqual(['of t1', 'of t2', 'of t3'])
})

test('closed ones are not closed again', () => {
  const closed = fold('root', [...log, { type: 'agent.closed', agentId: 'of t3', seq: 9, at: 9 } as Event])
  expect(taken(3, closed)).toEqual(['of t2'])
})
