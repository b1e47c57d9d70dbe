import { describe, expect, test } from 'vitest'
import { fakeEffects, Killed, newWorld } from '../../testing/fakeEffects.ts'
import type { Script, World } from '../../testing/fakeEffects.ts'
import { fold } from '../thread/apply.ts'
import type { Call } from '../thread/calls.ts'
import type { TurnHooks } from '../thread/effects.ts'
import type { EventBody } from '../thread/events.ts'
import { isOutput } from '../thread/items.ts'
import type { CallItem, ResponseItem } from '../thread/items.ts'
import { runTurn } from '../thread/runTurn.ts'
import { callsOf } from '../thread/thread.ts'
import type { HookRef } from './hook.ts'

const HOOK: HookRef = { event: 'PreToolUse', command: 'guard', file: '/home/config.toml', line: 3 }
const call = (call_id: string, cmd = call_id): CallItem => ({
  type: 'function_call',
  id: `fc_${call_id}`,
  call_id,
  name: 'exec_command',
  arguments: JSON.stringify({ cmd }),
})
const says = (id: string): ResponseItem => ({
  type: 'message',
  id,
  role: 'assistant',
  content: [{ type: 'output_text', text: id }],
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

/** Refuses the call `bad`, makes `old` be `new`, refuses messages that say `secret`. */
function hooksThat(asked: string[]): TurnHooks {
  return {
    async beforeCall(turnId, { id }: Call) {
      asked.push(id)
      const about = { type: 'call.hooked', turnId, callId: id, hook: HOOK } as const
      if (id === 'bad') return [{ ...about, reason: 'not today' }]
      return id === 'old' ? [{ ...about, becomes: call('old', 'new') }] : []
    },
    async message(sent) {
      const isSecret = JSON.stringify(sent.item.content).includes('secret')
      return isSecret ? [{ ...sent, type: 'message.refused', hook: HOOK, reason: 'no secrets' }] : [sent]
    },
  }
}

async function play(script: Script, killAfter: number[] = []): Promise<{ world: World; asked: string[] }> {
  const world = newWorld()
  BEGIN.forEach((body, seq) => world.log.push({ ...body, seq, at: seq }))
  const asked: string[] = []
  for (const limit of [...killAfter, Infinity]) {
    try {
      await runTurn('u1', { ...fakeEffects(world, script, limit), hooks: hooksThat(asked) })
      break
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    }
  }
  return { world, asked }
}

const STORY: Script = {
  samples: [{ items: [call('bad'), call('old'), call('good')] }, { items: [says('done')] }],
  decisions: { good: { type: 'approve', scope: 'once' } },
}

const outputs = ({ log }: World) =>
  log.flatMap(event => (event.type === 'output.recorded' && isOutput(event.item) ? [event.item.output] : []))

describe('hooks in the loop', () => {
  test('a refused call never runs and the model reads why; a changed one runs as it was changed', async () => {
    const { world, asked } = await play(STORY)
    expect(world.effects).toEqual({ old: 1, good: 1 })
    expect(outputs(world)[0]).toBe('A hook of the user refused this call: not today')
    const [bad, old, good] = callsOf(fold('t', world.log).turns[0]!)
    expect(bad).toMatchObject({ phase: 'done', status: 'declined', hooked: { hook: HOOK, reason: 'not today' } })
    expect(old).toMatchObject({ item: call('old', 'new'), hooked: { original: call('old') } })
    expect(good).not.toHaveProperty('hooked')
    expect(asked).toEqual(['bad', 'old', 'good'])
    // What the model said stays what it said.
    expect(world.log.flatMap(event => (event.type === 'call.received' ? [event.item] : []))).toContainEqual(call('old'))
  })

  test('killed after any event, no call runs twice and no recorded word of a hook is asked for again', async () => {
    const { world: clean } = await play(STORY)
    for (let killAt = BEGIN.length; killAt < clean.log.length; killAt++) {
      const { world } = await play(STORY, [killAt])
      expect(Object.values(world.effects).every(times => times === 1)).toBe(true)
      expect(world.effects).not.toHaveProperty('bad')
      const hooked = world.log.flatMap(event => (event.type === 'call.hooked' ? [event.callId] : []))
      expect(hooked.toSorted()).toEqual(['bad', 'old'])
    }
  })

  test('a refused steer is shown, is not told to the model, and does not make it be asked again', async () => {
    const steer = { inputId: 's1', text: 'a secret' }
    const { world } = await play({ samples: [{ items: [says('done')], steer }] })
    expect(world.log.filter(({ type }) => type === 'sample.completed')).toHaveLength(1)
    const thread = fold('t', world.log)
    expect(thread.inbox).toEqual([])
    expect(thread.turns[0]).toMatchObject({ status: 'completed' })
    expect(thread.turns[0]?.items.at(-1)).toMatchObject({ type: 'userMessage', refused: { reason: 'no secrets' } })
  })
})
