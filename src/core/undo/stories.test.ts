import { expect, test } from 'vitest'
import type { CallResult, FileImage } from '../thread/calls.ts'
import type { Item, Turn } from '../thread/thread.ts'
import { recordedIn, storiesOf } from './stories.ts'

const call = (finishedAt: number, result: CallResult | undefined, status: 'completed' | 'unknown' = 'completed') =>
  ({
    type: 'call',
    id: `call-${finishedAt}`,
    item: { type: 'function_call', call_id: 'c', name: 'exec_command', arguments: '{}' },
    at: 0,
    phase: 'done',
    status,
    result,
    finishedAt,
  }) as Item

const patch = (...images: FileImage[]): CallResult => ({ kind: 'patch', changes: [], images, durationMs: 1 })

const turn = (items: Item[], filesChanged: Turn['filesChanged'] = []): Turn =>
  ({ id: 't', items, filesChanged }) as unknown as Turn

const told = (records: ReturnType<typeof recordedIn>) =>
  storiesOf(records).map(({ steps, byCommand }) => [
    steps.map(({ from, to, before, after }) => [from, before && before.hash, to, after && after.hash]),
    byCommand,
  ])

test('what commands and patches did is told in order; what follows without an edit in between is one step', () => {
  const found = { images: [{ path: 'f', before: 'a', after: 'b' }], folders: [], outside: [] }
  const records = recordedIn(turn([call(5, patch({ path: 'f', before: 'b', after: 'c' }))], [{ ...found, at: 5 }]))
  expect(told(records)).toEqual([[[['f', 'a', 'f', 'c']], true]])
})

test('an edit in between makes two steps, and a file that ended as it began has no story', () => {
  const edited = [patch({ path: 'f', before: 'a', after: 'b' }), patch({ path: 'f', before: 'mine', after: 'c' })]
  const records = recordedIn(turn(edited.map((result, at) => call(at, result))))
  expect(told(records)).toEqual([
    [
      [
        ['f', 'a', 'f', 'b'],
        ['f', 'mine', 'f', 'c'],
      ],
      false,
    ],
  ])
  const back = [patch({ path: 'f', before: 'a', after: 'b' }), patch({ path: 'f', before: 'b', after: 'a' })]
  expect(told(recordedIn(turn(back.map((result, at) => call(at, result)))))).toEqual([])
})

test('a file is one file by whatever names: links lead to its place, moves are followed', () => {
  const records = recordedIn(
    turn([
      call(1, patch({ path: 'link', place: 'real', before: 'a', after: 'b' })),
      call(
        2,
        patch({ path: 'real', before: 'b', after: null }, { path: 'new', before: null, after: 'c', from: 'real' }),
      ),
    ]),
  )
  expect(told(records)).toEqual([[[['real', 'a', 'new', 'c']], false]])
})

test('a patch without images is a change of which nothing is known', () => {
  const result: CallResult = { kind: 'patch', changes: [{ path: 'f', kind: 'update', diff: '' }], durationMs: 1 }
  expect(told(recordedIn(turn([call(1, result)])))).toEqual([[[['f', undefined, 'f', undefined]], false]])
})

test('a call that a crash cut short leaves something that is not known', () => {
  expect(recordedIn(turn([call(1, undefined, 'unknown')]))[0]?.outside).toEqual([
    { path: 'exec_command', reason: 'cutShort' },
  ])
})
