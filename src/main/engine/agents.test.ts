import { describe, expect, test } from 'vitest'
import { linkOf } from '../../core/agents/status.ts'
import { callsOf } from '../../core/thread/thread.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { cast, resultsIn, spawn, spawnedIds, toldLast, waitForAll } from '../../testing/agentStage.ts'
import type { Scene } from '../../testing/agentStage.ts'
import { begin, ended, rig, send, watch } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const agentOf = (thread: Thread, at = 0) => thread.agents![at]!
const outputsIn = ({ turns }: Thread) => turns.flatMap(callsOf).map(({ id }) => id)
const all = (count: number) => (thread: Thread) =>
  (thread.agents ?? []).filter(({ reported }) => reported !== null).length === count

describe('agents of a thread', () => {
  test('three run commands side by side; one fails, and the first to end ends the waiting', async () => {
    const at = await rig(
      cast(
        [
          () => spawn('a').calls('spawn_agent', { message: 'b' }).calls('spawn_agent', { message: 'c' }),
          waitForAll,
          () => script().says('enough'),
        ],
        ({ task, round, outputs }) => {
          if (task === 'c') return script().reportsFailure('invalid_prompt', 'I will not')
          return round === 0
            ? script().calls('exec_command', { cmd: `sleep ${task === 'a' ? 0.5 : 1.2}; echo from ${task}` })
            : script().says(`${task} saw ${/from \w/.exec(outputs[0] ?? '')?.[0]}`)
        },
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    await seen.until(ended(1))
    const thread = await seen.until(all(3))
    const [a, b, c] = thread.agents!
    expect(a?.reported).toEqual({ completed: 'a saw from a' })
    expect(b?.reported).toEqual({ completed: 'b saw from b' })
    expect(c?.reported).toEqual({ errored: expect.stringContaining('I will not') })
    expect(new Set([a?.nickname, b?.nickname, c?.nickname]).size).toBe(3)

    const given = resultsIn(at.model.requests, threadId)
    expect(given.map(({ name }) => name)).toEqual(['spawn_agent', 'spawn_agent', 'spawn_agent', 'wait'])
    expect(given[0]?.output).toBe(JSON.stringify({ agent_id: a?.id, nickname: a?.nickname }))
    expect(JSON.parse(given[3]!.output)).toEqual({ status: { [c!.id]: c?.reported }, timed_out: false })
    const headers = at.model.requests.find(request => request.thread === a?.id)?.headers
    expect(headers).toMatchObject({ 'x-openai-subagent': 'collab_spawn', 'x-codex-parent-thread-id': threadId })
    const child = await watch(at.client, a!.id).until(ended(1))
    expect(child).toMatchObject({ parentId: threadId, agent: { depth: 1, role: 'default' }, cwd: thread.cwd })
    expect(at.model.problems).toEqual([])
  })

  test('a report reaches the model once: while it works at the next step, while it rests with the next message', async () => {
    const at = await rig(
      cast(
        [
          () => spawn('quick'),
          () => script().calls('exec_command', { cmd: 'sleep 0.6' }),
          () => spawn('slow'),
          () => script().says('I rest'),
          () => script().says('I know'),
        ],
        ({ task }) => (task === 'quick' ? script().says('quick is done') : script().says('slow is done').after(700)),
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    await seen.until(ended(1))
    const notice = (text: string) => JSON.stringify(`{"completed":"${text}"}`).slice(1, -1)
    expect(toldLast(at.model.requests, threadId)).toContain(notice('quick is done'))
    const idle = await seen.until(all(2))
    expect(idle.reports).toHaveLength(1)
    await send(at.client, threadId, 'and now')
    const last = await seen.until(ended(2))
    expect(last.reports).toEqual([])
    const input = toldLast(at.model.requests, threadId)
    for (const text of ['quick is done', 'slow is done']) expect(input.split(notice(text))).toHaveLength(2)
    expect(input.indexOf('slow is done')).toBeGreaterThan(input.indexOf('I rest'))
  })

  test('while the model streams its last answer, a report waits for the next turn', async () => {
    const at = await rig(
      cast([() => spawn('quick'), () => script().says('a long answer, word by word').inDeltas(1, 30)], () =>
        script().says('done'),
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    const thread = await seen.until(ended(1))
    expect(agentOf(thread).reported).toEqual({ completed: 'done' })
    expect(thread.reports).toHaveLength(1)
    expect(at.model.requests.filter(request => request.thread === threadId)).toHaveLength(2)
  })

  test('send_input is heard at the next step, starts one that rests, and stops what runs where it is asked to', async () => {
    const at = await rig(
      cast(
        [
          () => spawn('child'),
          ({ outputs }) =>
            script().calls('send_input', { id: spawnedIds(outputs)[0], message: 'hurry', interrupt: true }),
          waitForAll,
          ({ outputs }) =>
            script().calls('send_input', {
              target: spawnedIds(outputs)[0],
              items: [
                { type: 'text', text: 'once' },
                { type: 'text', text: 'more' },
              ],
            }),
          ({ outputs }) => script().calls('wait_agent', { targets: spawnedIds(outputs) }),
          ({ outputs }) =>
            script()
              .calls('list_agents', {})
              .calls('wait', { ids: ['nobody', ...spawnedIds(outputs)] }),
        ],
        ({ said, round }) =>
          round === 0 ? script().calls('exec_command', { cmd: 'sleep 20' }) : script().says(`heard ${said}`),
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    const thread = await seen.until(ended(1))
    const { id, nickname } = agentOf(thread)
    const given = resultsIn(at.model.requests, threadId)
    expect(JSON.parse(given[1]!.output)).toEqual({ submission_id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(JSON.parse(given[2]!.output)).toEqual({ status: { [id]: { completed: 'heard hurry' } }, timed_out: false })
    expect(JSON.parse(given[4]!.output).status[id]).toEqual({ completed: 'heard once\nmore' })
    expect(given[5]!.output).toBe(
      JSON.stringify({
        agents: [{ agent_id: id, nickname, agent_type: 'default', agent_status: { completed: 'heard once\nmore' } }],
      }),
    )
    expect(JSON.parse(given[6]!.output).status).toMatchObject({ nobody: 'not_found' })
    const child = await watch(at.client, id).until(ended(3))
    expect(child.turns.map(({ status }) => status)).toEqual(['interrupted', 'completed', 'completed'])
    // That it was stopped was the parent's own doing: no news.
    expect(toldLast(at.model.requests, threadId)).not.toContain('interrupted')
  })

  test('close_agent and resume_agent tell how it was, and who is closed hears nothing', async () => {
    const id = ({ outputs }: Scene) => spawnedIds(outputs)[0]
    const at = await rig(
      cast(
        [
          () => spawn('child'),
          waitForAll,
          scene => script().calls('close_agent', { id: id(scene) }),
          scene =>
            script()
              .calls('close_agent', { id: id(scene) })
              .calls('close_agent', { id: 'nobody' }),
          scene => script().calls('send_input', { id: id(scene), message: 'psst' }),
          scene =>
            script()
              .calls('resume_agent', { id: id(scene) })
              .calls('resume_agent', { id: 'nobody' }),
          scene => script().calls('send_input', { id: id(scene), message: 'again' }),
          waitForAll,
        ],
        ({ said }) => script().says(`heard ${said}`),
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    const thread = await seen.until(ended(1))
    const given = resultsIn(at.model.requests, threadId).map(({ output }) => output)
    expect(given.slice(2)).toEqual([
      '{"previous_status":{"completed":"heard child"}}',
      '{"previous_status":"shutdown"}',
      'agent with id nobody not found',
      `agent with id ${agentOf(thread).id} is closed. Resume it first.`,
      '{"status":"pending_init"}',
      'agent with id nobody not found',
      expect.stringContaining('submission_id'),
      JSON.stringify({ status: { [agentOf(thread).id]: { completed: 'heard again' } }, timed_out: false }),
    ])
    expect(agentOf(thread).state).toBe('open')
  })

  test('with fork_context an agent knows what was said, without turns of its parent', async () => {
    const at = await rig(
      cast(
        [() => script().says('The word is weft.'), () => spawn('say the word', { fork_context: true }), waitForAll],
        () => script().says('weft'),
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'root')
    await seen.until(ended(1))
    await send(at.client, threadId, 'root again')
    const thread = await seen.until(ended(2))
    const { id, nickname } = agentOf(thread)
    // The stage tells roots by the first message, so the fork is played as its parent: it only has to have been asked.
    const input = toldLast(at.model.requests, id)
    expect(input).toMatch(new RegExp(`The word is weft.*root again.*You are ${nickname}.*say the word`))
    expect(input).not.toContain('function_call')
    const child = await watch(at.client, id).until(ended(1))
    expect(child.turns).toHaveLength(1)
    expect(child.preview).toBe('say the word')
    expect(child.agents).toBeUndefined()
  })
})

test('the tools are told of only where there may be agents', async () => {
  const at = await rig(
    cast([() => spawn('child'), waitForAll], () => script().says('done')),
    '[agents]\nmax_depth = 1\n',
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  const thread = await seen.until(ended(1))
  const offered = (id: string) =>
    (at.model.requests.find(request => request.thread === id)!.body.tools as { name: string }[])
      .map(({ name }) => name)
      .filter(name => /agent|wait|send_input/.test(name))
  expect(offered(threadId)).toEqual(['spawn_agent', 'send_input', 'wait', 'close_agent', 'resume_agent', 'list_agents'])
  expect(offered(agentOf(thread).id)).toEqual([])
  expect(linkOf(thread, agentOf(thread).id)?.reported).toEqual({ completed: 'done' })
  expect(outputsIn(thread)).toHaveLength(2)
})

test('the rehearsal model sends a scout and reads out what it reports', async () => {
  const at = await rig(script())
  const { threadId, seen } = await begin(at, { provider: 'rehearsal', model: 'rehearsal' })
  await send(at.client, threadId, 'agent')
  const thread = await seen.until(ended(1))
  expect(agentOf(thread)).toMatchObject({
    role: 'explorer',
    reported: { completed: expect.stringMatching(/I looked/) },
  })
  const said = thread.turns[0]?.items.findLast(item => item.type === 'agentMessage')
  expect(said?.type === 'agentMessage' && said.text).toMatch(/This is what came back: .*I looked/)
})

test('roots do not wait for each other, nor for an agent that is slow', async () => {
  const at = await rig(
    cast([({ task }) => spawn(task.slice('root '.length)), waitForAll], ({ task, round }) =>
      task === 'slow' && round === 0 ? script().calls('exec_command', { cmd: 'sleep 30' }) : script().says(task),
    ),
    '[agents]\nmax_threads = 1\n',
  )
  const slow = await begin(at)
  await send(at.client, slow.threadId, 'root slow')
  const { agents } = await slow.seen.until(thread => (thread.agents ?? []).length > 0)
  for (const n of [1, 2, 3]) {
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, `root quick ${n}`)
    expect(agentOf(await seen.until(ended(1))).reported).toEqual({ completed: `quick ${n}` })
  }
  expect(slow.seen.thread()?.agents).toEqual(agents)
  expect(slow.seen.thread()?.turns[0]?.status).toBe('running')
})
