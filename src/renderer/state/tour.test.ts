import { expect, test } from 'vitest'
import type { Thread } from '../../core/thread/thread.ts'
import { FIRST_TOUR, tourFrom, tourStep } from './tour.ts'

const call = (phase: object) => ({ type: 'call', id: 'c', item: {}, at: 0, ...phase })
const PATCHED = call({
  phase: 'done',
  status: 'completed',
  result: { kind: 'patch', changes: [{ kind: 'add', path: '/w/a', content: 'x\n' }] },
})
const at = (status: string, items: object[], undos?: object[]) =>
  tourStep({ turns: [{ status, items }], ...(undos ? { undos } : {}) } as unknown as Thread)

test('where the tour stands follows from what happened in its thread', () => {
  expect(tourStep(null)).toBe('watch')
  expect(tourStep({ turns: [] })).toBe('watch')
  expect(at('running', [PATCHED])).toBe('watch')
  expect(at('running', [PATCHED, call({ phase: 'waiting' })])).toBe('answer')
  expect(at('running', [call({ phase: 'decided' })])).toBe('undo')
  expect(at('running', [call({ phase: 'running', approvedAs: { type: 'approve' } })])).toBe('undo')
  expect(at('running', [call({ phase: 'done', decision: { type: 'deny' } })])).toBe('undo')
  expect(at('completed', [PATCHED])).toBe('undo')
  expect(at('completed', [PATCHED], [{ undoId: 'u' }])).toBe('own')
})

test('a turn that changed nothing has nothing to take back', () => {
  expect(at('interrupted', [])).toBe('own')
})

test.each([
  [
    { phase: 'over', threadId: 'gone' },
    { phase: 'over', threadId: null },
  ],
  [
    { phase: 'running', threadId: 't' },
    { phase: 'running', threadId: 't' },
  ],
  [{ phase: 'running' }, FIRST_TOUR],
  [{ phase: 'later', threadId: 't' }, FIRST_TOUR],
  [null, FIRST_TOUR],
  ['running', FIRST_TOUR],
])('%j is remembered as far as it can be used', (kept, tour) => {
  expect(tourFrom(kept)).toEqual(tour)
})
