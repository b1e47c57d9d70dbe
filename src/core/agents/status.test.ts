import { describe, expect, test } from 'vitest'
import { fold } from '../thread/apply.ts'
import type { Event, EventBody } from '../thread/events.ts'
import { runningTurn } from '../thread/thread.ts'
import type { AgentStatus } from './agent.ts'
import { isFinal } from './agent.ts'
import { agentsOfTurn, linkOf, openLinks, reportIdOf, statusOf, statusOfLink } from './status.ts'

const stamped = (bodies: EventBody[]): Event[] => bodies.map((body, seq) => ({ ...body, seq, at: seq }))
const threadOf = (id: string, bodies: EventBody[]) => fold(id, stamped(bodies))

const created = (threadId: string, over: object = {}): EventBody => ({
  type: 'thread.created',
  threadId,
  cwd: '/w',
  origin: { source: 'test', originator: 'test' },
  version: '0',
  ...over,
})
const born = created('child', { parentId: 'parent', agent: { nickname: 'Ada', role: 'default', depth: 1 } })
const turn = (turnId: string): EventBody => ({ type: 'turn.started', turnId })
const says = (turnId: string, text: string): EventBody => ({
  type: 'message.received',
  turnId,
  item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
})
const ends = (
  turnId: string,
  status: 'completed' | 'interrupted' | 'failed' | 'blocked',
  message?: string,
): EventBody => ({
  type: 'turn.finished',
  turnId,
  status,
  failure: message === undefined ? undefined : { code: 'x', message },
  startedAt: 0,
})

const spawned = (agentId = 'child', turnId = 'p1'): EventBody => ({
  type: 'agent.spawned',
  turnId,
  callId: `call-${agentId}`,
  agentId,
  nickname: 'Ada',
  role: 'default',
})
const parentOf = (...bodies: EventBody[]) => threadOf('parent', [created('parent'), turn('p1'), spawned(), ...bodies])

/** How an agent comes from one status to the next: what its log says, whether it is run, what its parent's log says. */
// prettier-ignore
const TRANSITIONS: [what: string, own: EventBody[] | null, isRunning: boolean, parents: EventBody[], AgentStatus][] = [
  ['it is spawned', [born], false, [], 'pending_init'],
  ['its first turn begins', [born, turn('1')], true, [], 'running'],
  ['it ends with words', [born, turn('1'), says('1', 'a'), says('1', 'b'), ends('1', 'completed')], false, [], { completed: 'b' }],
  ['it ends without a word', [born, turn('1'), ends('1', 'completed')], false, [], { completed: null }],
  ['it fails', [born, turn('1'), ends('1', 'failed', 'no key')], false, [], { errored: 'no key' }],
  ['it fails without a reason', [born, turn('1'), ends('1', 'failed')], false, [], { errored: 'It failed.' }],
  ['it is stopped', [born, turn('1'), ends('1', 'interrupted')], false, [], 'interrupted'],
  ['its loop is braked', [born, turn('1'), ends('1', 'blocked')], false, [], 'interrupted'],
  ['its process dies', [born, turn('1')], false, [], 'interrupted'],
  ['it is continued after that', [born, turn('1')], true, [], 'running'],
  ['it gets a further task', [born, turn('1'), ends('1', 'completed'), turn('2')], true, [], 'running'],
  ['it gets one after it failed', [born, turn('1'), ends('1', 'failed'), turn('2')], true, [], 'running'],
  ['it gets one after it was stopped', [born, turn('1'), ends('1', 'interrupted'), turn('2')], true, [], 'running'],
  ['a further task ends', [born, turn('1'), says('1', 'old'), ends('1', 'completed'), turn('2'), ends('2', 'completed')], false, [], { completed: null }],
  ['it is closed before it begins', [born], false, [{ type: 'agent.closed', agentId: 'child' }], 'shutdown'],
  ['it is closed while it runs', [born, turn('1')], true, [{ type: 'agent.closed', agentId: 'child' }], 'shutdown'],
  ['it is closed when it is done', [born, turn('1'), ends('1', 'completed')], false, [{ type: 'agent.closed', agentId: 'child' }], 'shutdown'],
  ['it becomes a thread of its own', [born], false, [{ type: 'agent.promoted', agentId: 'child' }], 'shutdown'],
  ['it is opened again', [born, turn('1'), ends('1', 'completed')], false, [{ type: 'agent.closed', agentId: 'child' }, { type: 'agent.resumed', agentId: 'child' }], 'pending_init'],
  ['it goes on when it is opened again', [born, turn('1')], true, [{ type: 'agent.closed', agentId: 'child' }, { type: 'agent.resumed', agentId: 'child' }], 'running'],
  ['its log is gone', null, false, [], 'not_found'],
  ['its log is gone after it was closed', null, false, [{ type: 'agent.closed', agentId: 'child' }], 'not_found'],
]

