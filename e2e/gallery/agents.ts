import type { AgentRow, AgentsFrame } from '../../src/contract/agents.ts'
import type { ThreadSummary } from '../../src/contract/schemas.ts'
import { reportContext } from '../../src/core/agents/report.ts'
import type { Thread } from '../../src/core/thread/thread.ts'
import { summaryOf } from './scriptedEngine.ts'
import type { Scripted } from './scriptedEngine.ts'
import { CWD, script } from './threads.ts'

const SECOND = 1000

/** An agent as the engine tells it, at work since a while. */
export const agentRow = (threadId: string, over: Partial<AgentRow> = {}): AgentRow => ({
  threadId,
  parentId: 'root',
  depth: 1,
  nickname: threadId,
  role: 'default',
  model: 'gpt-6.1-sol',
  status: 'running',
  open: true,
  task: '',
  activity: null,
  waiting: 0,
  turnId: `turn of ${threadId}`,
  startedAt: 0,
  stoppedAt: null,
  spans: [],
  tokens: 0,
  cost: null,
  ...over,
})

const TASKS = {
  ada: 'Find out why the resume test fails one time in twenty. Read the store and its tests; change nothing.\n\nReport the two opens that race, with file and line.',
  grace: 'Write a test that kills the process between the two writes of a segment.',
  linus: 'Look for other places that read a cursor before its lock is taken.',
  barbara: 'Check that the public documents still say what the store does.',
}

const minutesAgo = (now: number, minutes: number): number => now - minutes * 60 * SECOND

/** A root with agents at work, waiting, failed and done, two levels deep. */
export function agentTree(now: number): AgentRow[] {
  const at = (minutes: number) => minutesAgo(now, minutes)
  const working = (from: number, to: number | null) => ({ kind: 'working' as const, from, to })
  const waiting = (from: number, to: number | null) => ({ kind: 'waiting' as const, from, to })
  const done = (threadId: string, nickname: string, from: number, to: number) =>
    agentRow(threadId, {
      nickname,
      role: 'explorer',
      status: { completed: `${nickname} found nothing else.` },
      open: false,
      turnId: null,
      startedAt: at(from),
      stoppedAt: at(to),
      spans: [working(at(from), at(to))],
      tokens: 9_800,
    })
  return [
    agentRow('root', {
      parentId: null,
      depth: 0,
      nickname: 'Fix flaky session test',
      role: 'root',
      activity: 'Waits for Ada and Grace',
      startedAt: at(4),
      spans: [working(at(4), null)],
      tokens: 81_400,
      cost: 0.42,
    }),
    agentRow('ada', {
      nickname: 'Ada',
      role: 'explorer',
      task: TASKS.ada,
      activity: 'Reads src/main/engine/store/cursor.ts',
      startedAt: at(3.5),
      spans: [working(at(3.5), at(2)), waiting(at(2), at(1.6)), working(at(1.6), null)],
      tokens: 41_200,
      cost: 0.12,
    }),
    agentRow('grace', {
      nickname: 'Grace',
      role: 'worker',
      task: TASKS.grace,
      activity: 'Waits for you: npx vitest run --repeat 200',
      waiting: 1,
      startedAt: at(3.2),
      spans: [working(at(3.2), at(0.8)), waiting(at(0.8), null)],
      tokens: 22_900,
      cost: 0.004,
    }),
    agentRow('linus', {
      nickname: 'Linus',
      depth: 2,
      parentId: 'ada',
      role: 'explorer',
      task: TASKS.linus,
      activity: 'Ran rg readCursor',
      startedAt: at(1.5),
      spans: [working(at(1.5), null)],
      tokens: 3_100,
    }),
    agentRow('barbara', {
      nickname: 'Barbara',
      task: TASKS.barbara,
      status: { errored: 'The model was not to be reached after 5 attempts: connection refused.' },
      turnId: null,
      startedAt: at(3),
      stoppedAt: at(2.2),
      spans: [working(at(3), at(2.2))],
      tokens: 1_200,
    }),
    done('alan', 'Alan', 3.8, 3.1),
    done('edsger', 'Edsger', 3.7, 2.9),
    done('margaret', 'Margaret', 3.6, 2.4),
  ]
}

