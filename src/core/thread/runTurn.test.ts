import { describe, expect, test } from 'vitest'
import { fakeEffects, Killed, newWorld } from '../../testing/fakeEffects.ts'
import type { Script, World } from '../../testing/fakeEffects.ts'
import { emptyHistory, normalise, record } from '../context/history.ts'
import { fold } from './apply.ts'
import type { EventBody } from './events.ts'
import { isOutput } from './items.ts'
import type { ResponseItem } from './items.ts'
import { runTurn } from './runTurn.ts'
import { callsOf } from './thread.ts'
import type { Thread } from './thread.ts'

const says = (id: string, text: string): ResponseItem => ({
  type: 'message',
  id,
  role: 'assistant',
  content: [{ type: 'output_text', text }],
})
const thinks = (id: string, text: string): ResponseItem => ({
  type: 'reasoning',
  id,
  summary: [{ type: 'summary_text', text }],
})
const calls = (call_id: string): ResponseItem => ({
  type: 'function_call',
  id: `fc_${call_id}`,
  call_id,
  name: 'exec_command',
  arguments: `{"cmd":"echo ${call_id}"}`,
})

const BEGIN: EventBody[] = [
  { type: 'thread.created', threadId: 't', cwd: '/w', origin: { source: 'test', originator: 'test' }, version: '0' },
  { type: 'turn.started', turnId: 'u1' },
  {
    type: 'message.sent',
    turnId: 'u1',
    item: { type: 'message', id: 'msg_first', role: 'user', content: [{ type: 'input_text', text: 'go' }] },
  },
]

function begin(): World {
  const world = newWorld()
  BEGIN.forEach((body, seq) => world.log.push({ ...body, seq, at: seq }))
  return world
}

/** Plays a script to its end, dying after `killAfter` events and coming back as often as needed. */
async function play(script: Script, killAfter: number[] = []): Promise<World> {
  const world = begin()
  for (const limit of [...killAfter, Infinity]) {
    try {
      await runTurn('u1', fakeEffects(world, script, limit))
      break
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    }
  }
  return world
}

/** What must be the same however often the host died: all but places, times, and tokens of an answer nobody saw end. */
function essence(thread: Thread) {
  const turn = thread.turns.at(-1)
  return {
    status: turn?.status,
    inbox: thread.inbox,
    items: turn?.items
      .map(item =>
        item.type === 'call'
          ? [item.type, item.id, item.phase]
          : [
              item.type,
              item.id,
              'text' in item ? item.text : 'summary' in item ? item.summary : 'content' in item ? item.content : '',
            ],
      )
      .sort((a, b) => String(a[1]).localeCompare(String(b[1]))),
  }
}

const EVERYTHING: Script = {
  samples: [
    {
      items: [thinks('rs1', 'look around'), says('m1', 'Three things at once.'), calls('c1'), calls('c2'), calls('c3')],
    },
    { items: [says('m2', 'Now the risky one.'), calls('c4')], steer: { inputId: 'input-steer', text: 'also this' } },
    { items: [calls('c5')] },
    { items: [says('m3', 'All done.')] },
  ],
  decisions: { c4: { type: 'approve', scope: 'once' }, c5: { type: 'deny', feedback: 'not that' } },
  outcomes: { c2: { status: 'failed', output: 'exit code 1' } },
}

const INTERRUPTED: Script = {
  samples: [{ items: [says('m1', 'Two at once.'), calls('c1'), calls('c2'), calls('c3')], interrupt: true }],
  endless: ['c3'],
  decisions: { c2: { type: 'approve', scope: 'once' } },
}

const STOPPED_BY_SANDBOX: Script = {
  samples: [{ items: [calls('c1'), calls('c2'), calls('c3')] }, { items: [says('m1', 'Done.')] }],
  retries: { c1: { type: 'approve', scope: 'once' }, c2: { type: 'deny', feedback: 'leave it' } },
}

const eventsOf = (world: World) => world.log.map(event => event.type)

