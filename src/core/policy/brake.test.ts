import { describe, expect, test } from 'vitest'
import type { ApprovalRequest, Call, CallPhase, Decision } from '../thread/calls.ts'
import { NO_USAGE } from '../thread/thread.ts'
import type { Item, Turn } from '../thread/thread.ts'
import { callsWithoutInput, judgeBrake } from './brake.ts'
import type { BrakeFacts } from './brake.ts'

const request = (kind: ApprovalRequest['kind']): ApprovalRequest => ({
  kind,
  reason: { code: 'x', text: 'x' },
  cwd: '/w',
  unsandboxed: false,
  network: false,
  dangerous: false,
})

const call = (id: string, phase: CallPhase = { phase: 'done', finishedAt: 1, status: 'completed' }): Call => ({
  type: 'call',
  id,
  at: 1,
  item: { type: 'function_call', name: 'exec_command', call_id: id, arguments: '{}' },
  ...phase,
})
const decided = (id: string, decision: Decision): Call =>
  call(id, { phase: 'done', finishedAt: 1, status: 'completed', decision })
const said: Item = { type: 'userMessage', id: 'm', content: [], at: 1 }

const turnOf = (...items: Item[]): Turn => ({
  id: 't',
  status: 'running',
  startedAt: 1,
  firstSeq: 1,
  lastSeq: 1,
  items,
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
})

const countOf = (...items: Item[]): number | null => {
  const last = items.at(-1)
  return last?.type === 'call' ? callsWithoutInput(turnOf(...items), last) : expect.fail('the last item is a call')
}

describe('calls without input', () => {
  test('count from the message that began the turn', () => {
    expect(countOf(said, call('a', { phase: 'new' }))).toBe(1)
    expect(countOf(said, call('a'), call('b'), call('c', { phase: 'new' }))).toBe(3)
  })

  test('count from a steer on', () => {
    expect(countOf(said, call('a'), call('b'), said, call('c'), call('d', { phase: 'new' }))).toBe(2)
  })

  test('count from a call that a person decided about', () => {
    expect(countOf(said, call('a'), decided('b', { type: 'deny' }), call('c', { phase: 'new' }))).toBe(1)
    const once: Decision = { type: 'approve', scope: 'once' }
    const running = call('b', {
      phase: 'running',
      startedAt: 1,
      sandboxed: false,
      reason: { code: 'x', text: 'x' },
      approvedAs: once,
    })
    expect(countOf(said, call('a'), running, call('c', { phase: 'new' }))).toBe(1)
    const answered = decided('b', { type: 'answer', answers: { q: ['A'] } })
    expect(countOf(said, answered, call('c'), call('d', { phase: 'new' }))).toBe(2)
  })

  test('go on counting where nobody answered in time', () => {
    const unanswered = decided('b', { type: 'answer', answers: null })
    expect(countOf(said, call('a'), unanswered, call('c', { phase: 'new' }))).toBe(3)
  })

  test('are not asked about twice', () => {
    const decision: Decision = { type: 'approve', scope: 'once' }
    const released = call('b', { phase: 'decided', request: request('brake'), decision, decidedAt: 1 })
    expect(countOf(said, call('a'), released)).toBe(null)
  })
})

describe('the brake', () => {
  const facts = (calls: number, over: Partial<BrakeFacts> = {}): BrakeFacts => ({
    calls,
    limit: 3,
    origin: '~/.heddle/config.toml:4',
    attended: true,
    cwd: '/w',
    ...over,
  })

  test('asks at the limit and its multiples, and only there', () => {
    const asks = Array.from({ length: 7 }, (_, n) => judgeBrake(facts(n + 1))?.type ?? 'goes on')
    expect(asks).toEqual(['goes on', 'goes on', 'ask', 'goes on', 'goes on', 'ask', 'goes on'])
  })

  test('says how many calls ran, what would be next and which setting it is', () => {
    expect(judgeBrake(facts(3, { command: 'npm test' }))).toMatchObject({
      request: {
        kind: 'brake',
        calls: 3,
        command: 'npm test',
        reason: { code: 'brake', origin: '~/.heddle/config.toml:4', text: expect.stringContaining('2 calls ran') },
      },
    })
  })

  test('is off with 0', () => {
    expect(judgeBrake(facts(300, { limit: 0 }))).toBe(null)
  })

  test('ends a turn that nobody watches: every further call is refused', () => {
    const verdicts = [2, 3, 4, 5].map(calls => judgeBrake(facts(calls, { attended: false })))
    expect(verdicts.map(verdict => verdict?.type ?? 'goes on')).toEqual(['goes on', 'refuse', 'refuse', 'refuse'])
    expect(verdicts[1]).toMatchObject({ message: expect.stringContaining('finish now') })
  })
})
