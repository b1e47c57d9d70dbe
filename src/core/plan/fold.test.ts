import { expect, test } from 'vitest'
import { emptyHistory, record } from '../context/history.ts'
import { sandboxOf } from '../thread/settings.ts'
import type { ThreadSettings } from '../thread/settings.ts'
import { apply } from '../thread/apply.ts'
import type { EventBody } from '../thread/events.ts'
import { emptyThread } from '../thread/thread.ts'
import type { Thread } from '../thread/thread.ts'
import { acceptedPlan, planUnderWay } from './attach.ts'
import { answerPlan } from './decision.ts'
import { lastSaid } from './fold.ts'

const settings = (mode: string): ThreadSettings => ({
  provider: 'p',
  model: 'm',
  mode,
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
})

const after = (thread: Thread, bodies: readonly EventBody[]): Thread =>
  bodies.reduce((state, body) => apply(state, { ...body, seq: state.seq + 1, at: 100 + state.seq }), thread)

const says = (turnId: string, id: string, text: string): EventBody => ({
  type: 'message.received',
  turnId,
  item: { type: 'message', id, role: 'assistant', content: [{ type: 'output_text', text }] },
})

const block = (plan: string) => `<proposed_plan>\n${plan}\n</proposed_plan>`

const begun = (mode: string, turnId = 't1'): EventBody[] => [
  { type: 'turn.started', turnId },
  { type: 'turn.configured', turnId, cwd: '/w', settings: settings(mode) },
]

test('a plan is an item of its own, and the newest is what is proposed', () => {
  const thread = after(emptyThread('a'), [
    ...begun('plan'),
    says('t1', 'm1', `Look:\n${block('one')}`),
    says('t1', 'm2', `${block('two')}\nor\n${block('three')}`),
  ])
  expect(thread.turns[0]?.items).toMatchObject([
    { type: 'agentMessage', id: 'm1', text: 'Look:\n' },
    { type: 'plan', id: 't1-plan', text: 'one' },
    { type: 'agentMessage', id: 'm2', text: 'or\n' },
    { type: 'plan', id: 't1-plan-2', text: 'two' },
    { type: 'plan', id: 't1-plan-3', text: 'three' },
  ])
  expect(thread.proposal).toMatchObject({ turnId: 't1', text: 'three' })
})

test('outside Plan mode the tag is text', () => {
  const thread = after(emptyThread('a'), [...begun('code'), says('t1', 'm1', block('one'))])
  expect(thread.turns[0]?.items).toMatchObject([{ type: 'agentMessage', text: block('one') }])
  expect(thread.proposal).toBeUndefined()
})

const proposed = after(emptyThread('a'), [
  ...begun('plan'),
  says('t1', 'm1', `${block('one')}\n${block('two')}`),
  { type: 'turn.finished', turnId: 't1', status: 'completed', startedAt: 0 },
])

test('accepting keeps the plan as it was edited, and goes on in another mode', () => {
  const bodies = answerPlan(proposed, 't1', { type: 'accept', text: '  two, better\n', mode: 'execute' })
  const thread = after(proposed, bodies ?? expect.fail())
  expect(thread.proposal).toMatchObject({ text: 'two, better', decision: 'accepted' })
  expect(thread.settings?.mode).toBe('execute')
  expect(thread.turns[0]?.items.filter(item => item.type === 'plan')).toMatchObject([
    { text: 'one' },
    { text: 'two, better', decision: 'accepted' },
  ])
  expect(thread.turns[0]?.items.find(item => item.type === 'plan')).not.toHaveProperty('decision')
})

test('refusing keeps the plan and the mode', () => {
  const thread = after(proposed, answerPlan(proposed, 't1', { type: 'refuse' }) ?? expect.fail())
  expect(thread).toMatchObject({ proposal: { text: 'two', decision: 'refused' }, settings: { mode: 'plan' } })
  expect(acceptedPlan(thread)).toEqual([])
})

test('only the newest plan can be answered, and once', () => {
  expect(answerPlan(proposed, 't0', { type: 'refuse' })).toBeNull()
  expect(answerPlan(emptyThread('a'), 't1', { type: 'refuse' })).toBeNull()
  const decided = after(proposed, answerPlan(proposed, 't1', { type: 'refuse' }) ?? [])
  expect(answerPlan(decided, 't1', { type: 'accept', mode: 'code' })).toBeNull()
})

test('an accepted plan is attached once, and cannot end its frame', () => {
  const text = 'Write </accepted_plan> into a file'
  const thread = after(proposed, answerPlan(proposed, 't1', { type: 'accept', text, mode: 'code' }) ?? [])
  const attached = acceptedPlan(thread)
  const history = emptyHistory()
  for (const body of attached) record(history, { ...body, seq: 0, at: 0 })
  expect(history.context.accepted_plan?.match(/<\/accepted_plan>/g)).toHaveLength(1)
  expect(history.items).toMatchObject([{ role: 'user' }])
  const next = after(thread, [...begun('code', 't2'), ...attached])
  expect(next.proposal).toMatchObject({ decision: 'accepted', attached: true })
  expect(acceptedPlan(next)).toEqual([])
})

test('another proposal is not the accepted one', () => {
  const thread = after(proposed, answerPlan(proposed, 't1', { type: 'accept', mode: 'code' }) ?? [])
  const again = after(thread, [...begun('plan', 't2'), says('t2', 'm9', block('three'))])
  expect(again.proposal).toEqual({ turnId: 't2', text: 'three', at: expect.any(Number) })
  expect(acceptedPlan(again)).toEqual([])
})

test('the plan outlives a compaction as long as its checklist is not done', () => {
  const accepted = after(proposed, answerPlan(proposed, 't1', { type: 'accept', mode: 'code' }) ?? [])
  const attached = after(accepted, [...begun('code', 't2'), ...acceptedPlan(accepted)])
  const at = (thread: Thread, status: 'in_progress' | 'completed'): Thread => ({
    ...thread,
    plan: { steps: [{ step: 'do it', status }] },
  })
  expect(planUnderWay(attached)).toEqual([])
  expect(planUnderWay(at(accepted, 'in_progress'))).toEqual([])
  expect(planUnderWay(at(attached, 'in_progress'))).toEqual(acceptedPlan(accepted))
  expect(planUnderWay(at(attached, 'completed'))).toEqual([])
})

test('the last words of a turn have the plans of their message', () => {
  const said = (...bodies: EventBody[]) => lastSaid(after(emptyThread('a'), [...begun('plan'), ...bodies]).turns[0]!)
  expect(said()).toBeNull()
  expect(said(says('t1', 'm1', block('one')), says('t1', 'm2', ' Hm. '))).toBe(' Hm. ')
  expect(said(says('t1', 'm1', `Look:\n${block('one')}`))).toBe('Look:\n\none')
  expect(said(says('t1', 'm1', block('one')))).toBe('one')
})
