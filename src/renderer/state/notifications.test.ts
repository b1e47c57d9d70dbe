import { expect, test } from 'vitest'
import { isQuiet, newsOf, NotifyChoices } from '../../contract/notifications.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'

const thread = (status: ThreadSummary['status'], over: Partial<ThreadSummary> = {}): ThreadSummary => ({
  id: 't1',
  title: 'Fix the flaky test',
  preview: 'please fix it',
  cwd: '/w',
  branch: null,
  source: 'desktop',
  model: null,
  status,
  activity: null,
  archived: false,
  createdAt: 0,
  updatedAt: 0,
  ...over,
})
const all: NotifyChoices = NotifyChoices.parse({ waits: true, done: true, failed: true })
const kind = (...[before, after, choices = all]: [ThreadSummary | undefined, ThreadSummary, NotifyChoices?]) =>
  newsOf(before, after, choices)?.kind ?? null

test('a thread that begins to wait, is done or failed is news, each once', () => {
  expect(kind(thread('running'), thread('waiting'))).toBe('waits')
  expect(kind(thread('running'), thread('done'))).toBe('done')
  expect(kind(thread('waiting'), thread('failed'))).toBe('failed')
  expect(kind(thread('waiting'), thread('waiting', { activity: 'other' }))).toBeNull()
  expect(kind(thread('idle'), thread('running'))).toBeNull()
  expect(kind(thread('idle'), thread('failed')), 'only seen now, not happened now').toBeNull()
})

test('what was not known before is old, what is archived is nobody’s business', () => {
  expect(kind(undefined, thread('waiting'))).toBeNull()
  expect(kind(thread('running'), thread('done', { archived: true }))).toBeNull()
})

test('only what was chosen is told', () => {
  const first = NotifyChoices.parse(undefined)
  expect(first).toEqual({
    waits: true,
    done: false,
    failed: true,
    sounds: { waits: 'none', done: 'none', failed: 'none' },
    quiet: { on: false, from: '22:00', to: '07:00' },
  })
  expect(kind(thread('running'), thread('done'), first)).toBeNull()
  expect(kind(thread('running'), thread('waiting'), first)).toBe('waits')
  expect(kind(thread('running'), thread('waiting'), { ...first, waits: false })).toBeNull()
})

test('an agent that waits is news; that it ends is not', () => {
  const agent = { parentId: 'root', title: null, agent: { nickname: 'Ada', role: 'worker', depth: 1 } }
  expect(newsOf(thread('running', agent), thread('waiting', agent), all)).toMatchObject({ kind: 'waits', title: 'Ada' })
  expect(kind(thread('running', agent), thread('done', agent))).toBeNull()
})

test('it says which thread and what it is about, in a few words', () => {
  const after = thread('waiting', { activity: `Allow ${'x'.repeat(500)}` })
  expect(newsOf(thread('running'), after, all)).toMatchObject({ threadId: 't1', title: 'Fix the flaky test' })
  expect(newsOf(thread('running'), after, all)?.text.length).toBe(200)
  expect(newsOf(thread('running'), thread('done'), all)?.text).toBe('Done.')
})

test('quiet hours may go past midnight, and say nothing when they are off', () => {
  const at = (time: string) => new Date(`2026-05-04T${time}:00`)
  const quiet = (from: string, to: string, on = true) => ({ quiet: { on, from, to } })
  expect(['21:59', '22:00', '03:00', '06:59', '07:00'].map(time => isQuiet(quiet('22:00', '07:00'), at(time)))).toEqual(
    [false, true, true, true, false],
  )
  expect(isQuiet(quiet('09:00', '10:00'), at('09:30'))).toBe(true)
  expect(isQuiet(quiet('09:00', '10:00'), at('10:00'))).toBe(false)
  expect(isQuiet(quiet('09:00', '09:00'), at('09:00'))).toBe(false)
  expect(isQuiet(quiet('00:00', '23:59', false), at('12:00'))).toBe(false)
})

test('a choice of another version that cannot be used reads as at first', () => {
  const kept = NotifyChoices.parse({
    done: true,
    sound: true,
    sounds: { waits: 'gong', done: 'bell' },
    quiet: { on: true, from: '25:00' },
  })
  expect(kept).toMatchObject({ done: true, sounds: { waits: 'none', done: 'bell', failed: 'none' } })
  expect(kept.quiet).toEqual({ on: true, from: '22:00', to: '07:00' })
  expect(kept).not.toHaveProperty('sound')
})
