import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { callsOf } from '../../core/thread/thread.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { cast, resultsIn, spawn, toldLast, waitForAll } from '../../testing/agentStage.ts'
import { begin, ended, rig, send, start, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const agentOf = (thread: Thread, at = 0) => thread.agents![at]!
const isAtWork = (thread: Thread) =>
  thread.turns.some(turn => turn.status === 'running' && callsOf(turn).some(({ phase }) => phase === 'running'))
const isWaiting = (thread: Thread) =>
  thread.turns.flatMap(callsOf).some(({ phase, item }) => phase === 'running' && 'name' in item && item.name === 'wait')
const hasSpawned = (count: number) => (thread: Thread) =>
  thread.turns.flatMap(callsOf).filter(({ phase }) => phase === 'done').length >= count
const all = (count: number) => (thread: Thread) =>
  (thread.agents ?? []).filter(({ reported }) => reported !== null).length === count

/** Everything that is known of a thread's file, and nothing else: what was indexed of it is found again. */
function rolloutOf({ home }: Rig['home'], threadId: string): string {
  const dir = join(home, 'sessions')
  const name = fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .find(each => each.endsWith(`${threadId}.jsonl`))
  if (name === undefined) throw new Error(`there is no file of ${threadId}`)
  return join(dir, name)
}

function cutAfter(path: string, words: string): void {
  const lines = fs.readFileSync(path, 'utf8').split('\n')
  const at = lines.findIndex(line => line.includes(words))
  expect(at).toBeGreaterThan(0)
  fs.writeFileSync(path, `${lines.slice(0, at + 1).join('\n')}\n`)
}

function withoutLines(path: string, words: string): void {
  const lines = fs.readFileSync(path, 'utf8').split('\n')
  const kept = lines.filter(line => !line.includes(words))
  expect(kept.length).toBeLessThan(lines.length)
  fs.writeFileSync(path, kept.join('\n'))
}

const forgetIndex = ({ home }: Rig['home']) => {
  for (const name of fs.readdirSync(home)) if (name.includes('.sqlite')) fs.rmSync(join(home, name))
}

/** A root with two agents at work, whose process is gone. */
async function died() {
  const at = await rig(
    cast([() => spawn('a').calls('spawn_agent', { message: 'b' }), waitForAll], ({ task, outputs }) =>
      outputs.length === 0 ? script().calls('exec_command', { cmd: 'sleep 30' }) : script().says(`${task} went on`),
    ),
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const { agents = [] } = await seen.until(thread => hasSpawned(2)(thread) && isWaiting(thread))
  for (const { id } of agents) await watch(at.client, id).until(isAtWork)
  await at.engine.close()
  const again = await start(at.home)
  return { at: { ...at, ...again }, threadId, agents: agents.map(({ id }) => id) }
}

describe('after a process has died', () => {
  test('who goes on with the root goes on with its agents, and hears of each once', async () => {
    const { at, threadId, agents } = await died()
    const seen = watch(at.client, threadId)
    const { turns } = await seen.until(({ turns }) => turns.length === 1)
    await at.client.call('turn/continue', { threadId, turnId: turns[0]!.id })
    await seen.until(ended(1))
    const thread = await seen.until(all(2))
    expect(thread.agents?.map(({ id }) => id)).toEqual(agents)
    expect(thread.agents?.map(({ reported }) => reported)).toEqual(
      ['a', 'b'].map(task => ({ completed: `${task} went on` })),
    )
    const waited = resultsIn(at.model.requests, threadId).at(-1)
    expect(waited).toMatchObject({ name: 'wait', output: expect.stringContaining('went on') })
    for (const id of agents) {
      const child = await watch(at.client, id).until(ended(1))
      expect(callsOf(child.turns[0]!)[0]).toMatchObject({ phase: 'done', status: 'unknown' })
    }
  })

  test('who stops the root stops its agents, and it is told of each', async () => {
    const { at, threadId, agents } = await died()
    const seen = watch(at.client, threadId)
    const { turns } = await seen.until(({ turns }) => turns.length === 1)
    await at.client.call('turn/interrupt', { threadId, turnId: turns[0]!.id })
    for (const id of agents) await watch(at.client, id).until(ended(1))
    await seen.until(all(2))
    const thread = await seen.until(ended(1))
    expect(thread.turns[0]?.status).toBe('interrupted')
    expect(thread.reports).toHaveLength(2)
    expect(thread.agents?.map(({ reported, state }) => [reported, state])).toEqual([
      ['interrupted', 'open'],
      ['interrupted', 'open'],
    ])
  })
})

/** A root that has finished, with an agent that still works. */
async function leftAlone() {
  const at = await rig(
    cast([() => spawn('child'), () => script().says('resting'), () => script().says('I see')], ({ outputs }) =>
      outputs.length === 0 ? script().calls('exec_command', { cmd: 'sleep 30' }) : script().says('went on'),
    ),
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const { id } = agentOf(await seen.until(ended(1)))
  const child = await watch(at.client, id).until(isAtWork)
  await at.engine.close()
  return { at: { ...at, ...(await start(at.home)) }, threadId, id, turnId: child.turns[0]!.id }
}

test('a root that rests is told with its next message that its agent was cut short, and of its end after that', async () => {
  const { at, threadId, id, turnId } = await leftAlone()
  const seen = watch(at.client, threadId)
  await send(at.client, threadId, 'root, go on')
  await seen.until(ended(2))
  const input = toldLast(at.model.requests, threadId)
  expect(input.indexOf('interrupted')).toBeGreaterThan(input.indexOf('resting'))
  expect(input.split('subagent_notification>').length - 1).toBe(2)
  await at.client.call('turn/continue', { threadId: id, turnId })
  const thread = await seen.until(({ agents }) => typeof agents?.[0]?.reported === 'object')
  expect(agentOf(thread).reported).toEqual({ completed: 'went on' })
  expect(thread.reports).toHaveLength(1)
})

test('a root that rests is told of an end that it was not told of before the process died', async () => {
  const { at, threadId, id, turnId } = await leftAlone()
  await at.client.call('turn/continue', { threadId: id, turnId })
  await watch(at.client, threadId).until(all(1))
  await at.engine.close()
  withoutLines(rolloutOf(at.home, threadId), 'agent.reported')
  forgetIndex(at.home)
  const { client } = await start(at.home)
  const seen = watch(client, threadId)
  // Nobody has to say anything for that.
  expect(agentOf(await seen.until(all(1))).reported).toEqual({ completed: 'went on' })
  await send(client, threadId, 'root, go on')
  await seen.until(ended(2))
  expect(toldLast(at.model.requests, threadId)).toContain('went on')
})

describe('a process that dies between spawning and beginning', () => {
  async function cut(forget: (rollout: string) => void) {
    const at = await rig(
      cast([() => spawn('child'), waitForAll], ({ round }) =>
        script()
          .says(`done ${round}`)
          .after(round === 0 ? 300 : 0),
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    const { id } = agentOf(await seen.until(hasSpawned(1)))
    await at.engine.close()
    cutAfter(rolloutOf(at.home, threadId), '"agent.spawned"')
    forget(rolloutOf(at.home, id))
    forgetIndex(at.home)
    const again = await start(at.home)
    const later = watch(again.client, threadId)
    const { turns } = await later.until(({ turns }) => turns.length === 1)
    await again.client.call('turn/continue', { threadId, turnId: turns[0]!.id })
    const thread = await later.until(ended(1))
    expect(thread.agents?.map(agent => agent.id)).toEqual([id])
    expect(resultsIn(at.model.requests, threadId).map(({ output }) => output)).toEqual([
      JSON.stringify({ agent_id: id, nickname: agentOf(thread).nickname }),
      JSON.stringify({ status: { [id]: agentOf(thread).reported }, timed_out: false }),
    ])
    const child = await watch(again.client, id).until(ended(1))
    expect(child.turns[0]?.items.filter(({ type }) => type === 'userMessage')).toHaveLength(1)
    expect(child).toMatchObject({ parentId: threadId, agent: { depth: 1 } })
  }

  test('begins the agent under the name that it was given', () => cut(rollout => fs.rmSync(rollout)))
  test('begins no second one', () => cut(() => {}))
})

test('an agent whose log is gone takes no place any more', async () => {
  const { at, threadId, id } = await leftAlone()
  await at.engine.close()
  fs.rmSync(rolloutOf(at.home, id))
  forgetIndex(at.home)
  const { client } = await start(at.home)
  const seen = watch(client, threadId)
  await send(client, threadId, 'root, go on')
  expect(agentOf(await seen.until(ended(2)))).toMatchObject({ state: 'closed', reported: 'not_found' })
})
