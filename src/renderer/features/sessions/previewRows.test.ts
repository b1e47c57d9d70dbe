import { expect, test } from 'vitest'
import { fold } from '../../../core/thread/apply.ts'
import type { Event } from '../../../core/thread/events.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { previewRowOf, previewRows } from './previewRows.ts'
import type { PreviewRow } from './previewRows.ts'

/** So many turns, each with a message and an answer. */
function turns(count: number): readonly Turn[] {
  const events: object[] = [
    { type: 'thread.created', threadId: 't', cwd: '/w', origin: { source: 'x', originator: 'x' } },
  ]
  for (let n = 0; n < count; n++) {
    const turnId = `turn-${n}`
    const message = { type: 'message', role: 'user', id: `ask-${n}`, content: [{ type: 'input_text', text: 'Ask.' }] }
    const answer = { ...message, role: 'assistant', id: `say-${n}`, content: [{ type: 'output_text', text: 'Said.' }] }
    events.push(
      { type: 'turn.started', turnId },
      { type: 'message.sent', turnId, item: message },
      { type: 'message.received', turnId, item: answer },
      { type: 'turn.finished', turnId, status: 'completed', startedAt: 0 },
    )
  }
  return fold('t', events.map((event, seq) => ({ ...event, seq, at: seq })) as Event[]).turns
}

const page = { turns: [...turns(3)], earlier: { turns: 4, beforeSeq: 9 }, later: { turns: 2, afterSeq: 99 } }

test('turns are counted with those that are not shown', () => {
  const headings = previewRows(page).flatMap(row => (row.type === 'heading' ? [`${row.number} of ${row.of}`] : []))
  expect(headings).toEqual(['5 of 9', '6 of 9', '7 of 9'])
  expect(previewRows({ ...page, earlier: null, later: null })[0]).toMatchObject({ number: 1, of: 3 })
})

test('a hit is found by its item, else by its turn', () => {
  const rows = previewRows(page)
  const at = (turnId: string, itemId: string | null) => rows[previewRowOf(rows, turnId, itemId)]
  expect(at('turn-1', 'say-1')).toMatchObject({ type: 'row', row: { itemId: 'say-1' } })
  expect(at('turn-1', null)).toMatchObject({ type: 'heading', number: 6 })
  expect(at('turn-1', 'say-2')).toMatchObject({ type: 'heading', number: 6 })
  expect(at('gone', 'say-1')).toBeUndefined()
})

test('a hit in a long answer is found in the part that has its words', () => {
  const [first] = turns(1)
  const part = (index: number, text: string): PreviewRow => ({
    id: `part-${index}`,
    type: 'row',
    row: { id: `part-${index}`, type: 'text', turnId: 'turn-0', itemId: 'say-0', part: index, text },
  })
  const rows: PreviewRow[] = [
    { id: 'turn-0', type: 'heading', turn: first as Turn, number: 1, of: 1 },
    part(0, 'It begins at an offset.'),
    part(1, 'Then it appends at a Stale offset.'),
    part(2, 'A stale offset is wrong.'),
  ]
  expect(previewRowOf(rows, 'turn-0', 'say-0', ['stale', 'offset'])).toBe(2)
  expect(previewRowOf(rows, 'turn-0', 'say-0', ['offset'])).toBe(1)
  expect(previewRowOf(rows, 'turn-0', 'say-0')).toBe(1)
})
