import { expect, test } from 'vitest'
import { newsOf, NotifyChoices } from '../../contract/notifications.ts'
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
const all: NotifyChoices = { waits: true, done: true, failed: true, sound: false }
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
  expect(first).toEqual({ waits: true, done: false, failed: true, sound: false })
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
