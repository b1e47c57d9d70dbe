import { expect, test } from 'vitest'
import type { AgentRow, AgentsFrame } from '../../contract/agents.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import type { AgentLink, AgentStatus } from '../../core/agents/agent.ts'
import {
  agentsByRoot,
  createAgentTree,
  followAgents,
  NO_AGENTS,
  standingOf,
  standingOfLink,
  statusOf,
  takeAgentsFrame,
} from './agents.ts'
import { archivedThreads, groupThreads } from './selectors.ts'

const row = (threadId: string, parentId: string | null, over: Partial<AgentRow> = {}): AgentRow => ({
  threadId,
  parentId,
  depth: parentId === null ? 0 : 1,
  nickname: threadId,
  role: 'default',
  model: null,
  status: 'running',
  open: true,
  task: '',
  activity: null,
  waiting: 0,
  turnId: null,
  startedAt: 0,
  stoppedAt: null,
  spans: [],
  tokens: 0,
  cost: null,
  ...over,
})

const RESET: AgentsFrame = { type: 'reset', rootId: 'root', agents: [row('root', null), row('a', 'root')] }
const tree = takeAgentsFrame(NO_AGENTS, RESET)

test('an agent that only moves on changes its own row; places stay the same array', () => {
  const moved = takeAgentsFrame(tree, { type: 'changed', agent: row('a', 'root', { activity: 'Reads', tokens: 7 }) })
  expect(moved.agents.a).toMatchObject({ activity: 'Reads', tokens: 7 })
  expect(moved.agents.root).toBe(tree.agents.root)
  expect(moved.places).toBe(tree.places)
})

test('who comes, goes, finishes or waits changes the places', () => {
  const after = (agent: AgentRow) => takeAgentsFrame(tree, { type: 'changed', agent }).places.at(-1)
  expect(after(row('b', 'a'))).toEqual({ threadId: 'b', parentId: 'a', finished: false, waits: false })
  expect(after(row('a', 'root', { waiting: 1 }))).toMatchObject({ waits: true })
  const finished = (status: AgentStatus, waiting = 0) => after(row('a', 'root', { status, waiting }))?.finished
  expect([finished({ completed: null }), finished('shutdown'), finished('not_found')]).toEqual([true, true, true])
  expect([finished({ errored: 'x' }), finished('interrupted'), finished('pending_init')]).toEqual([false, false, false])
  expect(finished({ completed: null }, 1)).toBe(false)
  expect(takeAgentsFrame(tree, { type: 'removed', threadId: 'a' }).places).toHaveLength(1)
  expect(takeAgentsFrame(tree, { type: 'removed', threadId: 'gone' })).toBe(tree)
})

test('many frames are one change; a refusal is told', () => {
  const store = createAgentTree()
  let push: (frame: AgentsFrame) => void = () => {}
  let refuse: (failure: Error) => void = () => {}
  let run = () => {}
  let closed = false
  const close = followAgents(
    {
      tree: store,
      watch(_method, _params, onFrame, onRefused) {
        push = onFrame as typeof push
        refuse = onRefused ?? refuse
        return () => (closed = true)
      },
      schedule: next => (run = next),
    },
    'root',
  )
  let changes = 0
  store.subscribe(() => (changes += 1))
  push(RESET)
  for (let n = 0; n < 100; n++) push({ type: 'changed', agent: row(`n${n}`, 'root') })
  expect(changes).toBe(0)
  run()
  expect([changes, store.getState().places.length]).toEqual([1, 102])
  refuse(new Error('gone'))
  expect(store.getState().refused).toBe('gone')
  close()
  expect(closed).toBe(true)
})

test('amber rises; every status has a sign and a word', () => {
  const said = (status: AgentStatus, waiting = 0, below = 0) => Object.values(standingOf({ status, waiting }, below))
  expect(said('running', 1)).toEqual(['waiting', 'waits for you'])
  expect(said({ completed: 'x' }, 0, 1)).toEqual(['waiting', 'one below waits for you'])
  expect(said('running', 0, 2)).toEqual(['waiting', '2 below wait for you'])
  expect([said('pending_init'), said('running'), said('interrupted')]).toEqual([
    ['running', 'starting'],
    ['running', 'running'],
    ['interrupted', 'stopped'],
  ])
  expect([said({ completed: null }), said({ errored: 'x' }), said('shutdown'), said('not_found')]).toEqual([
    ['done', 'done'],
    ['failed', 'failed'],
    ['idle', 'closed'],
    ['idle', 'gone'],
  ])
})

const summary = (id: string, over: Partial<ThreadSummary> = {}): ThreadSummary => ({
  id,
  title: id,
  preview: '',
  cwd: '/work',
  branch: null,
  source: 'desktop',
  model: null,
  status: 'idle',
  activity: null,
  archived: false,
  createdAt: 0,
  updatedAt: 0,
  ...over,
})

const LINK: AgentLink = {
  id: 'a',
  nickname: 'Ada',
  role: 'worker',
  callId: 'c',
  turnId: 't',
  spawnedAt: 0,
  reported: null,
  state: 'open',
}

test('in its parent’s timeline an agent stands as it stands now, else as it was reported', () => {
  const word = (link: AgentLink | undefined, live: ThreadSummary | null) => standingOfLink(link, live).word
  expect(word(LINK, null)).toBe('starting')
  expect(word(LINK, summary('a', { status: 'running' }))).toBe('running')
  expect(word(LINK, summary('a', { status: 'running', waitingBelow: 1 }))).toBe('waits for you')
  expect(word({ ...LINK, reported: { errored: 'x' } }, null)).toBe('failed')
  expect(word({ ...LINK, reported: { completed: 'x' } }, summary('a'))).toBe('done')
  expect(word({ ...LINK, state: 'closed' }, summary('a', { status: 'done' }))).toBe('closed')
  expect(word(undefined, summary('a'))).toBe('idle')
})

test('the list has agents below their thread, oldest first, and nowhere else', () => {
  const all = [
    summary('root'),
    summary('late', { parentId: 'root', createdAt: 2 }),
    summary('early', { parentId: 'root', createdAt: 1 }),
    summary('deep', { parentId: 'early', createdAt: 3 }),
    summary('orphan', { parentId: 'gone' }),
    summary('kept', { parentId: 'root', archived: true, createdAt: 4 }),
  ]
  const summaries = Object.fromEntries(all.map(each => [each.id, each]))
  expect([...agentsByRoot(summaries)].map(([id, agents]) => [id, agents.map(agent => agent.id)])).toEqual([
    ['root', ['early', 'deep', 'late', 'kept']],
  ])
  expect(groupThreads(summaries).flatMap(group => group.threads.map(thread => thread.id))).toEqual(['root', 'orphan'])
  expect(archivedThreads(summaries)).toEqual([])
})

test('a thread waits while anything below it does', () => {
  expect([statusOf(summary('a', { status: 'running' })), statusOf(summary('a', { waitingBelow: 2 }))]).toEqual([
    'running',
    'waiting',
  ])
})
