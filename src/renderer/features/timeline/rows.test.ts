import { expect, test } from 'vitest'
import type { Call, CallResult } from '../../../core/thread/calls.ts'
import { emptyThread, NO_USAGE } from '../../../core/thread/thread.ts'
import type { Item, Thread, Turn } from '../../../core/thread/thread.ts'
import { EMPTY_VIEW } from '../../state/threadView.ts'
import { dotOf, endOf, summaryOfReads } from './calls.ts'
import { createPartReader } from '../../ui/markdown/parts.ts'
import { rowAt, rowsOf } from './rows.ts'
import type { Row } from './rows.ts'

let clock = 0
const ran = (cmd: string, exitCode: number): CallResult => ({
  kind: 'command',
  command: ['bash', '-lc', cmd],
  cwd: '/w',
  parsed: [],
  exitCode,
  output: '',
  durationMs: 500,
  sandboxed: true,
})
const command = (id: string, cmd: string, over: Partial<Extract<Call, { phase: 'done' }>> = {}): Call => ({
  type: 'call',
  id,
  at: (clock += 1000),
  item: { type: 'function_call', call_id: id, name: 'exec_command', arguments: JSON.stringify({ cmd }) },
  phase: 'done',
  startedAt: clock,
  finishedAt: clock + 500,
  status: 'completed',
  result: ran(cmd, 0),
  ...over,
})
const read = (id: string, target: string): Call => ({
  type: 'call',
  id,
  at: (clock += 1000),
  item: { type: 'function_call', call_id: id, name: 'read_file', arguments: JSON.stringify({ file_path: target }) },
  phase: 'done',
  finishedAt: clock + 500,
  status: 'completed',
  result: { kind: 'read', tool: 'read_file', target, detail: '' },
})
const says = (id: string, text: string): Item => ({ type: 'agentMessage', id, text, at: (clock += 1000) })
const turn = (items: Item[], over: Partial<Turn> = {}): Turn => ({
  id: 'a',
  status: 'completed',
  startedAt: 0,
  firstSeq: 0,
  lastSeq: 0,
  items,
  usage: NO_USAGE,
  owesSample: false,
  sampleOpen: false,
  interruptRequested: false,
  ...over,
})
const thread = (...turns: Turn[]): Thread => ({ ...emptyThread('t'), turns })
const rows = (of: Thread) => rowsOf({ ...EMPTY_VIEW, thread: of })
const shape = (of: Thread) => rows(of).map(row => (row.type === 'item' ? row.item.type : row.type))

test('a run of looks is one row; words, changes and failures stand on their own', () => {
  const failing = command('c3', 'cat missing', { result: ran('cat missing', 1) })
  const of = thread(
    turn([
      read('r1', '/w/a'),
      command('c1', 'ls src'),
      says('m', 'Found it.'),
      command('c2', 'rm a'),
      failing,
      read('r2', '/w/b'),
    ]),
  )
  expect(shape(of)).toEqual(['reads', 'text', 'call', 'call', 'reads', 'footer'])
})

test('a look that a person had to allow is not folded away', () => {
  const asked = command('c1', 'cat /etc/shadow', { decision: { type: 'approve', scope: 'once' } })
  expect(shape(thread(turn([asked])))).toEqual(['call', 'footer'])
})

test('a growing run keeps its row', () => {
  const looks = [read('r1', '/w/a'), read('r2', '/w/b'), read('r3', '/w/c')]
  const ids = looks.map((_, index) => rows(thread(turn(looks.slice(0, index + 1), { status: 'running' })))[0]?.id)
  expect(new Set(ids).size).toBe(1)
})

test('the same turn gives the same rows, so that nothing of it renders again', () => {
  const done = turn([says('m', 'x')])
  const before = rows(thread(done))
  const after = rows(thread(done, turn([says('n', 'y')], { id: 'b' })))
  expect(after[0]).toBe(before[0])
  expect(after).toHaveLength(4)
})

