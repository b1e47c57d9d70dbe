import { describe, expect, test } from 'vitest'
import { callsOf } from '../../core/thread/thread.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { sandboxOf } from '../../core/thread/settings.ts'
import { cast, resultsIn, spawn, spawnedIds, waitForAll } from '../../testing/agentStage.ts'
import { begin, ended, rig, send, watch } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const agentOf = (thread: Thread, at = 0) => thread.agents![at]!
const isAtWork = (thread: Thread) =>
  thread.turns.some(turn => turn.status === 'running' && callsOf(turn).some(({ phase }) => phase === 'running'))
const hasSpawned = ({ turns }: Thread) => turns.some(turn => callsOf(turn).some(({ phase }) => phase === 'done'))
const wasStopped = (thread: Thread) => thread.turns.at(-1)?.status === 'interrupted'
const sleeps = () => script().calls('exec_command', { cmd: 'sleep 30' })

/** A root, its agent and that one's agent, all at work: the first two wait for the next. */
async function threeDeep(config = '[agents]\nmax_depth = 3\n') {
  const at = await rig(
    cast([() => spawn('child'), waitForAll], scene => {
      if (scene.task === 'child') return scene.round === 0 ? spawn('grandchild') : waitForAll(scene)
      return sleeps()
    }),
    config,
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const child = watch(at.client, agentOf(await seen.until(hasSpawned)).id)
  const grandchildId = agentOf(await child.until(hasSpawned)).id
  const grandchild = watch(at.client, grandchildId)
  await grandchild.until(isAtWork)
  return { at, threadId, seen, child, grandchild }
}

describe('three deep', () => {
  test('each knows its depth and whose it is, and only the last has no tools for more', async () => {
    const { at, threadId, child, grandchild } = await threeDeep('[agents]\nmax_depth = 2\n')
    expect(child.thread()).toMatchObject({ parentId: threadId, agent: { depth: 1 } })
    expect(grandchild.thread()).toMatchObject({ parentId: child.thread()?.id, agent: { depth: 2 } })
    const offers = (id?: string) =>
      JSON.stringify(at.model.requests.find(({ thread }) => thread === id)?.body.tools).includes('"spawn_agent"')
    expect([threadId, child.thread()?.id, grandchild.thread()?.id].map(offers)).toEqual([true, true, false])
  })

  test('stopping the root stops all of them, and each parent is told', async () => {
    const { at, threadId, seen, child, grandchild } = await threeDeep()
    const turnId = (await seen.until(isAtWork)).turns[0]!.id
    await at.client.call('turn/interrupt', { threadId, turnId })
    for (const each of [seen, child, grandchild]) await each.until(wasStopped)
    const isTold = (thread: Thread) => agentOf(thread).reported === 'interrupted'
    await seen.until(isTold)
    await child.until(isTold)
    expect(agentOf(seen.thread()!).state).toBe('open')
  })

  test('closing an agent closes and stops what is below it, which is no news to anybody', async () => {
    const { at, seen, child, grandchild } = await threeDeep()
    const threadId = child.thread()!.id
    await at.client.call('agent/close', { threadId })
    expect((await child.until(wasStopped)).agents?.[0]).toMatchObject({ state: 'closed', reported: null })
    await grandchild.until(wasStopped)
    const thread = await seen.until(ended(1))
    expect(agentOf(thread)).toMatchObject({ state: 'closed', reported: null })
    // The root waited for it.
    expect(resultsIn(at.model.requests, thread.id).at(-1)?.output).toBe(
      JSON.stringify({ status: { [threadId]: 'shutdown' }, timed_out: false }),
    )
  })

  test('an agent that is made a thread of its own works on, and its place is free', async () => {
    const { at, seen, child, grandchild } = await threeDeep()
    const threadId = child.thread()!.id
    await at.client.call('agent/promote', { threadId })
    const thread = await seen.until(ended(1))
    expect(agentOf(thread).state).toBe('promoted')
    expect(child.thread()).toMatchObject({ parentId: undefined, agent: undefined })
    expect(isAtWork(grandchild.thread()!)).toBe(true)
    await expect(at.client.call('agent/close', { threadId })).rejects.toMatchObject({
      code: 'agent.notAgent',
    })
  })
})

test('agents of any depth share the places of their root; one that is closed gives its place free', async () => {
  const at = await rig(
    cast(
      [
        () => spawn('child'),
        waitForAll,
        () => spawn('one too many'),
        ({ outputs }) => script().calls('close_agent', { id: spawnedIds(outputs)[0] }),
        () => spawn('fits').calls('spawn_agent', { message: 'fits too' }).calls('spawn_agent', { message: 'not this' }),
        ({ outputs }) => script().calls('resume_agent', { id: spawnedIds(outputs)[0] }),
      ],
      ({ task, round }) => (task === 'child' && round === 0 ? spawn('grandchild') : script().says('done')),
    ),
    '[agents]\nmax_threads = 2\nmax_depth = 2\n',
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const thread = await seen.until(ended(1))
  const given = resultsIn(at.model.requests, threadId).map(({ output }) => output)
  const noPlace = 'collab spawn failed: agent thread limit reached'
  expect(given[2]).toBe(noPlace)
  expect(given.slice(4, 7).filter(output => output === noPlace)).toHaveLength(1)
  expect(given[7]).toBe('collab resume failed: agent thread limit reached')
  expect(thread.agents?.map(({ state }) => state)).toEqual(['closed', 'open', 'open'])
  await expect(at.client.call('agent/resume', { threadId: agentOf(thread).id })).rejects.toMatchObject({
    code: 'agent.noPlace',
  })
})

test('too deep, an unknown role, and nothing to say are answered with what is wrong', async () => {
  const at = await rig(
    cast([() => spawn('child', { agent_type: 'poet' }), () => spawn('')], () => script().says('never asked')),
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const thread = await seen.until(ended(1))
  const given = resultsIn(at.model.requests, threadId).map(({ output }) => output)
  expect(given[0]).toBe("unknown agent_type 'poet'. There are: default, explorer, worker.")
  expect(given[1]).toBe("Empty message can't be sent to an agent")
  expect(thread.agents ?? []).toEqual([])
})

test('an explorer can only read, whatever its parent may, and is told what it is for', async () => {
  const at = await rig(
    cast([() => spawn('look', { agent_type: 'explorer' }), waitForAll], ({ round }) =>
      round === 0 ? script().calls('exec_command', { cmd: 'touch here' }) : script().says('tried'),
    ),
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const { id, role } = agentOf(await seen.until(ended(1)))
  expect(role).toBe('explorer')
  const child = await watch(at.client, id).until(ended(1))
  expect(child.settings).toMatchObject({ sandbox: sandboxOf('read-only'), effort: 'low', approvalPolicy: 'on-request' })
  const [call] = callsOf(child.turns[0]!)
  expect(call?.phase === 'done' && call.status).not.toBe('completed')
  const input = JSON.stringify(at.model.requests.find(({ thread }) => thread === id)?.input)
  expect(input).toContain('You are an explorer')
  expect(input).toContain('`sandbox_mode` is `read-only`')
})

test.each([
  ['time', 'job_max_runtime_seconds = 1', /worked for 1 s/],
  ['tokens', 'max_tokens = 50', /used \d+ tokens, and agents may use 50/],
])('an agent that uses more %s than it may is stopped, and its parent is told why', async (_, config, why) => {
  const at = await rig(
    cast([() => spawn('child'), waitForAll], () => sleeps().uses({ input: 60, output: 10 })),
    `[agents]\n${config}\n`,
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const thread = await seen.until(ended(1))
  expect(agentOf(thread).reported).toEqual({ errored: expect.stringMatching(why) })
  expect(resultsIn(at.model.requests, threadId).at(-1)?.output).toMatch(why)
  const child = await watch(at.client, agentOf(thread).id).until(wasStopped)
  expect(child.turns[0]?.items.find(({ type }) => type === 'notice')).toMatchObject({
    text: expect.stringMatching(why),
  })
})

test('waiting ends at once with the turn', async () => {
  const at = await rig(cast([() => spawn('child'), waitForAll], () => sleeps()))
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const isWaiting = (thread: Thread) =>
    callsOf(thread.turns[0]!).some(({ phase, item }) => phase === 'running' && 'name' in item && item.name === 'wait')
  const waiting = await seen.until(thread => thread.turns.length > 0 && isWaiting(thread))
  await at.client.call('turn/interrupt', { threadId, turnId: waiting.turns[0]!.id })
  const thread = await seen.until(wasStopped)
  const call = callsOf(thread.turns[0]!).at(-1)
  expect(call?.phase === 'done' && call.status).toBe('aborted')
  await watch(at.client, agentOf(thread).id).until(wasStopped)
})

describe('an agent that works for a root that rests', () => {
  async function atWork() {
    const at = await rig(
      cast([() => script().says('first'), () => spawn('child'), () => script().says('resting')], sleeps),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    await seen.until(ended(1))
    await send(at.client, threadId, 'root, spawn')
    const { id } = agentOf(await seen.until(ended(2)))
    const child = watch(at.client, id)
    await child.until(isAtWork)
    return { at, threadId, seen, child, id }
  }

  test('stops when the root is archived', async () => {
    const { at, threadId, seen, child } = await atWork()
    await at.client.call('thread/archive', { threadId, archived: true })
    await child.until(wasStopped)
    expect(agentOf(await seen.until(thread => agentOf(thread).state === 'closed')).reported).toBeNull()
  })

  test('stops when the turn that spawned it is taken out', async () => {
    const { at, threadId, seen, child } = await atWork()
    const [, turn] = seen.thread()!.turns
    await at.client.call('thread/revert', { threadId, turnId: turn!.id })
    await child.until(wasStopped)
    expect((await watch(at.client, threadId).until(({ turns }) => turns.length === 1)).agents ?? []).toEqual([])
  })

  test('and that a person stops, or talks to, ends with news for the root each time', async () => {
    const { at, threadId, seen, child, id } = await atWork()
    const stopped = { threadId: id, turnId: child.thread()!.turns[0]!.id }
    await at.client.call('turn/interrupt', stopped)
    expect((await seen.until(({ reports = [] }) => reports.length === 1)).reports).toMatchObject([
      { agentId: id, status: 'interrupted' },
    ])
    await at.client.call('agent/close', { threadId: id })
    await at.client.call('agent/resume', { threadId: id })
    expect(agentOf(seen.thread()!)).toMatchObject({ state: 'open' })
    await send(at.client, id, 'sleep less')
    const turnId = (await child.until(thread => thread.turns.length === 2 && isAtWork(thread))).turns[1]!.id
    await at.client.call('turn/interrupt', { threadId: id, turnId })
    await seen.until(({ reports = [] }) => reports.length === 2)
    await send(at.client, threadId, 'root, and')
    expect((await seen.until(ended(3))).reports).toEqual([])
  })
})
