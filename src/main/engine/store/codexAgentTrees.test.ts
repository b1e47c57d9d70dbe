import { createRequire } from 'node:module'
import { join } from 'node:path'
import type SqliteDatabase from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { Client } from '../../../rpc/client.ts'
import { stage, spawnedIds } from '../../../testing/agentStage.ts'
import { appServer, FREELY, missing } from '../../../testing/codexServer.ts'
import type { AppServer } from '../../../testing/codexServer.ts'
import { begin, ended, rig, send, start, watch } from '../../../testing/engineRig.ts'
import type { Rig } from '../../../testing/engineRig.ts'
import type { TempHome } from '../../../testing/heddle.ts'
import { script } from '../../../testing/modelServer.ts'

const theirs = { namespace: 'multi_agent_v1' }

/** A thread that spawns an agent in either program's words; then it does with the agent what it is told. */
const family = stage(({ task, said, outputs, isAnswered, round, request }) => {
  if (task === 'look into it') return script().says(`answer ${round}`)
  const [id = ''] = spawnedIds(outputs)
  // Theirs are not among the tools: models find them by a search.
  const inTheirs = !JSON.stringify(request.body.tools).includes('"spawn_agent"')
  const call = (name: string, ours: object, own: object = ours) =>
    inTheirs ? script().calls(name === 'wait' ? 'wait_agent' : name, ours, theirs) : script().calls(name, own)
  if (isAnswered) return script().says('fine')
  if (said === 'spawn') return call('spawn_agent', { message: 'look into it', agent_type: 'explorer' })
  if (said === 'close') return call('close_agent', { target: id }, { id })
  if (said === 'resume') return call('resume_agent', { id })
  if (said === 'send') return call('send_input', { target: id, message: 'again' }, { id, message: 'again' })
  return script().says('fine')
})

/** The real program's list of who spawned whom. */
function edges({ home }: TempHome): { parent: string; child: string; status: string }[] {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof SqliteDatabase
  const database = new Sqlite(join(home, 'state_5.sqlite'), { readonly: true })
  try {
    const sql = 'select parent_thread_id parent, child_thread_id child, status from thread_spawn_edges'
    return database.prepare(sql).all() as ReturnType<typeof edges>
  } finally {
    database.close()
  }
}

const agentsOf = (codex: AppServer) => codex.call('thread/list', { sourceKinds: ['subAgentThreadSpawn'] })

/** One thread of ours whose agent has answered, and nobody at home. */
async function ours(at: Rig) {
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'spawn')
  const thread = await seen.until(({ agents = [] }) => (agents[0]?.reported ?? null) !== null)
  await seen.until(ended(1))
  return { threadId, childId: thread.agents?.[0]?.id ?? '', nickname: thread.agents?.[0]?.nickname }
}

const linkIn = async (client: Client, threadId: string) =>
  (await watch(client, threadId).until(({ seq }) => seq > 0)).agents?.map(({ id, nickname, role, state }) => ({
    id,
    nickname,
    role,
    state,
  }))

describe.skipIf(missing)(`trees of agents and the real program${missing ? ` (${missing})` : ''}`, () => {
  test('it takes our agent for its own: lists it below its thread, resumes, talks to and forks it', async () => {
    const at = await rig(family)
    const { threadId, childId, nickname } = await ours(at)
    await at.engine.close()
    const codex = await appServer(at.home)
    const listed = await codex.call('thread/list', {})
    expect(listed.data.map(({ id }: { id: string }) => id)).toEqual([threadId])
    expect((await agentsOf(codex)).data).toMatchObject([
      { id: childId, parentThreadId: threadId, agentNickname: nickname, agentRole: 'explorer' },
    ])
    expect(edges(at.home)).toEqual([{ parent: threadId, child: childId, status: 'open' }])
    const { thread } = await codex.call('thread/resume', { threadId, ...FREELY })
    const items = JSON.stringify((await codex.call('thread/read', { threadId: thread.id, includeTurns: true })).thread)
    expect(items).toMatch(/"type":"collabAgentToolCall"/)
    await codex.turn(threadId, 'resume')
    await codex.turn(threadId, 'send')
    await codex.turn(threadId, 'rest')
    const { thread: forked } = await codex.call('thread/fork', { threadId: childId, ...FREELY })
    expect(forked).toMatchObject({ forkedFromId: childId })
    await codex.close()

    const { client } = await start(at.home)
    const child = await watch(client, childId).until(ended(2))
    expect(child).toMatchObject({ parentId: threadId, agent: { nickname, role: 'explorer', depth: 1 } })
    expect(JSON.stringify(at.model.requests.at(-1)?.input)).not.toContain('unsupported call')
  })

  test('what we close, open again and let go is that for it, too', async () => {
    const at = await rig(family)
    const { threadId, childId } = await ours(at)
    // It knows the thread from now on, by its own list.
    const codex = await appServer(at.home)
    await codex.call('thread/list', {})
    await codex.close()
    const edge = { parent: threadId, child: childId }
    await at.client.call('agent/close', { threadId: childId })
    expect(edges(at.home)).toEqual([{ ...edge, status: 'closed' }])
    await at.client.call('agent/resume', { threadId: childId })
    expect(edges(at.home)).toEqual([{ ...edge, status: 'open' }])
    await at.client.call('agent/promote', { threadId: childId })
    await at.engine.close()
    // Its own file goes on saying who spawned it: it is listed there, and open to nobody.
    const again = await appServer(at.home)
    expect((await agentsOf(again)).data).toMatchObject([{ id: childId }])
    expect(edges(at.home)).toEqual([{ ...edge, status: 'closed' }])
  })

  test('its agents are ours: named, closed and opened as it did, and our thread goes on with them', async () => {
    const at = await rig(family)
    await at.engine.close()
    const codex = await appServer(at.home)
    const { thread } = await codex.call('thread/start', { cwd: at.home.workspace, ...FREELY })
    await codex.turn(thread.id, 'spawn')
    await expect.poll(() => edges(at.home)).toHaveLength(1)
    const childId = edges(at.home)[0]?.child ?? ''
    const { thread: child } = await codex.call('thread/read', { threadId: childId })
    const link = { id: childId, nickname: child.agentNickname, role: 'explorer' }
    await codex.turn(thread.id, 'close')
    await codex.close()
    const first = await start(at.home)
    expect(await linkIn(first.client, thread.id)).toEqual([{ ...link, state: 'closed' }])
    await send(first.client, thread.id, 'resume')
    await watch(first.client, thread.id).until(ended(3))
    expect(await linkIn(first.client, thread.id)).toEqual([{ ...link, state: 'open' }])
    expect(edges(at.home)).toEqual([{ parent: thread.id, child: childId, status: 'open' }])
    await send(first.client, thread.id, 'send')
    const goneOn = await watch(first.client, childId).until(ended(2))
    expect(goneOn).toMatchObject({ parentId: thread.id, agent: { role: 'explorer' } })
  })
})
