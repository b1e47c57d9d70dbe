import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Decision } from '../../core/thread/calls.ts'
import { callsOf, waitingCalls } from '../../core/thread/thread.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { begin, ended, newId, rig, send, settings, start, text, waits, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'
import { createEngine } from './engine.ts'

const option = (label: string) => ({ label, description: `It is ${label}.` })
const question = (id: string) => ({
  id,
  header: 'Drink',
  question: `What about ${id}?`,
  options: [option('Tea'), option('Coffee')],
})
const asking = (...ids: string[]) => ({ questions: ids.map(question) })

const request = (thread: Thread) => {
  const [call] = waitingCalls(thread)
  return call?.phase === 'waiting' ? call.request : expect.fail('nothing waits')
}

function answer({ client }: Pick<Rig, 'client'>, thread: Thread, decision: Decision) {
  const [call] = waitingCalls(thread)
  const turnId = thread.turns.at(-1)?.id ?? ''
  return client.call('approval/answer', { threadId: thread.id, turnId, callId: call?.id ?? '', decision })
}

/** The output that the model read last. */
const lastOutput = ({ model }: Rig): unknown => model.requests.at(-1)?.input.findLast(item => 'output' in item)?.output

test('the answers of a person are what the model reads', async () => {
  const at = await rig(script().calls('request_user_input', asking('morning', 'noon')).says('Thanks.'))
  const { threadId, seen } = await begin(at, { approvalPolicy: 'never' })
  await send(at.client, threadId, 'go')
  const waiting = await seen.until(waits)
  expect(request(waiting)).toMatchObject({ kind: 'question', questions: [{ id: 'morning' }, { id: 'noon' }] })
  await answer(at, waiting, { type: 'answer', answers: { morning: ['Tea'], noon: ['Water, please'] } })
  const done = await seen.until(ended(1))
  expect(lastOutput(at)).toBe('{"answers":{"morning":{"answers":["Tea"]},"noon":{"answers":["Water, please"]}}}')
  expect(callsOf(done.turns[0] ?? expect.fail())[0]).toMatchObject({
    status: 'completed',
    result: { kind: 'question', answers: { morning: ['Tea'], noon: ['Water, please'] } },
  })
  expect(at.model.problems).toEqual([])
})

test('a question can be skipped, with a word', async () => {
  const at = await rig(script().calls('request_user_input', asking('noon')).says('Then not.'))
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  await answer(at, await seen.until(waits), { type: 'deny', feedback: 'you know better' })
  await seen.until(ended(1))
  expect(lastOutput(at)).toMatch(/^The user skipped this.*: you know better$/)
})

test('permission is no answer, and neither is half of one', async () => {
  const at = await rig(script().calls('request_user_input', asking('morning', 'noon')).says('Thanks.'))
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const waiting = await seen.until(waits)
  const wrong: Decision[] = [
    { type: 'approve', scope: 'once' },
    { type: 'answer', answers: { noon: ['Tea'] } },
    { type: 'answer', answers: { noon: ['Tea'], evening: ['Tea'] } },
  ]
  for (const decision of wrong) {
    await expect(answer(at, waiting, decision)).rejects.toMatchObject({ code: 'approval.notFitting' })
  }
  expect(waitingCalls(seen.thread() ?? expect.fail())).toHaveLength(1)
})

