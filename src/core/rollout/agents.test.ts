import { expect, test } from 'vitest'
import { emptyHistory, record } from '../context/history.ts'
import { fold } from '../thread/apply.ts'
import type { EventBody } from '../thread/events.ts'
import { createDecoder } from './decode.ts'
import { createEncoder } from './encode.ts'
import { lineText } from './line.ts'
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

const collab = (ordinal: number, item: object): RolloutLine => ({
  timestamp: '2026-11-21T10:00:00.000Z',
  ordinal,
  type: 'event_msg',
  payload: { type: 'item_completed', turn_id: 'p1', item: { sender_thread_id: 'parent', ...item } },
})
const call = (n: number, tool: string, more: object = {}) =>
  collab(n, {
    type: 'CollabAgentToolCall',
    id: `c${n}`,
    tool,
    status: 'completed',
    receiver_thread_ids: ['a'],
    ...more,
  })

test('what the real program did with agents is what became of them', () => {
  const at = (...lines: RolloutLine[]) => {
    const decoder = createDecoder({ threadId: 'parent', cwd: '/ws', provider: 'openai' })
    return fold(
      'parent',
      lines.flatMap((line, n) => decoder.line(line, n)),
    ).agents?.map(({ id, nickname, role, state, callId }) => [id, nickname, role, state, callId])
  }
  const spawned = call(1, 'spawn_agent', {
    receiver_agents: [{ thread_id: 'a', agent_nickname: 'Ada', agent_role: 'explorer' }],
  })
  expect(at(spawned)).toEqual([['a', 'Ada', 'explorer', 'open', 'c1']])
  expect(at(spawned, call(2, 'wait'), call(3, 'close_agent'))).toEqual([['a', 'Ada', 'explorer', 'closed', 'c1']])
  expect(at(spawned, call(2, 'close_agent'), call(3, 'resume_agent'))?.[0]?.[3]).toBe('open')
  // What failed changed nothing.
  expect(at(call(1, 'spawn_agent', { status: 'failed', receiver_thread_ids: [] }))).toBeUndefined()
  expect(at(spawned, call(2, 'close_agent', { status: 'failed' }))?.[0]?.[3]).toBe('open')
  const activity = {
    type: 'SubAgentActivity',
    id: 'c1',
    kind: 'started',
    agent_thread_id: 'b',
    agent_path: '/root/help',
  }
  expect(at(collab(1, activity), collab(2, { ...activity, kind: 'completed' }))).toEqual([
    ['b', 'help', 'default', 'open', 'c1'],
  ])
})

test('a call of ours that has to do with agents is an item of the real program, and spawns none when it is read', () => {
  const body: EventBody = {
    type: 'call.completed',
    turnId: 't',
    callId: 'c',
    status: 'completed',
    result: { kind: 'agent', action: 'spawn', agentIds: ['a'], message: 'look' },
  }
  const encoder = createEncoder('paginated', {})
  const [line] = encoder.lines(body, 5)
  expect(line?.payload.item).toMatchObject({ type: 'CollabAgentToolCall', tool: 'spawn_agent', status: 'completed' })
  const decoder = createDecoder({ threadId: 'parent', cwd: '/ws', provider: 'openai' })
  const text = line && lineText(line, 7, 5)
  expect(decoder.line(JSON.parse(text ?? '') as RolloutLine, 0)).toEqual([expect.objectContaining(body)])
})

test('an agent farther down names its parent and its root', () => {
  const born: EventBody = {
    type: 'thread.created',
    threadId: 'child',
    cwd: '/ws',
    origin: { source: 'desktop', originator: 'heddle_desktop' },
    version: '1',
    parentId: 'parent',
    agent: { nickname: 'Ada', role: 'worker', depth: 2, rootId: 'root' },
  }
  const [line] = createEncoder('paginated', {}).lines(born, 5)
  expect(line?.payload).toMatchObject({
    session_id: 'root',
    parent_thread_id: 'parent',
    thread_source: 'subagent',
    agent_nickname: 'Ada',
    source: { subagent: { thread_spawn: { parent_thread_id: 'parent', depth: 2, agent_role: 'worker' } } },
  })
  const [read] = createDecoder().line({ ...line, ordinal: 0 }, 0)
  expect(read).toMatchObject({ parentId: 'parent', agent: born.agent })
})
