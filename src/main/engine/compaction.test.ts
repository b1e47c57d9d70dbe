import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMPACT_PROMPT, SUMMARY_PREFIX } from '../../core/context/compaction.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { begin, ended, newId, rig, send, settings, start, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'
import type { RecordedRequest } from '../../testing/modelServer.ts'

const LIMIT = 'model_auto_compact_token_limit = 20000\n'
const FULL = { input: 20_000, output: 10 }
const ROOM = { input: 5_000, output: 10 }

/** The texts of a request's messages, and the types of its other items. */
const shapeOf = ({ input }: RecordedRequest): string[] =>
  input.map(item =>
    item.type === 'message'
      ? `${item.role}: ${(item.content as { text?: string }[]).map(part => part.text?.slice(0, 20)).join(' | ')}`
      : String(item.type),
  )
const lastText = ({ input }: RecordedRequest): string =>
  (input.at(-1)!.content as { text: string }[]).map(part => part.text).join('')
const lastTurn = (thread: Thread) => thread.turns.at(-1)!
const marksOf = (thread: Thread) => lastTurn(thread).items.filter(item => item.type === 'compaction')
const compact = ({ client }: Rig, threadId: string) => client.call('thread/compact', { commandId: newId(), threadId })

const CONTEXT = [
  'developer: <skills_instructions | <permissions instruc | <collaboration_mode>',
  'user: <environment_context',
]

describe('between two samplings', () => {
  const story = () =>
    script()
      .says('on it')
      .calls('exec_command', { cmd: 'echo plum' })
      .uses(FULL)
      .next()
      .says('I did things.')
      .next()
      .says('done')
      .uses(ROOM)

  test('the request for a summary ends the history it is about, and what follows begins with the compacted one', async () => {
    const at = await rig(story(), LIMIT)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const thread = await seen.until(ended(1))
    const [first, summary, after] = at.model.requests as [RecordedRequest, RecordedRequest, RecordedRequest]
    expect(summary.input.slice(0, first.input.length)).toEqual(first.input)
    expect(shapeOf(summary).slice(first.input.length)).toEqual([
      'assistant: on it',
      'function_call',
      'function_call_output',
      `user: ${COMPACT_PROMPT.slice(0, 20)}`,
    ])
    expect(summary.body).toMatchObject({ tools: [], tool_choice: 'auto', parallel_tool_calls: false, stream: true })
    expect(first.body.tools).not.toEqual([])
    expect(shapeOf(after)).toEqual([shapeOf(first)[0], ...CONTEXT, 'user: go', `user: ${SUMMARY_PREFIX.slice(0, 20)}`])
    expect(lastText(after)).toBe(`${SUMMARY_PREFIX}\nI did things.`)
    expect(after.input.slice(0, 4)).toEqual(first.input)
    expect(lastTurn(thread).status).toBe('completed')
    expect(marksOf(thread)).toMatchObject([{ trigger: 'auto', tokensBefore: 20_010, message: lastText(after) }])
    expect(thread).toMatchObject({ contextTokens: 5_010, windowNumber: 1 })
    expect(at.model.problems).toEqual([])
  })

  test('it is recorded as the real program would, and read back', async () => {
    const at = await rig(story(), LIMIT)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const before = await seen.until(ended(1))
    const lines = rolloutOf(at)
    const compacted = lines.findIndex(({ type }) => type === 'compacted')
    expect(lines.slice(compacted - 2, compacted + 3).map(({ type, payload }) => payload.type ?? type)).toEqual([
      'token_usage_record',
      'token_count',
      'compacted',
      'token_count',
      'item_completed',
    ])
    const { payload } = lines[compacted]!
    expect(payload.window_number).toBe(1)
    expect(payload.replacement_history).toHaveLength(4)
    expect(payload.replacement_history.map(kindsIn)).toEqual([
      ['host_skills.instructions', 'permissions.instructions', 'collaboration_mode.instructions'],
      ['environments.environment_context'],
      ['user.text'],
      ['compaction.summary'],
    ])
    await at.engine.close()
    const again = await start(at.home)
    const reopened = await watch(again.client, threadId).until(ended(1))
    expect({ ...reopened, seq: 0 }).toEqual({ ...before, seq: 0 })
  })

  test('a thread that is opened again goes on with the compacted history', async () => {
    const at = await rig(story().next().says('more'), LIMIT)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    await at.engine.close()
    const { client } = await start(at.home)
    await send(client, threadId, 'again')
    await watch(client, threadId).until(ended(2))
    const [after, last] = at.model.requests.slice(-2) as [RecordedRequest, RecordedRequest]
    expect(shapeOf(last)).toEqual([...shapeOf(after), 'assistant: done', 'user: again'])
    expect(at.model.problems).toEqual([])
  })
})