describe('where an agent stands when', () => {
  test.each(TRANSITIONS)('%s', (_, own, isRunning, parents, expected) => {
    const parent = parentOf(...parents)
    const link = linkOf(parent, 'child')
    expect(link && statusOfLink(link, own && threadOf('child', own), isRunning)).toEqual(expected)
  })

  test('only its parent knows why it was stopped', () => {
    const child = threadOf('child', [born, turn('1'), ends('1', 'interrupted')])
    const end = child.turns.at(-1)
    const reportId = end ? reportIdOf(end) : ''
    const why: EventBody = { type: 'agent.reported', reportId, agentId: 'child', status: { errored: 'too long' } }
    const link = linkOf(parentOf(why), 'child')
    expect(link && statusOfLink(link, child, false)).toEqual({ errored: 'too long' })
    // Of a further task that says nothing.
    const later = threadOf('child', [born, turn('1'), ends('1', 'interrupted'), turn('2'), ends('2', 'interrupted')])
    expect(link && statusOfLink(link, later, false)).toBe('interrupted')
  })

  test('its log alone knows nothing of closing', () => {
    expect(statusOf(threadOf('child', [born, turn('1')]), true)).toBe('running')
    expect(statusOf(threadOf('child', [born]), false)).toBe('pending_init')
  })
})

test('a turn that was left behind and ends after all is told of twice', () => {
  const left = threadOf('child', [born, turn('1')])
  const ended = threadOf('child', [born, turn('1'), ends('1', 'completed')])
  const [first, second] = [left, ended].map(thread => thread.turns[0] && reportIdOf(thread.turns[0]))
  expect(first).not.toBe(second)
  expect(runningTurn(left)).not.toBeNull()
})

test('who waits need not wait for an agent that has stopped', () => {
  const finals: AgentStatus[] = [{ completed: null }, { errored: 'x' }, 'interrupted', 'shutdown', 'not_found']
  expect(finals.every(isFinal)).toBe(true)
  expect((['pending_init', 'running'] as AgentStatus[]).some(isFinal)).toBe(false)
})

test('stopping a turn reaches the agents that it spawned, talked to or opened again, and no others', () => {
  const call = (turnId: string, callId: string, action: 'send' | 'wait', agentId: string): EventBody[] => [
    { type: 'call.received', turnId, item: { type: 'function_call', call_id: callId, name: 'x', arguments: '{}' } },
    {
      type: 'call.completed',
      turnId,
      callId,
      status: 'completed',
      result: { kind: 'agent', action, agentIds: [agentId] },
    },
  ]
  const thread = parentOf(
    spawned('second'),
    spawned('third'),
    { type: 'agent.closed', agentId: 'third' },
    ends('p1', 'completed'),
    turn('p2'),
    spawned('fourth', 'p2'),
    ...call('p2', 'a', 'send', 'second'),
    ...call('p2', 'b', 'wait', 'child'),
  )
  const [first, last] = thread.turns
  expect(first && agentsOfTurn(thread, first).map(({ id }) => id)).toEqual(['child', 'second'])
  expect(last && agentsOfTurn(thread, last).map(({ id }) => id)).toEqual(['second', 'fourth'])
  expect(openLinks(thread).map(({ id }) => id)).toEqual(['child', 'second', 'fourth'])
})