export const resetOf = (agents: AgentRow[]): AgentsFrame => ({ type: 'reset', rootId: 'root', agents })

const linkOf = ({ threadId, nickname, role }: AgentRow, n: number) =>
  ({ type: 'agent.spawned', callId: `call-${n}`, agentId: threadId, nickname, role }) as const

/** The root's own thread: it sent agents off, heard of one, and waits for the others. */
export function rootThread(agents: readonly AgentRow[]): Thread {
  const log = script('root')
    .create('Fix flaky session test')
    .asks('The resume test fails one time in twenty. Use agents.')
  const own = agents.filter(agent => agent.parentId === 'root').slice(0, 3)
  log.says('I send one agent to read the store, one to write a test that kills, and one to check the documents.')
  own.forEach((agent, index) => {
    log
      .calls('spawn_agent', { message: agent.task, agent_type: agent.role })
      .starts()
      .add({ ...linkOf(agent, index + 1), turnId: log.turnId() })
      .ends({ kind: 'agent', action: 'spawn', agentIds: [agent.threadId] })
  })
  const report = { completed: 'Nothing else reads a cursor early.\n\n- `store/outline` takes the lock first' }
  log
    .add(reportContext({ id: 'report-1', agentId: own[0]?.threadId ?? '', status: report, at: 0 }, log.turnId()))
    .calls('wait', { ids: own.map(agent => agent.threadId), timeout_ms: 30_000 })
    .starts()
    .ends({ kind: 'agent', action: 'wait', agentIds: own.map(agent => agent.threadId) })
    .add({ type: 'agent.reported', reportId: 'r2', agentId: 'barbara', status: { errored: 'connection refused' } })
    .calls('wait', { ids: own.slice(0, 2).map(agent => agent.threadId) })
    .starts()
  return log.thread()
}

/** The thread of an agent, at work. */
export function agentThread({ threadId, nickname, role, depth, parentId, task }: AgentRow): Thread {
  const log = script(threadId)
  log
    .add({
      type: 'thread.created',
      threadId,
      cwd: CWD,
      origin: { source: 'desktop', originator: 'heddle' },
      git: { branch: 'main' },
      version: '0.1.0',
      parentId: parentId ?? undefined,
      agent: { nickname, role, depth },
    })
    .asks(task)
    .reads(`${CWD}/src/main/engine/store/cursor.ts`)
    .says('The cursor is read before the lock is held.')
    .calls('exec_command', { cmd: 'npx vitest run src/main/engine/store --repeat 200' })
    .starts()
  return log.thread()
}

const STATUSES: Readonly<Record<string, ThreadSummary['status']>> = { grace: 'waiting', barbara: 'failed' }

const summaryOfAgent = (agent: AgentRow): ThreadSummary =>
  summaryOf(agentThread(agent), {
    title: null,
    status: STATUSES[agent.threadId] ?? (agent.stoppedAt === null ? 'running' : 'done'),
    activity: agent.activity,
    parentId: agent.parentId ?? undefined,
    agent: { nickname: agent.nickname, role: agent.role, depth: agent.depth },
    createdAt: agent.startedAt,
  })

/** Everything that the window asks for to show a root with its agents in front. */
export function agentsScripted(agents: AgentRow[], over: Partial<Scripted> = {}): Scripted {
  const root = rootThread(agents)
  const children = agents.filter(agent => agent.parentId !== null)
  return {
    threads: [root, ...children.map(agentThread)],
    summaries: [
      summaryOf(root, { status: 'running', waitingBelow: agents.filter(agent => agent.waiting > 0).length }),
      ...children.map(summaryOfAgent),
    ],
    values: { layout: { tabs: ['root'], active: 'root', panelTab: 'agents' } },
    frames: { 'agents/watch': resetOf(agents) },
    ...over,
  }
}
