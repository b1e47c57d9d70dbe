import { describe, expect, test } from 'vitest'
import { fakeEffects, Killed, newWorld } from '../../testing/fakeEffects.ts'
import type { Script, World } from '../../testing/fakeEffects.ts'
import { emptyHistory, record } from '../context/history.ts'
import { fold } from './apply.ts'
import { decide } from './decide.ts'
import type { EventBody } from './events.ts'
import type { ResponseItem } from './items.ts'
import { runTurn } from './runTurn.ts'
import { sandboxOf } from './settings.ts'

const says = (id: string): ResponseItem => ({
  type: 'message',
  id,
  role: 'assistant',
  content: [{ type: 'output_text', text: id }],
})
const calls = (call_id: string): ResponseItem => ({
  type: 'function_call',
  id: `fc_${call_id}`,
  call_id,
  name: 'exec_command',
  arguments: '{}',
})
const settings = (model: string) => ({
  provider: 'p',
  model,
  mode: 'code',
  approvalPolicy: 'never' as const,
  sandbox: sandboxOf('read-only'),
})
const sent = (turnId: string, text: string): EventBody => ({
  type: 'message.sent',
  turnId,
  item: { type: 'message', id: `msg_${text}`, role: 'user', content: [{ type: 'input_text', text }] },
})
const CREATED: EventBody = {
  type: 'thread.created',
  threadId: 't',
  cwd: '/w',
  origin: { source: 'test', originator: 'test' },
  version: '0',
}
const starts = (turnId: string, { compactAt = 100, contextWindow = 110 } = {}): EventBody => ({
  type: 'turn.started',
  turnId,
  compactAt,
  contextWindow,
})
const usage = (totalTokens: number) => ({
  inputTokens: totalTokens,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  totalTokens,
})
/** A turn that is over and left so many tokens in the window. */
const before = (tokens: number, model = 'old'): EventBody[] => [
  CREATED,
  starts('u0'),
  { type: 'turn.configured', turnId: 'u0', cwd: '/w', settings: settings(model) },
  sent('u0', 'earlier'),
  { type: 'sample.completed', turnId: 'u0', responseId: null, usage: usage(tokens) },
  { type: 'turn.finished', turnId: 'u0', status: 'completed', startedAt: 0 },
]
const FIRST: EventBody[] = [CREATED, starts('u1'), sent('u1', 'go')]
const MANUAL: EventBody[] = [...before(50), starts('u1'), { type: 'compaction.requested', turnId: 'u1' }]

const FAILS = { text: '', fails: { code: 'model.serverError', message: 'no' } }