test('a server that numbers its items anew in each answer does not hide what comes after a compaction', async () => {
  const again = { id: 'fc_0', callId: 'call_0' }
  const story = script()
    .says('first', { id: 'msg_0' })
    .calls('exec_command', { cmd: 'echo plum' }, again)
    .uses(FULL)
    .next()
    .says('I did things.', { id: 'msg_0' })
    .next()
    .says('second', { id: 'msg_0' })
    .calls('exec_command', { cmd: 'echo pear' }, again)
    .uses(ROOM)
    .next()
    .says('third', { id: 'msg_0' })
    .uses(ROOM)
  const at = await rig(story, LIMIT)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  const { items, status } = lastTurn(await seen.until(ended(1)))
  expect(items.flatMap(item => (item.type === 'agentMessage' ? [item.text] : []))).toEqual(['first', 'second', 'third'])
  const calls = items.filter(item => item.type === 'call')
  expect(calls.map(({ phase }) => phase)).toEqual(['done', 'done'])
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
  expect(status).toBe('completed')
  expect(at.model.problems).toEqual([])
})

test('before a turn the new message is left out of the summary and follows it', async () => {
  const story = script().says('one').uses(FULL).next().says('the story so far').next().says('two').uses(ROOM)
  const at = await rig(story, LIMIT)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'first')
  await seen.until(ended(1))
  await send(at.client, threadId, 'second')
  const thread = await seen.until(ended(2))
  const [, summary, after] = at.model.requests as [RecordedRequest, RecordedRequest, RecordedRequest]
  expect(JSON.stringify(summary.input)).not.toContain('second')
  expect(shapeOf(after).slice(1)).toEqual([
    ...CONTEXT,
    'user: first',
    `user: ${SUMMARY_PREFIX.slice(0, 20)}`,
    'user: second',
  ])
  expect(lastTurn(thread).items.map(({ type }) => type)).toEqual(['userMessage', 'compaction', 'agentMessage'])
})

test('the model before sums up what does not fit into the one just chosen', async () => {
  const story = script()
    .says('one')
    .uses({ input: 200_000, output: 1 })
    .next()
    .says('all')
    .next()
    .says('two')
    .uses(ROOM)
  const at = await rig(story)
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'first')
  await seen.until(ended(1))
  await at.client.call('thread/configure', {
    threadId,
    settings: settings({ model: 'somebodys-model' }),
  })
  await send(at.client, threadId, 'second')
  await seen.until(ended(2))
  expect(at.model.requests.map(({ body }) => body.model)).toEqual(['gpt-5.5', 'gpt-5.5', 'somebodys-model'])
})

