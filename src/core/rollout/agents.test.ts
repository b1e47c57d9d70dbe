import { expect, test } from 'vitest'
import { emptyHistory, record } from '../context/history.ts'
import { fold } from '../thread/apply.ts'
import { createDecoder } from './decode.ts'
import type { RolloutLine } from './line.ts'

const said = (role: string, text: string, turnId: string) => ({
  type: 'response_item',
  payload: {
    type: 'message',
    role,
    content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
    internal_chat_message_metadata_passthrough: { turn_id: turnId },
  },
})
const event = (type: string, turnId: string) => ({ type: 'event_msg', payload: { type, turn_id: turnId } })

/** An agent's file as the real program writes it: from line 7 on it is the agent's own. */
const lines: RolloutLine[] = [
  {
    type: 'session_meta',
    payload: { id: 'child', parent_thread_id: 'parent', forked_from_id: 'parent', subagent_history_start_ordinal: 7 },
  },
  { type: 'session_meta', payload: { id: 'parent' } },
  event('task_started', 'p1'),
  said('user', 'said to the parent', 'p1'),
  said('assistant', 'answered by the parent', 'p1'),
  event('turn_aborted', 'p1'),
  said('developer', 'You are an agent now.', 'p1'),
  event('task_started', 'c1'),
  said('user', 'the task', 'c1'),
  said('assistant', 'done', 'c1'),
  event('task_complete', 'c1'),
].map((line, ordinal) => ({ ...line, ordinal, timestamp: '2026-11-21T10:00:00.000Z' }))

test('an agent that was given the history of its parent has turns of its own only, and the whole history', () => {
  const decoder = createDecoder()
  decoder.startFile()
  const events = lines.flatMap((line, n) => decoder.line(line, n))
  const thread = fold('child', events)
  expect(thread).toMatchObject({ id: 'child', parentId: 'parent', forkedFrom: undefined, preview: 'the task' })
  expect(thread.turns.map(({ id, status }) => [id, status])).toEqual([['c1', 'completed']])

  const history = emptyHistory()
  for (const each of events) record(history, each)
  expect(JSON.stringify(history.items)).toMatch(
    /said to the parent.*answered by the parent.*You are an agent now.*the task.*done/,
  )
})
