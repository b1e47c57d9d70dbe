import { expect, test } from 'vitest'
import type { ThreadSummary } from '../../contract/schemas.ts'
import type { Call, FileChange } from '../../core/thread/calls.ts'
import { emptyThread, NO_USAGE } from '../../core/thread/thread.ts'
import type { Turn } from '../../core/thread/thread.ts'
import { changesOfThread, groupThreads, nextWaiting, sumLines, titleOf } from './selectors.ts'
import { createAppStore } from './store.ts'

const summary = (id: string, over: Partial<ThreadSummary> = {}): ThreadSummary => ({
  id,
  title: null,
  preview: `about ${id}`,
  cwd: '/work/heddle',
  branch: 'main',
  source: 'desktop',
  model: null,
  status: 'idle',
  activity: null,
  archived: false,
  createdAt: 0,
  updatedAt: 0,
  ...over,
})
const byId = (...threads: ThreadSummary[]) => Object.fromEntries(threads.map(thread => [thread.id, thread]))

test('threads stand under their folder, the newest first, and a change of one moves none', () => {
  const before = byId(
    summary('old', { createdAt: 1 }),
    summary('new', { createdAt: 3 }),
    summary('web', { createdAt: 2, cwd: '/work/website', branch: null }),
    summary('gone', { createdAt: 9, archived: true }),
  )
  const shape = (summaries: typeof before) =>
    groupThreads(summaries).map(group => [group.name, group.branch, group.threads.map(thread => thread.id)])
  expect(shape(before)).toEqual([
    ['heddle', 'main', ['new', 'old']],
    ['website', null, ['web']],
  ])
  expect(shape({ ...before, old: summary('old', { createdAt: 1, updatedAt: 99, status: 'running' }) })).toEqual(
    shape(before),
  )
})

test('the inbox goes from one waiting thread to the next, longest waiting first', () => {
  const store = createAppStore()
  store.setState({
    summaries: byId(
      summary('b', { status: 'waiting', updatedAt: 2 }),
      summary('a', { status: 'waiting', updatedAt: 1 }),
      summary('c', { status: 'running' }),
    ),
  })
  const state = store.getState()
  expect([nextWaiting(state, 'c'), nextWaiting(state, 'a'), nextWaiting(state, 'b')]).toEqual(['a', 'b', 'a'])
  expect(nextWaiting(createAppStore().getState(), 'a')).toBeNull()
})

test('a thread is called by its title, its first words, or what it is', () => {
  expect([titleOf(summary('a', { title: 'T' })), titleOf(summary('a')), titleOf(null)]).toEqual([
    'T',
    'about a',
    'New thread',
  ])
})

const patch = (id: string, status: 'completed' | 'declined', ...changes: FileChange[]): Call => ({
  type: 'call',
  id,
  at: 0,
  item: { type: 'custom_tool_call', call_id: id, name: 'apply_patch', input: '' },
  phase: 'done',
  finishedAt: 1,
  status,
  result: { kind: 'patch', changes, durationMs: 1 },
})
const turn = (id: string, ...items: Call[]): Turn => ({
  id,
  status: 'completed',
  startedAt: 0,
  firstSeq: 0,
  lastSeq: 0,
  items,
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
})

test('changes of a file add up over patches and turns; a refused patch changed nothing', () => {
  const add: FileChange = { path: '/w/a', kind: 'add', content: 'x\ny\n' }
  const update: FileChange = { path: '/w/a', kind: 'update', diff: '@@ -1,2 +1,2 @@\n-x\n+z\n y\n' }
  const remove: FileChange = { path: '/w/b', kind: 'delete', content: 'q\n' }
  const turns = [
    turn('1', patch('p1', 'completed', add), patch('p2', 'declined', remove)),
    turn('2', patch('p3', 'completed', update)),
  ]
  const files = changesOfThread({ ...emptyThread('t'), turns })
  expect(files).toHaveLength(1)
  expect(files[0]).toMatchObject({ path: '/w/a', added: 3, removed: 1 })
  expect(files[0]?.parts.map(part => part.id)).toEqual(['p1.0', 'p3.0'])
  expect(sumLines(files)).toEqual({ added: 3, removed: 1 })
})