describe('a turn', () => {
  test('samples, runs calls, asks, is steered and ends', async () => {
    const world = await play(EVERYTHING)
    const thread = fold('t', world.log)
    expect(thread.turns[0]?.status).toBe('completed')
    expect(thread.inbox).toEqual([])
    expect(thread.usage.totalTokens).toBe(60)
    expect(world.effects).toEqual({ c1: 1, c2: 1, c3: 1, c4: 1 })
    const c5 = thread.turns[0]?.items.find(item => item.id === 'c5')
    expect(c5).toMatchObject({ phase: 'done', status: 'declined', decision: { type: 'deny', feedback: 'not that' } })
  })

  test('records outputs in call order, after the last call of their sample, whatever finishes first', async () => {
    const world = await play(EVERYTHING)
    const finished = world.log.filter(event => event.type === 'call.completed').map(event => event.callId)
    expect(finished.slice(0, 3)).not.toEqual(['c1', 'c2', 'c3'])
    const outputs = world.log.filter(event => event.type === 'output.recorded').map(event => event.item.call_id)
    expect(outputs).toEqual(['c1', 'c2', 'c3', 'c4', 'c5'])
    expect(eventsOf(world).indexOf('output.recorded')).toBeGreaterThan(eventsOf(world).indexOf('sample.completed'))
  })

  test('starts a call while the answer still streams', async () => {
    const types = eventsOf(await play(EVERYTHING))
    expect(types.indexOf('call.started')).toBeLessThan(types.indexOf('sample.completed'))
  })

  test('a failed answer ends the turn with what happened', async () => {
    const failure = { code: 'model.unauthorized', message: 'The key was refused.' }
    const world = await play({ samples: [{ items: [says('m1', 'Hm.')], fails: failure }] })
    expect(fold('t', world.log).turns[0]).toMatchObject({ status: 'failed', failure })
  })

  test('a call id used twice is answered once and said', async () => {
    const world = await play({ samples: [{ items: [calls('c1'), calls('c1')] }, { items: [says('m', 'ok')] }] })
    expect(world.effects).toEqual({ c1: 1 })
    expect(world.log.some(event => event.type === 'notice.added' && event.text.includes('c1'))).toBe(true)
  })

  test('an abort denies the call and ends the turn', async () => {
    const script: Script = { samples: [{ items: [calls('c1')] }], decisions: { c1: { type: 'abort' } } }
    const world = await play(script)
    expect(fold('t', world.log).turns[0]?.status).toBe('interrupted')
    expect(world.effects).toEqual({})
  })

  test('an interrupt stops what runs, and tells the model', async () => {
    const world = await play(INTERRUPTED)
    const thread = fold('t', world.log)
    expect(thread.turns[0]?.status).toBe('interrupted')
    const statuses = callsOf(thread.turns[0] ?? expect.fail()).map(call => call.phase === 'done' && call.status)
    expect(statuses.at(-1)).toBe('aborted')
    expect(eventsOf(world).at(-2)).toBe('context.added')
  })
})

const shapes: [string, Script][] = [
  ['with reasoning, parallel calls, an approval, a denial, a failure and a steer', EVERYTHING],
  ['that is interrupted', INTERRUPTED],
  ['with calls that the sandbox stops', STOPPED_BY_SANDBOX],
]

describe.each(shapes)('kill anywhere: a turn %s', (_name, script) => {
  test('comes to the same end after a death at every event, and no call has its effect twice', async () => {
    const clean = await play(script)
    const expected = essence(fold('t', clean.log))
    for (let killAt = BEGIN.length; killAt < clean.log.length; killAt++) {
      const revived = await play(script, [killAt])
      expect(essence(fold('t', revived.log)), `killed after ${killAt} events`).toEqual(expected)
      for (const [callId, times] of Object.entries(revived.effects)) expect(times, `${callId} at ${killAt}`).toBe(1)
      expectPaired(revived)
    }
  })

  test('also when it dies again and again', async () => {
    const clean = await play(script)
    const expected = essence(fold('t', clean.log))
    for (let step = 1; step <= 4; step++) {
      const deaths = Array.from({ length: 60 }, (_, n) => BEGIN.length + n * step)
      const revived = await play(script, deaths)
      expect(essence(fold('t', revived.log))).toEqual(expected)
      expect(Math.max(0, ...Object.values(revived.effects))).toBeLessThanOrEqual(1)
    }
  })
})

test('a call approved before the crash but not started is asked again', async () => {
  const clean = await play(EVERYTHING)
  const decidedAt = clean.log.findIndex(event => event.type === 'approval.decided' && event.callId === 'c4')
  const revived = await play(EVERYTHING, [decidedAt + 1])
  expect(revived.log.filter(event => event.type === 'approval.requested' && event.callId === 'c4')).toHaveLength(2)
  expect(revived.effects.c4).toBe(1)
})

test('what the sandbox stopped runs again only when that is allowed, and its first output is not lost', async () => {
  const world = await play(STOPPED_BY_SANDBOX)
  expect(world.effects).toEqual({ c1: 1, 'c1 again': 1, c2: 1, c3: 1 })
  const [first, second] = callsOf(fold('t', world.log).turns[0] ?? expect.fail())
  expect(first).toMatchObject({ phase: 'done', status: 'completed' })
  expect(second).toMatchObject({ phase: 'done', status: 'failed', decision: { type: 'deny', feedback: 'leave it' } })
  const outputs = world.log.flatMap(event => (event.type === 'output.recorded' ? [event.item.output] : []))
  expect(outputs[1]).toMatch(/^Read-only file system\n\nThe user did not allow .*: leave it$/)
})

function expectPaired(world: World) {
  const history = emptyHistory()
  for (const event of world.log) record(history, event)
  const prompt = normalise(history.items, { vision: true })
  const answered = prompt.filter(isOutput).map(output => output.call_id)
  const called = prompt.filter(item => item.type === 'function_call').map(call => call.call_id)
  expect(answered).toEqual(called)
}