/** Plays a script to its end, dying after `killAfter` events and coming back as often as needed. */
async function play(begin: EventBody[], script: Script, killAfter: number[] = []): Promise<World> {
  const world = newWorld()
  begin.forEach((body, seq) => world.log.push({ ...body, seq, at: seq }))
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

const lastTurn = (world: World) => fold('t', world.log).turns.at(-1)!
const typesOf = (world: World) => world.log.map(({ type }) => type)
const marksOf = (world: World) => lastTurn(world).items.filter(item => item.type === 'compaction')
const countOf = (world: World, type: string) => typesOf(world).filter(each => each === type).length

describe('between two samplings', () => {
  const script: Script = {
    samples: [
      { items: [calls('c1')], totalTokens: 100 },
      { items: [says('done')], totalTokens: 20 },
    ],
    summaries: [{ text: 'so far' }],
  }

  test('a full window is compacted after the outputs and before the next question', async () => {
    const world = await play(FIRST, script)
    const types = typesOf(world)
    expect(types.slice(types.indexOf('output.recorded'))).toEqual([
      'output.recorded',
      'call.completed',
      'sample.completed',
      'history.compacted',
      'message.received',
      'sample.completed',
      'turn.finished',
    ])
    expect(lastTurn(world).status).toBe('completed')
    expect(marksOf(world)).toMatchObject([{ message: 'so far', trigger: 'auto', tokensBefore: 100, tokensAfter: 5 }])
    expect(fold('t', world.log)).toMatchObject({ windowNumber: 1, contextTokens: 20 })
  })

  test('one token less is not full', async () => {
    const samples = [{ items: [calls('c1')], totalTokens: 99 }, { items: [says('done')] }]
    expect(marksOf(await play(FIRST, { samples }))).toEqual([])
  })

  test('an answer that ends the turn needs no room for another', async () => {
    expect(marksOf(await play(FIRST, { samples: [{ items: [says('done')], totalTokens: 500 }] }))).toEqual([])
  })

  test('a host killed after any event compacts to the same history', async () => {
    const clean = await play(FIRST, script)
    // Before the answer's end is recorded nobody knows how full the window is.
    const counted = typesOf(clean).indexOf('sample.completed') + 1
    for (let killAt = counted; killAt < clean.log.length; killAt++) {
      const world = await play(FIRST, script, [killAt])
      expect(lastTurn(world).status, `killed after ${killAt}`).toBe('completed')
      expect(marksOf(world), `killed after ${killAt}`).toHaveLength(1)
      expect(historyOf(world), `killed after ${killAt}`).toEqual(historyOf(clean))
      expect(Object.values(world.effects).every(count => count === 1)).toBe(true)
    }
  })
})

describe('a compaction that fails', () => {
  test('lets the turn go on while the history fits, and is not tried at each step', async () => {
    const world = await play(FIRST, {
      samples: [
        { items: [calls('c1')], totalTokens: 100 },
        { items: [calls('c2')], totalTokens: 105 },
        { items: [says('done')], totalTokens: 109 },
      ],
      summaries: [FAILS],
    })
    expect(lastTurn(world).status).toBe('completed')
    expect(marksOf(world)).toMatchObject([{ failure: FAILS.fails, trigger: 'auto' }])
  })

  test('is tried once more when the history no longer fits, and then ends the turn with what went wrong', async () => {
    const world = await play(FIRST, {
      samples: [
        { items: [calls('c1')], totalTokens: 100 },
        { items: [calls('c2')], totalTokens: 110 },
      ],
      summaries: [FAILS, FAILS],
    })
    expect(lastTurn(world)).toMatchObject({ status: 'failed', failure: FAILS.fails })
    expect(marksOf(world)).toHaveLength(2)
  })

  test('may succeed the second time', async () => {
    const world = await play(FIRST, {
      samples: [
        { items: [calls('c1')], totalTokens: 100 },
        { items: [calls('c2')], totalTokens: 110 },
        { items: [says('done')], totalTokens: 10 },
      ],
      summaries: [FAILS, { text: 'so far' }],
    })
    expect(lastTurn(world).status).toBe('completed')
    expect(marksOf(world)).toMatchObject([{ failure: FAILS.fails }, { message: 'so far' }])
  })

  test('changes nothing of the history', async () => {
    const samples = [{ items: [calls('c1')], totalTokens: 100 }, { items: [says('done')] }]
    const failed = await play(FIRST, { samples, summaries: [FAILS] })
    const never = await play([CREATED, { type: 'turn.started', turnId: 'u1' }, sent('u1', 'go')], { samples })
    expect(historyOf(failed)).toEqual(historyOf(never))
  })
})

describe('a compaction that does not help', () => {
  test('is not repeated: the turn ends and says why', async () => {
    const world = await play(FIRST, {
      samples: [
        { items: [calls('c1')], totalTokens: 100 },
        { items: [calls('c2')], totalTokens: 100 },
      ],
      summaries: [{ text: 'one', tokensAfter: 99 }],
    })
    expect(lastTurn(world)).toMatchObject({ status: 'failed', failure: { code: 'compaction.inVain' } })
    expect(lastTurn(world).failure?.message).toContain('still takes 100 tokens')
    expect(marksOf(world)).toHaveLength(1)
  })

  test('is repeated as long as the window gets emptier, which has an end', async () => {
    const world = await play(FIRST, {
      samples: [130, 120, 110, 110].map((totalTokens, at) => ({ items: [calls(`c${at}`)], totalTokens })),
      summaries: [{ text: 'one' }, { text: 'two' }, { text: 'three' }],
    })
    expect(lastTurn(world)).toMatchObject({ status: 'failed', failure: { code: 'compaction.inVain' } })
    expect(marksOf(world)).toHaveLength(3)
  })
})

describe('before a turn', () => {
  const TURN: EventBody[] = [starts('u1'), sent('u1', 'go')]

  test('what the turns before left is compacted before the first question', async () => {
    const script = { samples: [{ items: [says('done')] }], summaries: [{ text: 'all' }] }
    const world = await play([...before(100), ...TURN], script)
    const types = typesOf(world)
    expect(types.indexOf('history.compacted')).toBeLessThan(types.indexOf('message.received'))
    expect(lastTurn(world).status).toBe('completed')
  })

  test('the model before sums up what no longer fits into the one just chosen', async () => {
    const smaller = { type: 'turn.configured', turnId: 'u1', cwd: '/w', settings: settings('new') } as const
    const turn = [starts('u1', { compactAt: 45, contextWindow: 50 }), smaller, sent('u1', 'go')]
    const script = { samples: [{ items: [says('done')] }], summaries: [{ text: 'all' }] }
    expect((await play([...before(60), ...turn], script)).summarisers).toEqual(['old'])
    expect((await play([...before(48), ...turn], script)).summarisers).toEqual([null])
  })

  test('a model just chosen tries where the one before fails', async () => {
    const smaller = { type: 'turn.configured', turnId: 'u1', cwd: '/w', settings: settings('new') } as const
    const turn = [starts('u1', { compactAt: 45, contextWindow: 50 }), smaller, sent('u1', 'go')]
    const world = await play([...before(60), ...turn], { samples: [], summaries: [FAILS] })
    expect(world.summarisers).toEqual(['old', null])
    expect(lastTurn(world)).toMatchObject({ status: 'failed', failure: FAILS.fails })
  })
})

describe('asked for by a person', () => {
  test('is a turn of its own, however empty the window is', async () => {
    const world = await play(MANUAL, { samples: [], summaries: [{ text: 'all' }] })
    expect(lastTurn(world).status).toBe('completed')
    expect(marksOf(world)).toMatchObject([{ trigger: 'manual', message: 'all', tokensBefore: 50 }])
    expect(countOf(world, 'message.received')).toBe(0)
  })

  test('is carried on after a crash at any event', async () => {
    const clean = await play(MANUAL, { samples: [], summaries: [{ text: 'all' }] })
    for (let killAt = MANUAL.length; killAt < clean.log.length; killAt++) {
      const world = await play(MANUAL, { samples: [], summaries: [{ text: 'all' }] }, [killAt])
      expect(historyOf(world), `killed after ${killAt}`).toEqual(historyOf(clean))
      expect(marksOf(world)).toHaveLength(1)
    }
  })

  test('that fails ends its turn with the reason', async () => {
    const world = await play(MANUAL, { samples: [], summaries: [FAILS] })
    expect(lastTurn(world)).toMatchObject({ status: 'failed', failure: FAILS.fails })
  })

  test('that is stopped leaves no trace for the model', async () => {
    const world = await play(MANUAL, { samples: [], summaries: [{ text: '', interrupt: true }] })
    expect(lastTurn(world).status).toBe('interrupted')
    expect(countOf(world, 'history.compacted') + countOf(world, 'context.added')).toBe(0)
  })

  test('is refused while a turn runs, in an archived thread and in an empty one', () => {
    const of = (bodies: EventBody[]) =>
      decide(
        fold(
          't',
          bodies.map((body, seq) => ({ ...body, seq, at: seq })),
        ),
        { type: 'compact', turnId: 'u9' },
      )
    expect(of([CREATED])).toEqual({ refused: 'thread.empty' })
    expect(of(FIRST)).toEqual({ refused: 'turn.running' })
    expect(of([...before(5), { type: 'thread.archived' }])).toEqual({ refused: 'thread.archived' })
    expect(of(before(5))).toEqual([{ type: 'compaction.requested', turnId: 'u9' }])
  })
})

function historyOf({ log }: World) {
  const history = emptyHistory()
  for (const event of log) record(history, event)
  return history
}