test.each([
  ['a header that is too long', { ...question('a'), header: 'Thirteen char' }, /header.*at most 12 characters/i],
  ['one option', { ...question('a'), options: [option('Tea')] }, /2 or 3 options/],
  ['the same option twice', { ...question('a'), options: [option('Tea'), option('Tea')] }, /same label/],
])('%s is said to the model and nobody is asked', async (_, wrong, said) => {
  const at = await rig(
    script()
      .calls('request_user_input', { questions: [wrong] })
      .says('Oh.'),
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const done = await seen.until(ended(1))
  expect(lastOutput(at)).toMatch(said)
  expect(callsOf(done.turns[0] ?? expect.fail())[0]).toMatchObject({ status: 'failed' })
})

test('in Execute mode the model is told to decide itself', async () => {
  const at = await rig(script().calls('request_user_input', asking('noon')).says('I assume tea.'))
  const { threadId, seen } = await begin(at, { mode: 'execute' })
  await send(at.client, threadId, 'go')
  await seen.until(ended(1))
  expect(lastOutput(at)).toMatch(/Execute mode asks no questions.*what you assumed/)
})

test('after its time a question goes on without an answer', async () => {
  const config = '[tools.request_user_input]\ntimeout_seconds = 1\n'
  const at = await rig(script().calls('request_user_input', asking('noon')).says('I assume tea.'), config)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const asked = request(await seen.until(waits)).answeredBy ?? expect.fail('it has no end')
  const done = await seen.until(ended(1))
  expect(Date.now()).toBeGreaterThanOrEqual(asked)
  expect(lastOutput(at)).toMatch(/^Nobody answered in time/)
  const [call] = callsOf(done.turns[0] ?? expect.fail())
  expect(call).toMatchObject({ result: { kind: 'question', answers: null } })
})

test('a question whose time passed while no process ran goes on when its turn is resumed', async () => {
  const config = '[tools.request_user_input]\ntimeout_seconds = 1\n'
  const at = await rig(script().calls('request_user_input', asking('noon')).says('I assume tea.'), config)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const waiting = await seen.until(waits)
  await at.engine.close()
  await expect.poll(() => Date.now(), { timeout: 5000 }).toBeGreaterThan(request(waiting).answeredBy ?? Infinity)

  const { client } = await start(at.home)
  const again = watch(client, threadId)
  const left = await again.until(waits)
  expect(request(left)).toEqual(request(waiting))
  await client.call('turn/continue', { threadId, turnId: left.turns[0]?.id ?? '' })
  await again.until(ended(1))
  expect(lastOutput(at)).toMatch(/^Nobody answered in time/)
})

test('a late answer after a restart still comes before the end of its time', async () => {
  const config = '[tools.request_user_input]\ntimeout_seconds = 1\n'
  const at = await rig(script().calls('request_user_input', asking('noon')).says('Tea.'), config)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const waiting = await seen.until(waits)
  await at.engine.close()
  await expect.poll(() => Date.now(), { timeout: 5000 }).toBeGreaterThan(request(waiting).answeredBy ?? Infinity)

  const { client } = await start(at.home)
  const again = watch(client, threadId)
  await answer({ client }, await again.until(waits), { type: 'answer', answers: { noon: ['Tea'] } })
  await again.until(ended(1))
  expect(lastOutput(at)).toBe('{"answers":{"noon":{"answers":["Tea"]}}}')
})

/** Runs one turn where nobody watches. */
async function runAlone(at: Rig): Promise<void> {
  const { home } = at.home
  const environment = { PATH: process.env.PATH, HOME: home, MOCK_KEY: 'k' }
  const engine = await createEngine({ host: 'exec', home, environment })
  const actor = await engine.startThread({ cwd: at.home.workspace, settings: settings() })
  await actor.send({ inputId: newId(), content: text('go'), delivery: 'queue' })
  await actor.idle()
  await engine.close()
}

test('where nobody is there to ask, the model is told so and the turn ends', async () => {
  const at = await rig(script().calls('request_user_input', asking('noon')).says('I assume tea.'))
  await runAlone(at)
  expect(lastOutput(at)).toMatch(/^Nobody is there to answer/)
})

test('where nobody is there to ask, a turn over a limit that was set comes to its end', async () => {
  const at = await rig(
    script()
      .calls('exec_command', { cmd: 'true' })
      .next()
      .calls('exec_command', { cmd: 'touch no.txt' })
      .says('I end here.'),
    'max_calls_without_input = 2\n',
  )
  await runAlone(at)
  expect(lastOutput(at)).toMatch(/finish now/)
  expect(existsSync(join(at.home.workspace, 'no.txt'))).toBe(false)
})

test('a turn pauses at the limit, goes on when told to, and asks no more than it has to', async () => {
  const round = (n: number) => ({ cmd: `touch ${n}.txt` })
  const at = await rig(
    script()
      .calls('exec_command', round(1))
      .next()
      .calls('exec_command', round(2))
      .next()
      .calls('exec_command', round(3))
      .calls('exec_command', round(4))
      .next()
      .calls('exec_command', round(5))
      .says('Done.'),
    'max_calls_without_input = 3\n',
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const paused = await seen.until(waits)
  expect(request(paused)).toMatchObject({ kind: 'brake', calls: 3, command: 'touch 3.txt' })
  await expect(answer(at, paused, { type: 'approve', scope: 'session' })).rejects.toMatchObject({
    code: 'approval.notFitting',
  })
  await answer(at, paused, { type: 'approve', scope: 'once' })
  const done = await seen.until(ended(1))
  const calls = callsOf(done.turns[0] ?? expect.fail())
  expect(calls.map(call => call.phase === 'done' && call.status)).toEqual(Array(5).fill('completed'))
  expect(existsSync(join(at.home.workspace, '5.txt'))).toBe(true)
})

test('if nothing else is said, a turn pauses at its 200th call', async () => {
  const model = script()
  const args = { plan: [{ step: 'go on', status: 'in_progress' }] }
  for (let n = 0; n < 201; n++) model.calls('update_plan', args)
  const at = await rig(model.says('Done.'))
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const paused = await seen.until(waits)
  expect(request(paused)).toMatchObject({ kind: 'brake', calls: 200 })
  await answer(at, paused, { type: 'approve', scope: 'once' })
  const done = await seen.until(ended(1))
  expect(callsOf(done.turns[0] ?? expect.fail()).every(call => call.phase === 'done')).toBe(true)
})

test('a turn that is stopped at the limit runs nothing more', async () => {
  const at = await rig(
    script()
      .calls('exec_command', { cmd: 'true' })
      .next()
      .calls('exec_command', { cmd: 'touch no.txt' })
      .says('Never.'),
    'max_calls_without_input = 2\n',
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  await answer(at, await seen.until(waits), { type: 'abort' })
  const done = await seen.until(ended(1))
  expect(done.turns[0]?.status).toBe('interrupted')
  expect(existsSync(join(at.home.workspace, 'no.txt'))).toBe(false)
})

test('a call that was let go on is judged as usual', async () => {
  const at = await rig(
    script().calls('exec_command', { cmd: 'rm -f victim' }).says('Done.'),
    'max_calls_without_input = 1\n',
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const paused = await seen.until(waits)
  expect(request(paused).kind).toBe('brake')
  await answer(at, paused, { type: 'approve', scope: 'once' })
  const asked = await seen.until(thread => waits(thread) && request(thread).kind === 'command')
  expect(request(asked)).toMatchObject({ command: 'rm -f victim', dangerous: true })
  await answer(at, asked, { type: 'deny' })
  await seen.until(ended(1))
})

test('the rehearsal model asks, and repeats the answer', async () => {
  const at = await rig(script())
  const { threadId, seen } = await begin(at, { provider: 'rehearsal', model: 'rehearsal' })
  await send(at.client, threadId, 'ask me something')
  await answer(at, await seen.until(waits), { type: 'answer', answers: { drink: ['Coffee'] } })
  const done = await seen.until(ended(1))
  const last = done.turns[0]?.items.findLast(item => item.type === 'agentMessage')
  expect(last?.type === 'agentMessage' && last.text).toMatch(/Thank you.*Coffee/)
})
