import { fold } from '../core/thread/apply.ts'
import { runTurn } from '../core/thread/runTurn.ts'
import type { Event } from '../core/thread/events.ts'
import { emptyHistory, normalise, record } from '../core/context/history.ts'
import { fakeEffects, newWorld } from './fakeEffects.ts'

/** Plays one turn with nothing but the language: the purity test runs this in a context that has nothing else. */
export async function playWholeTurn() {
  const world = newWorld()
  const begin = [
    { type: 'thread.created', threadId: 't', cwd: '/w', origin: { source: 'test', originator: 'test' }, version: '0' },
    { type: 'turn.started', turnId: 'u' },
    { type: 'message.sent', turnId: 'u', item: { type: 'message', id: 'msg_1', role: 'user', content: [] } },
  ] as const
  begin.forEach((body, seq) => world.log.push({ ...body, seq, at: seq } as unknown as Event))
  const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'exec_command', arguments: '{}' }) as const
  await runTurn(
    'u',
    fakeEffects(world, {
      samples: [
        { items: [call('c1'), call('c2')] },
        { items: [{ type: 'message', id: 'm', role: 'assistant', content: [] }] },
      ],
      decisions: { c2: { type: 'approve', scope: 'session' } },
    }),
  )
  const history = emptyHistory()
  for (const event of world.log) record(history, event)
  normalise(history.items, { vision: false })
  return { status: fold('t', world.log).turns[0]?.status, effects: world.effects }
}