describe('on request', () => {
  const story = () => script().says('one').uses(ROOM).next().says('all of it').uses(ROOM)

  test('is a turn of its own', async () => {
    const at = await rig(story().next().says('two'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'first')
    await seen.until(ended(1))
    const { turnId } = await compact(at, threadId)
    const thread = await seen.until(ended(2))
    expect(lastTurn(thread)).toMatchObject({ id: turnId, status: 'completed', items: [{ type: 'compaction' }] })
    await send(at.client, threadId, 'second')
    await seen.until(ended(3))
    expect(shapeOf(at.model.requests[2]!).slice(1)).toEqual([
      ...CONTEXT,
      'user: first',
      `user: ${SUMMARY_PREFIX.slice(0, 20)}`,
      'user: second',
    ])
  })

  test('asks with the words of the configuration', async () => {
    const at = await rig(story(), 'compact_prompt = "Sum it up, briefly."\n')
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'first')
    await seen.until(ended(1))
    await compact(at, threadId)
    await seen.until(ended(2))
    expect(lastText(at.model.requests[1]!)).toBe('Sum it up, briefly.')
  })

  test('is refused where there is nothing, and while a turn runs', async () => {
    const at = await rig(script().says('never').stalls(1))
    const { threadId, seen } = await begin(at)
    await expect(compact(at, threadId)).rejects.toMatchObject({ code: 'thread.empty' })
    await send(at.client, threadId, 'first')
    await at.model.received(1)
    await expect(compact(at, threadId)).rejects.toMatchObject({ code: 'turn.running' })
    seen.close()
  })

  test('can be stopped, and leaves everything as it was', async () => {
    const at = await rig(script().says('one').uses(ROOM).next().says('never').stalls(1).says('two'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'first')
    await seen.until(ended(1))
    const { turnId } = await compact(at, threadId)
    await at.model.received(2)
    await at.client.call('turn/interrupt', { threadId, turnId })
    const thread = await seen.until(ended(2))
    expect(lastTurn(thread)).toMatchObject({ status: 'interrupted', items: [] })
    await send(at.client, threadId, 'second')
    await seen.until(ended(3))
    expect(shapeOf(at.model.requests[2]!).slice(1)).toEqual([
      ...CONTEXT,
      'user: first',
      'assistant: one',
      'user: second',
    ])
  })

  test('goes on after the host is gone in the middle of it', async () => {
    const at = await rig(script().says('one').uses(ROOM).next().says('never').stalls(1).says('all of it'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'first')
    await seen.until(ended(1))
    const { turnId } = await compact(at, threadId)
    await at.model.received(2)
    await at.engine.close()
    const { client } = await start(at.home)
    await client.call('turn/continue', { threadId, turnId })
    const thread = await watch(client, threadId).until(ended(2))
    expect(marksOf(thread)).toMatchObject([{ trigger: 'manual', message: `${SUMMARY_PREFIX}\nall of it` }])
  })

  test('that fails lets a message go on which was sent meanwhile', async () => {
    const bad = { status: 400, body: { error: { message: 'no' } }, delayMs: 200 }
    const at = await rig(script().says('one').uses(ROOM).fails(bad).says('two'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'first')
    await seen.until(ended(1))
    await compact(at, threadId)
    await at.model.received(2)
    await send(at.client, threadId, 'second')
    const thread = await seen.until(ended(3))
    expect(thread.turns.map(({ status }) => status)).toEqual(['completed', 'failed', 'completed'])
    expect(thread.turns[1]?.failure?.message).toContain('is as it was')
    expect(lastTurn(thread).items.map(({ type }) => type)).toEqual(['userMessage', 'agentMessage'])
  })
})

describe('a summary that does not come', () => {
  const begun = () => script().says('on it').calls('exec_command', { cmd: 'echo plum' }).uses(FULL).next()
  const OVERFLOW = { status: 400, body: { error: { code: 'context_length_exceeded', message: 'too long' } } }

  test('is no reason to stop while the history still fits', async () => {
    const at = await rig(begun().fails({ status: 400, body: 'no' }).says('done').uses(ROOM), LIMIT)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const thread = await seen.until(ended(1))
    expect(lastTurn(thread).status).toBe('completed')
    expect(marksOf(thread)).toMatchObject([{ failure: { code: 'model.badRequest' } }])
    expect(shapeOf(at.model.requests[2]!).at(-1)).toBe('function_call_output')
  })

  test('nor is one without words', async () => {
    const at = await rig(begun().says('  ').next().says('done').uses(ROOM), LIMIT)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const thread = await seen.until(ended(1))
    expect(lastTurn(thread).status).toBe('completed')
    expect(marksOf(thread)).toMatchObject([{ failure: { code: 'compaction.empty' } }])
  })

  test('since even that overflows is asked for without the oldest', async () => {
    const at = await rig(begun().fails(OVERFLOW).fails(OVERFLOW).says('all').next().says('done').uses(ROOM), LIMIT)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const thread = await seen.until(ended(1))
    const [, full, less, least] = at.model.requests as RecordedRequest[]
    expect(less!.input.length).toBeLessThan(full!.input.length)
    expect(least!.input.length).toBeLessThan(less!.input.length)
    expect(least!.input[0]).toEqual(full!.input[0])
    expect(least!.input.at(-1)).toEqual(full!.input.at(-1))
    expect(marksOf(thread)).toMatchObject([{ message: `${SUMMARY_PREFIX}\nall` }])
  })

  test('however little is left ends with what to do', async () => {
    const overflows = script().says('one').uses(ROOM)
    for (let n = 0; n < 12; n++) overflows.fails(OVERFLOW)
    const at = await rig(overflows)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    await compact(at, threadId)
    const thread = await seen.until(ended(2))
    expect(lastTurn(thread)).toMatchObject({ status: 'failed', failure: { code: 'compaction.tooLong' } })
    expect(lastTurn(thread).failure?.message).toContain('start a new thread')
    expect(at.model.requests.length).toBeLessThan(11)
  })
})

describe('a provider that compacts by itself', () => {
  const openai = (url: string) => `${LIMIT}model_providers.openai = { base_url = "${url}", env_key = "MOCK_KEY" }\n`
  const sealed = { type: 'compaction', id: 'cmp_1', encrypted_content: 'sealed' }
  const reply = (output: object[]) =>
    JSON.stringify({
      id: 'resp_c',
      object: 'response.compaction',
      output,
      usage: { input_tokens: 9, output_tokens: 1, total_tokens: 10 },
    })
  const json = { 'content-type': 'application/json' }
  const copy = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'go' }] }

  test('is sent the history, and its sealed item stands for the rest from then on', async () => {
    const story = script()
      .says('on it')
      .calls('exec_command', { cmd: 'echo plum' })
      .uses(FULL)
      .raw(reply([copy, sealed]), json)
      .says('done')
      .uses(ROOM)
    const at = await rig(story, openai)
    const { threadId, seen } = await begin(at, { provider: 'openai' })
    await send(at.client, threadId, 'go')
    const thread = await seen.until(ended(1))
    const [first, asked, after] = at.model.requests as [RecordedRequest, RecordedRequest, RecordedRequest]
    expect(asked.path).toBe('/v1/responses/compact')
    expect(Object.keys(asked.body)).toEqual(['model', 'input', 'prompt_cache_key'])
    expect(shapeOf(asked).slice(first.input.length)).toEqual([
      'assistant: on it',
      'function_call',
      'function_call_output',
    ])
    expect(shapeOf(after).slice(1)).toEqual([...CONTEXT, 'user: go', 'compaction'])
    expect(after.input.at(-1)).toEqual(sealed)
    expect(marksOf(thread)).toMatchObject([{ message: '' }])
    expect(thread.usage.totalTokens).toBe(20_010 + 10 + 5_010)
    const { kinds } = await at.client.call('thread/context', { threadId })
    expect(kinds.map(({ kind }) => kind)).toContain('user')
  })

  test('and cannot after all is asked for words', async () => {
    const story = script().says('one').uses(ROOM).fails({ status: 404, body: 'no such page' }).says('all').next()
    const at = await rig(story, openai)
    const { threadId, seen } = await begin(at, { provider: 'openai' })
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    await compact(at, threadId)
    const thread = await seen.until(ended(2))
    expect(marksOf(thread)).toMatchObject([{ message: `${SUMMARY_PREFIX}\nall` }])
    expect(at.model.requests.map(({ path }) => path)).toEqual([
      '/v1/responses',
      '/v1/responses/compact',
      '/v1/responses',
    ])
  })

  test('what it sealed is not shown to another', async () => {
    const story = script()
      .says('one')
      .uses(ROOM)
      .raw(reply([sealed]), json)
      .says('two')
      .next()
      .says('three')
    const at = await rig(story, openai)
    const { threadId, seen } = await begin(at, { provider: 'openai' })
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    await compact(at, threadId)
    await seen.until(ended(2))
    await at.client.call('thread/configure', { threadId, settings: settings() })
    await send(at.client, threadId, 'more')
    await seen.until(ended(3))
    expect(shapeOf(at.model.requests[2]!)).not.toContain('compaction')
    await send(at.client, threadId, 'and more')
    const { turns } = await seen.until(ended(4))
    const notices = turns.map(({ items }) => items.filter(({ type }) => type === 'notice').length)
    expect(notices).toEqual([0, 0, 1, 0])
  })
})