test('ids that a provider repeats do not share a row', () => {
  const ids = rows(thread(turn([says('m', 'x'), says('m', 'y')]))).map(row => row.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('the recorded item takes the row of its live text', () => {
  const running = turn([], { status: 'running' })
  const live = rowsOf({ ...EMPTY_VIEW, thread: thread(running), live: [{ id: 'm', kind: 'text' }] })
  const recorded = rows(thread(turn([says('m', 'x')], { status: 'running' })))
  expect(recorded[0]?.id).toBe(live[0]?.id)
})

test('the line of a run counts each file once', () => {
  const calls = [read('r1', '/w/a'), read('r2', '/w/a'), read('r3', '/w/b'), command('c', 'ls src')]
  expect(summaryOfReads(calls)).toBe('Read 2 files, ran 1 command')
})

test('ten thousand items are rows in a moment, and one more costs one turn', () => {
  const turns = Array.from({ length: 500 }, (_, index) =>
    turn(
      Array.from({ length: 20 }, (_, item) => (item % 2 ? says(`m${item}`, 'x') : command(`c${item}`, 'make'))),
      { id: `turn-${index}` },
    ),
  )
  const before = rows(thread(...turns))
  expect(before).toHaveLength(10_500)
  const after = rows(thread(...turns, turn([says('n', 'y')], { id: 'last' })))
  expect(after.slice(0, 10_500).every((row, index) => row === before[index])).toBe(true)
})

test('after a crash a command that ran is in doubt, not failed, and nothing is said to go on', () => {
  const running: Call = {
    type: 'call',
    id: 'c',
    at: 1,
    item: { type: 'function_call', call_id: 'c', name: 'exec_command', arguments: '{"cmd":"make"}' },
    phase: 'running',
    startedAt: 2,
    sandboxed: true,
    reason: { code: 'sandboxed', text: '' },
  }
  const view = { ...EMPTY_VIEW, thread: thread(turn([running], { status: 'running' })) }
  const after = rowsOf(view, true)
  expect(after).toHaveLength(1)
  const call = after[0]?.type === 'item' && after[0].item.type === 'call' ? after[0].item : null
  expect(call && [dotOf(call), endOf(call)]).toEqual(['interrupted', 'outcome unknown'])
  expect(rowsOf(view, true)[0]).toBe(after[0])
})

test('what an agent said stands where it was read; what nobody has read yet at the end', () => {
  const report = { id: 'r', agentId: 'ada', status: { completed: 'Done' }, at: 1 } as const
  const told: Thread = {
    ...thread(turn([says('m', 'Waiting'), { type: 'report', ...report }, says('n', 'Good')])),
    reports: [{ ...report, id: 'later' }],
  }
  expect(shape(told)).toEqual(['text', 'report', 'text', 'footer', 'report'])
  expect(rows(told).at(-1)).toEqual({ id: 'report/later', type: 'report', report: { ...report, id: 'later' } })
})

test('a long answer is several rows, the same while it is written and once it is recorded', () => {
  const text = Array.from({ length: 60 }, (_, n) => `Paragraph ${n}. ${'word '.repeat(40)}`).join('\n\n')
  const item = { id: 'm-1', kind: 'text' as const }
  const running = thread(turn([], { status: 'running' }))
  const written = rowsOf(
    { ...EMPTY_VIEW, thread: running, live: [item] },
    false,
    createPartReader()({ start: 0, from: at => text.slice(at) }),
  )
  const recorded = rows(thread(turn([says('m-1', text)])))
  const idsOf = (all: readonly Row[]) => all.filter(row => row.type === 'text').map(({ id }) => id)
  expect(idsOf(written).length).toBeGreaterThan(2)
  expect(idsOf(written)).toEqual(idsOf(recorded))
  const textOf = (row: Row | undefined) => (row?.type === 'text' ? row.text : null)
  expect(written.slice(0, -1).map(textOf)).toEqual(recorded.slice(0, written.length - 1).map(textOf))
  expect(rowAt(recorded, 'a', 'm-1', 'paragraph 59.')).toBe(written.length - 1)
  expect(rowAt(recorded, 'a', 'm-1')).toBe(0)
})
