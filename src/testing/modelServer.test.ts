import { expect, test } from 'vitest'
import type { ResponseItem } from '../core/thread/items.ts'
import { createModelRig, sampleOf } from './modelRig.ts'
import { script, startModelServer } from './modelServer.ts'

const call = (id: string) => ({ type: 'function_call' as const, call_id: id, name: 'x', arguments: '{}' })
const output = (id: string) => ({ type: 'function_call_output' as const, call_id: id, output: '' })

test('threads walk through their own scripts, by id or by what was asked', async () => {
  const server = await startModelServer({
    byThread: { known: script().says('for the known one') },
    byPrompt: [['weather', script().says('rain')]],
    otherwise: script().says('first').next().says('second'),
  })
  const { sample, client } = createModelRig({ baseUrl: server.url })
  const ask = async (threadId: string, text: string) => (await sample(sampleOf(text, { threadId }))).liveText()
  expect(await ask('known', 'hi')).toBe('for the known one')
  expect(await ask('a', 'how is the weather?')).toBe('rain')
  expect(await ask('b', 'hi')).toBe('first')
  expect(await ask('c', 'hi')).toBe('first')
  expect(await ask('b', 'hi')).toBe('second')
  expect(server.problems).toEqual([])
  expect(await ask('b', 'hi')).toBe('The script is over.')
  expect(server.problems).toEqual(['request 6 (b): the script has no round 3'])
  client.dispose()
  await server.close()
})

for (const wireApi of ['responses', 'chat'] as const) {
  test(`${wireApi}: what a strict provider would refuse is noted`, async () => {
    const server = await startModelServer(script().says('ok').times(6), {})
    const { sample, client } = createModelRig({ baseUrl: server.url, wireApi })
    const noted = async (threadId: string, ...items: ResponseItem[]) => {
      const before = server.problems.length
      await sample(sampleOf('hi', { threadId, input: [...sampleOf('hi').input, ...items] }))
      return server.problems.slice(before).map(problem => problem.replace(/^request \d+ \(.*?\): /, ''))
    }
    expect(await noted('fine', call('a'), output('a'))).toEqual([])
    expect(await noted('unanswered', call('a'))).toEqual(['call a has no output'])
    expect(await noted('orphan', output('a'))).toContain('output a answers no call')
    const twice = await noted('twice', call('a'), output('a'), call('a'), output('a'))
    expect(twice).toEqual(['call id a is used twice', 'call a has two outputs'])
    expect(await noted('fine', call('b'), output('b'))).toEqual([
      'entry 1 is not what the previous request began with: the prefix changed',
    ])
    client.dispose()
    await server.close()
  })
}

test('a body that is no JSON, and an unknown address, are noted', async () => {
  const server = await startModelServer(script())
  expect((await fetch(`${server.url}/responses`, { method: 'POST', body: 'nope' })).status).toBe(400)
  expect((await fetch(`${server.url}/nowhere`, { method: 'POST', body: '{}' })).status).toBe(404)
  expect(server.problems).toHaveLength(2)
  await server.close()
})

test('the builder begins rounds where a story would', () => {
  const story = script()
    .says('a')
    .calls('x')
    .calls('y')
    .says('b')
    .fails({ status: 500 })
    .patch('*** Add File: f\n+x')
    .times(2)
    .says('c')
  expect(
    story.rounds.map(round =>
      round.type === 'answer' ? round.speech.map(speech => speech.type).join('+') : round.type,
    ),
  ).toEqual(['text+call+call', 'text', 'refusal', 'custom', 'custom', 'text'])
})
