import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AgentRow, AgentsFrame } from '../../contract/agents.ts'
import type { InboxFrame } from '../../contract/inbox.ts'
import type { ThreadSummary, ThreadsFrame } from '../../contract/schemas.ts'
import { begin, ended, rig, send, start, waits, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { stage } from '../../testing/agentStage.ts'
import { script } from '../../testing/modelServer.ts'
import type { Client } from '../../rpc/client.ts'

/** A tree as a window keeps it: a fold of frames. */
function watchTree(client: Client, threadId: string) {
  const frames: AgentsFrame[] = []
  let rows: AgentRow[] = []
  const handle = client.subscribe('agents/watch', { threadId }, frame => {
    frames.push(frame)
    if (frame.type === 'reset') rows = frame.agents
    else if (frame.type === 'removed') rows = rows.filter(row => row.threadId !== frame.threadId)
    else if (rows.some(row => row.threadId === frame.agent.threadId))
      rows = rows.map(row => (row.threadId === frame.agent.threadId ? frame.agent : row))
    else rows = [...rows, frame.agent]
  })
  const row = (threadId: string) => rows.find(each => each.threadId === threadId)
  return { frames, rows: () => rows, row, close: handle.close }
}

/** The newest row of each thread, as lists have it. */
function watchLists(client: Client) {
  const rows = new Map<string, ThreadSummary>()
  client.subscribe('threads/watch', { limit: 50 }, (frame: ThreadsFrame) => {
    for (const thread of frame.type === 'reset' ? frame.threads : frame.type === 'changed' ? [frame.thread] : [])
      rows.set(thread.id, thread)
  })
  return rows
}

/** A root with an agent that has one as well; the lower one asks before it runs something. */
const family = stage(({ task, round }) => {
  if (task === 'ask somebody')
    return round === 0 ? script().calls('exec_command', { cmd: 'touch asked' }) : script().says('asked')
  if (task === 'have it done')
    return round === 0 ? script().calls('spawn_agent', { message: 'ask somebody' }) : script().says('had it')
  return round === 0
    ? script().calls('spawn_agent', { message: 'have it done', agent_type: 'worker' })
    : script().says('root done')
})

const CONFIG = '[agents]\nmax_depth = 2\n'

/** The tree up to where its lowest agent waits for a person. */
async function grown(at: Rig) {
  const { threadId, seen } = await begin(at, { approvalPolicy: 'untrusted' })
  await send(at.client, threadId, 'go')
  const childId = (await seen.until(ended(1))).agents?.[0]?.id ?? ''
  const child = await watch(at.client, childId).until(ended(1))
  const lowerId = child.agents?.[0]?.id ?? ''
  const lower = watch(at.client, lowerId)
  const asked = await lower.until(waits)
  const call = asked.turns[0]?.items.find(item => item.type === 'call')
  const answer = () =>
    at.client.call('approval/answer', {
      threadId: lowerId,
      turnId: asked.turns[0]?.id ?? '',
      callId: call?.type === 'call' ? call.id : '',
      decision: { type: 'approve', scope: 'once' },
    })
  return { threadId, childId, lowerId, lower, answer }
}

test('a tree is told from any of its threads, and what changes in it', async () => {
  const at = await rig(family, CONFIG)
  const { threadId, childId, lowerId, answer } = await grown(at)
  const tree = watchTree(at.client, lowerId)
  await expect
    .poll(() => tree.rows().map(row => [row.threadId, row.parentId, row.depth]))
    .toEqual([
      [threadId, null, 0],
      [childId, threadId, 1],
      [lowerId, childId, 2],
    ])
  expect(tree.frames[0]).toMatchObject({ type: 'reset', rootId: threadId })
  expect(tree.row(threadId)).toMatchObject({ nickname: 'go', role: 'root', open: true })
  await expect
    .poll(() => tree.row(lowerId))
    .toMatchObject({
      task: 'ask somebody',
      status: 'running',
      waiting: 1,
      activity: 'waits for you: touch asked',
      turnId: expect.any(String),
      stoppedAt: null,
      spans: [
        { kind: 'working', to: null },
        { kind: 'waiting', to: null },
      ],
    })
  await answer()
  await expect.poll(() => tree.row(lowerId)?.status).toEqual({ completed: 'asked' })
  const done = tree.row(lowerId)
  expect(done).toMatchObject({ waiting: 0, turnId: null, open: true, role: 'default', model: 'gpt-5.5' })
  expect(done?.spans.map(({ kind, from, to }) => [kind, to !== null && to >= from])).toEqual([
    ['working', true],
    ['waiting', true],
  ])
  expect(done?.tokens).toBeGreaterThan(0)
  expect(tree.row(childId)).toMatchObject({ role: 'worker', open: true })
  expect(at.model.problems).toEqual([])
})

test('who is above is told that somebody below waits, and the inbox says who it is', async () => {
  const at = await rig(family, CONFIG)
  const lists = watchLists(at.client)
  let entries: unknown[] = []
  at.client.subscribe('inbox/watch', {}, (frame: InboxFrame) => (entries = frame.entries))
  const { threadId, childId, lowerId, lower, answer } = await grown(at)
  await expect
    .poll(() => [threadId, childId, lowerId].map(id => lists.get(id)?.waitingBelow))
    .toEqual([1, 1, undefined])
  expect(lists.get(lowerId)).toMatchObject({ parentId: childId, agent: { depth: 2 }, status: 'waiting' })
  const { threads } = await at.client.call('thread/list', { limit: 50 })
  expect(threads.map(({ id, waitingBelow }) => [id, waitingBelow])).toEqual([[threadId, 1]])
  const nickname = lists.get(lowerId)?.agent?.nickname
  await expect
    .poll(() => entries)
    .toMatchObject([
      { threadId: lowerId, agent: { nickname, rootId: threadId, root: 'go' }, request: { command: 'touch asked' } },
    ])
  await answer()
  await lower.until(ended(1))
  await expect.poll(() => [threadId, childId].map(id => lists.get(id)?.waitingBelow)).toEqual([undefined, undefined])
})

test('an agent is closed, opened again, and made a thread of its own, with all below it', async () => {
  const at = await rig(family, CONFIG)
  const { threadId, childId, lowerId, lower, answer } = await grown(at)
  await answer()
  await lower.until(ended(1))
  const [tree, ofLower] = [watchTree(at.client, threadId), watchTree(at.client, lowerId)]
  await expect.poll(() => tree.rows().length + ofLower.rows().length).toBe(6)
  await at.client.call('agent/close', { threadId: childId })
  await expect
    .poll(() => [childId, lowerId].map(id => tree.row(id)))
    .toMatchObject([
      { open: false, status: 'shutdown' },
      { open: false, status: 'shutdown' },
    ])
  await at.client.call('agent/resume', { threadId: childId })
  await expect.poll(() => tree.row(childId)).toMatchObject({ open: true })
  await at.client.call('agent/promote', { threadId: childId })
  await expect.poll(() => tree.rows().map(row => row.threadId)).toEqual([threadId])
  await expect
    .poll(() => ofLower.rows().map(row => [row.threadId, row.depth]))
    .toEqual([
      [childId, 0],
      [lowerId, 1],
    ])
  const { threads } = await at.client.call('thread/list', { limit: 50 })
  expect(threads.map(({ id }) => id).sort()).toEqual([threadId, childId].sort())
  await expect(at.client.call('agent/close', { threadId })).rejects.toMatchObject({ code: 'agent.notAgent' })
})

test('after a restart the tree is what it was, read from the index and its logs', async () => {
  const at = await rig(family, CONFIG)
  const { threadId, childId, lowerId, lower, answer } = await grown(at)
  await answer()
  await lower.until(ended(1))
  await watch(at.client, threadId).until(thread => thread.agents?.[0]?.reported !== null)
  await at.client.call('agent/close', { threadId: lowerId })
  const tree = watchTree(at.client, threadId)
  await expect.poll(() => tree.row(lowerId)?.open).toBe(false)
  const before = tree.rows()
  await at.engine.close()
  const { client } = await start(at.home)
  const again = watchTree(client, childId)
  await expect.poll(() => again.rows().length).toBe(3)
  // What a root said last only its log knows; what an agent said, its parent's.
  const compared = (rows: AgentRow[]) =>
    rows.map(({ spans, status, ...row }) => ({
      ...row,
      activity: null,
      status: row.parentId === null ? 'completed' in Object(status) : status,
      worked: spans.filter(({ kind }) => kind === 'working').length,
    }))
  expect(compared(again.rows())).toEqual(compared(before))
  const { sessions } = await client.call('session/list', { limit: 50 })
  expect(sessions.find(({ id }) => id === lowerId)).toMatchObject({ parentId: childId, agent: { depth: 2 } })
})

test('a tree that is watched while the index is built anew comes out whole', async () => {
  const at = await rig(family, CONFIG)
  const { threadId, childId, lowerId, lower, answer } = await grown(at)
  await answer()
  await lower.until(ended(1))
  await at.engine.close()
  for (const name of readdirSync(at.home.home)) if (name.includes('.sqlite')) rmSync(join(at.home.home, name))
  const { client } = await start(at.home)
  const tree = watchTree(client, lowerId)
  await expect.poll(() => tree.rows().map(row => row.threadId)).toEqual([threadId, childId, lowerId])
})

test('an agent that does much at once is told of less often than it changes', async () => {
  const CALLS = 60
  const at = await rig(
    stage(({ task, round }) => {
      if (round > 0) return script().says('done')
      const busy = Array.from({ length: CALLS }).reduce<ReturnType<typeof script>>(
        tell => tell.calls('list_dir', { dir_path: '/' }),
        script(),
      )
      return task === 'be busy' ? busy : script().calls('spawn_agent', { message: 'be busy' })
    }),
  )
  const { threadId, seen } = await begin(at)
  const tree = watchTree(at.client, threadId)
  await send(at.client, threadId, 'go')
  await seen.until(({ agents = [] }) => (agents[0]?.reported ?? null) !== null)
  const childId = seen.thread()?.agents?.[0]?.id ?? ''
  await expect.poll(() => tree.row(childId)?.status).toEqual({ completed: 'done' })
  const told = tree.frames.filter(frame => frame.type === 'changed' && frame.agent.threadId === childId)
  expect(told.length).toBeLessThan(CALLS / 2)
})

test('what a process left at work is told of as interrupted when the next one begins', async () => {
  const at = await rig(
    stage(({ task, said, round }) => {
      if (task === 'never ends') return script().stalls()
      if (said === 'and now?') return script().says('I know')
      return round === 0 ? script().calls('spawn_agent', { message: 'never ends' }) : script().says('root done')
    }),
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const childId = (await seen.until(ended(1))).agents?.[0]?.id ?? ''
  await watch(at.client, childId).until(({ turns }) => turns.length === 1)
  await at.engine.close()

  const { client } = await start(at.home)
  const lists = watchLists(client)
  const again = watch(client, threadId)
  const told = await again.until(({ reports = [] }) => reports.length === 1)
  expect(told.agents).toMatchObject([{ id: childId, state: 'open', reported: 'interrupted' }])
  const tree = watchTree(client, threadId)
  await expect.poll(() => tree.row(childId)).toMatchObject({ status: 'interrupted', open: true, turnId: null })
  expect(lists.get(childId)?.status ?? 'interrupted').toBe('interrupted')
  await send(client, threadId, 'and now?')
  await again.until(ended(2))
  expect(JSON.stringify(at.model.requests.at(-1)?.input)).toMatch(/subagent_notification.*interrupted/)
})

test('agents go to the trash, come back and are deleted with the thread that spawned them', async () => {
  const at = await rig(family, CONFIG)
  const { threadId, childId, lowerId, lower, answer } = await grown(at)
  const { client } = at
  const trashed = await client.call('session/trash', { threadIds: [threadId] })
  expect(trashed).toMatchObject({
    changed: [],
    refused: [{ threadId, message: 'An agent below it is at work. Stop it first.' }],
  })
  await answer()
  await lower.until(ended(1))
  const all = [threadId, childId, lowerId].sort()
  const put = async () => (await client.call('session/trash', { threadIds: [threadId] })).changed.sort()
  await expect.poll(put).toEqual(all)
  expect((await client.call('trash/list', {})).threads.map(({ id }) => id)).toEqual([threadId])
  expect((await client.call('session/list', { limit: 50 })).sessions).toEqual([])
  expect((await client.call('trash/restore', { threadIds: [threadId] })).changed.sort()).toEqual(all)
  await expect.poll(async () => (await client.call('session/list', { limit: 50 })).total).toBe(3)
  await expect.poll(put).toEqual(all)
  expect(await client.call('trash/empty', { threadIds: [threadId] })).toMatchObject({ deleted: 3 })
})

test('turns that are taken out take the agents along that were spawned in them', async () => {
  const at = await rig(family, CONFIG)
  const { threadId, childId, lowerId, lower } = await grown(at)
  const { turns } = await watch(at.client, threadId).until(ended(1))
  await at.client.call('thread/revert', { threadId, turnId: turns[0]?.id ?? '' })
  const { turns: left } = await lower.until(ended(1))
  expect(left[0]?.status).toBe('interrupted')
  const tree = watchTree(at.client, threadId)
  await expect.poll(() => [childId, lowerId].map(id => tree.row(id)?.open)).toEqual([false, false])
  await at.engine.idle()
})