describe('thread/context', () => {
  test('tells what fills the window, and what a compaction would leave', async () => {
    const story = script()
      .says('on it')
      .calls('exec_command', { cmd: 'seq 5000' })
      .uses(ROOM)
      .next()
      .says('done')
      .uses(ROOM)
    const at = await rig(story.next().says('all').next().says('two').uses({ input: 900, output: 1 }), LIMIT)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    const before = await at.client.call('thread/context', { threadId })
    expect(before).toMatchObject({
      measuredTokens: 5_010,
      windowTokens: 258_400,
      compactAtTokens: 20_000,
      compactions: 0,
      kept: { messages: [{ label: 'go', tokens: 1 }], cutTokens: 0 },
    })
    expect(before.largest[0]).toMatchObject({ kind: 'output', label: 'exec_command seq 5000' })
    expect(before.kinds.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(before.estimatedTokens)
    await compact(at, threadId)
    await seen.until(ended(2))
    const after = await at.client.call('thread/context', { threadId })
    expect(after).toMatchObject({ measuredTokens: null, compactions: 1 })
    expect(after.estimatedTokens).toBeLessThan(before.estimatedTokens)
    const summary = after.kinds.find(({ kind }) => kind === 'summary')
    expect(after.estimatedTokens - (summary?.tokens ?? 0)).toBe(before.kept.leftTokens)
    await send(at.client, threadId, 'more')
    await seen.until(ended(3))
    expect(await at.client.call('thread/context', { threadId })).toMatchObject({ measuredTokens: 901 })
  })
})

describe('going back to before a compaction', () => {
  const compacted = async () => {
    const story = script().says('one').uses(ROOM).next().says('all of it').uses(ROOM)
    const at = await rig({
      otherwise: script().says('two').uses(ROOM),
      byPrompt: [['first', story.next().says('more')]],
    })
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'first')
    await seen.until(ended(1))
    const { turnId } = await compact(at, threadId)
    await seen.until(ended(2))
    return { at, threadId, turnId, seen }
  }
  const WHOLE = ['user: first', 'assistant: one']

  test.each([
    ['before', WHOLE],
    ['after', ['user: first', `user: ${SUMMARY_PREFIX.slice(0, 20)}`]],
  ] as const)('a fork %s it has the history of that moment', async (side, history) => {
    const { at, threadId, turnId } = await compacted()
    const { threadId: fork } = await at.client.call('thread/fork', { commandId: newId(), threadId, turnId, side })
    await send(at.client, fork, 'on')
    await watch(at.client, fork).until(
      thread =>
        thread.turns.at(-1)?.status === 'completed' && lastTurn(thread).id !== turnId && thread.turns.length > 1,
    )
    expect(shapeOf(at.model.requests.at(-1)!).slice(3)).toEqual([...history, 'user: on'])
  })

  test('a revert to before it brings the history back', async () => {
    const { at, threadId, turnId } = await compacted()
    await at.client.call('thread/revert', { threadId, turnId })
    await send(at.client, threadId, 'on')
    await watch(at.client, threadId).until(
      thread => thread.turns.length === 2 && lastTurn(thread).id !== turnId && lastTurn(thread).status === 'completed',
    )
    expect(shapeOf(at.model.requests.at(-1)!).slice(3)).toEqual([...WHOLE, 'user: on'])
  })
})

interface Line {
  type: string
  // The rollout's own fields: tests look at single ones.
  payload: Record<string, any> // oxlint-disable-line typescript/no-explicit-any
}

function rolloutOf({ home }: Rig): Line[] {
  const folder = join(home.home, 'sessions')
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(name => name.endsWith('.jsonl'))!
  return readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Line)
}

const kindsIn = (item: Record<string, { content_item_kinds?: string[] }>) =>
  item.internal_chat_message_metadata_passthrough?.content_item_kinds
