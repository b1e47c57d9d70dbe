import fs from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CallResult } from '../../../core/thread/calls.ts'
import type { Event, EventBody } from '../../../core/thread/events.ts'
import { sandboxOf } from '../../../core/thread/settings.ts'
import { appServer, codexExec, FREELY, missing } from '../../../testing/codexServer.ts'
import { tempHome } from '../../../testing/heddle.ts'
import type { TempHome } from '../../../testing/heddle.ts'
import { script, startModelServer } from '../../../testing/modelServer.ts'
import type { ModelServer } from '../../../testing/modelServer.ts'
import type { Header } from './logHandle.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'
import { found } from './storeFixture.ts'

let server: ModelServer
let home: TempHome
let store: Store

/** Every conversation gets the same answers: a turn with two commands and a patch, then plain ones. */
const story = () =>
  script()
    .reasons('thinking')
    .says('step', { phase: 'commentary' })
    .calls('exec_command', { cmd: 'echo plum' })
    .calls('exec_command', { cmd: 'exit 3' })
    .patch('*** Add File: a.txt\n+hello')
    .says('done')
    .next()
    .says('more')
    .next()
    .says('and more')

beforeAll(async () => {
  server = await startModelServer({ otherwise: story() })
})
afterAll(() => server.close())

beforeEach(() => {
  home = tempHome(server.url)
  store = createStore({ homePath: home.home })
})
afterEach(() => {
  store.close()
  home.remove()
})

const ID = '01a1fc6c-6ec3-73d3-8a8a-0000000000aa'
const settings = {
  provider: 'mock',
  model: 'gpt-5.5',
  effort: 'high',
  mode: 'pair',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
} as const

/** A turn of ours with everything the real program has no line for. */
function ownTurn(turnId: string, said: string): EventBody[] {
  const cwd = home.workspace
  const reason = { code: 'policy', text: 'because' }
  const command = {
    kind: 'command',
    command: ['bash', '-lc', 'ls'],
    cwd,
    parsed: [],
    exitCode: 0,
    output: 'x\n',
    durationMs: 12.5,
    sandboxed: true,
  } satisfies CallResult
  const call = (n: number, name: string, args: string): EventBody => ({
    type: 'call.received',
    turnId,
    item: { type: 'function_call', id: `fc_${turnId}_${n}`, call_id: `${turnId}_${n}`, name, arguments: args },
  })
  const output = (n: number, text: string): EventBody => ({
    type: 'output.recorded',
    turnId,
    item: { type: 'function_call_output', call_id: `${turnId}_${n}`, output: text },
  })
  const usage = { inputTokens: 10, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 0, totalTokens: 12 }
  return [
    { type: 'input.queued', inputId: turnId, content: [{ type: 'input_text', text: said }], delivery: 'queue' },
    { type: 'turn.started', turnId, contextWindow: 258400 },
    {
      type: 'context.added',
      turnId,
      item: {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: '<environment_context>\n</environment_context>' }],
      },
      kinds: ['environments.environment_context'],
    },
    { type: 'turn.configured', turnId, cwd, settings },
    {
      type: 'message.sent',
      turnId,
      item: { type: 'message', id: `msg_${turnId}`, role: 'user', content: [{ type: 'input_text', text: said }] },
    },
    {
      type: 'reasoning.received',
      turnId,
      item: {
        type: 'reasoning',
        id: `rs_${turnId}`,
        summary: [{ type: 'summary_text', text: 'hm' }],
        encrypted_content: 'blob',
      },
    },
    call(1, 'exec_command', '{"cmd":"ls"}'),
    call(2, 'read_file', '{"path":"a"}'),
    { type: 'sample.completed', turnId, responseId: 'resp_1', usage },
    {
      type: 'approval.requested',
      turnId,
      callId: `${turnId}_1`,
      request: { kind: 'command', reason, cwd, unsandboxed: false, network: false, dangerous: false },
    },
    { type: 'approval.decided', turnId, callId: `${turnId}_1`, decision: { type: 'approve', scope: 'session' } },
    { type: 'call.started', turnId, callId: `${turnId}_1`, sandboxed: true, reason },
    { type: 'call.completed', turnId, callId: `${turnId}_1`, status: 'completed', result: command, startedAt: 5 },
    output(1, 'x'),
    {
      type: 'call.completed',
      turnId,
      callId: `${turnId}_2`,
      status: 'completed',
      result: { kind: 'read', tool: 'read_file', target: 'a', detail: '1 line' },
    },
    output(2, 'hello'),
    {
      type: 'message.received',
      turnId,
      item: {
        type: 'message',
        id: `ans_${turnId}`,
        role: 'assistant',
        content: [{ type: 'output_text', text: 'all done' }],
        phase: 'final_answer',
      },
    },
    { type: 'sample.completed', turnId, responseId: 'resp_2', usage },
    { type: 'turn.finished', turnId, status: 'completed', startedAt: 1_795_000_000_123, timeToFirstTokenMs: 12.5 },
  ]
}

const ownHeader = (threadId: string): Header => ({
  type: 'thread.created',
  threadId,
  cwd: home.workspace,
  origin: { source: 'desktop', originator: 'heddle' },
  provider: 'mock',
  version: '0.1.0',
})

async function writeOwn(turns = ['t1']): Promise<Event[]> {
  const log = store.create(ownHeader(ID))
  const events: Event[] = []
  for (const turn of turns)
    events.push(...(await log.append(ownTurn(turn, `${turn} says hi`), { durable: true, at: Date.now() })))
  await log.close()
  return events
}

const textOf = (threadId: string) => fs.readFileSync(store.pathOf(threadId)!, 'utf8')
const ordinals = (threadId: string) =>
  textOf(threadId)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).ordinal as number)
const consecutive = (threadId: string) => {
  const [first = 0, ...rest] = ordinals(threadId)
  expect([first, ...rest]).toEqual(Array.from({ length: rest.length + 1 }, (_, n) => first + n))
}
const asked = (): string => JSON.stringify(server.requests.at(-1)!.input)

describe.skipIf(missing)(`the real program${missing ? ` (${missing})` : ''}`, () => {
  test('continues a thread of ours, and we continue it again', async () => {
    await writeOwn()
    const before = textOf(ID)
    await codexExec(home, 'resume', ID, 'go on')
    expect(textOf(ID).startsWith(before)).toBe(true)
    consecutive(ID)
    for (const known of ['t1 says hi', 'all done', '"call_id":"t1_1"', '"call_id":"t1_2"'])
      expect(asked()).toContain(known)

    const log = await store.open(ID)
    const { thread } = log
    expect(thread.origin.source).toBe('desktop')
    expect(thread.turns).toMatchObject([
      { id: 't1', settings: { mode: 'pair', effort: 'high' } },
      { status: 'completed' },
    ])
    expect(thread.turns[0]!.items.find(item => item.type === 'call' && item.id === 't1_1')).toMatchObject({
      decision: { type: 'approve', scope: 'session' },
      result: { durationMs: 12.5, sandboxed: true },
    })
    await log.append(ownTurn('t3', 'third'), { durable: true, at: Date.now() })
    await log.close()
    consecutive(ID)
    await codexExec(home, 'resume', ID, 'once more')
    consecutive(ID)
    expect(asked()).toContain('third')
  })

  test('lists, reads and forks a thread of ours', async () => {
    await writeOwn(['t1', 't2'])
    const server = await appServer(home)
    const { data } = await server.call('thread/list', {})
    expect(data).toMatchObject([{ id: ID, preview: 't1 says hi', model: 'gpt-5.5' }])
    await server.call('thread/resume', { threadId: ID })
    const { thread } = await server.call('thread/read', { threadId: ID, includeTurns: true })
    expect(thread.turns).toHaveLength(2)
    expect(thread.turns[0].items.map((item: { type: string }) => item.type)).toEqual([
      'userMessage',
      'reasoning',
      'commandExecution',
      'agentMessage',
    ])
    const forked = await server.call('thread/fork', {
      threadId: ID,
      ...FREELY,
    })
    await server.turn(forked.thread.id, 'in the fork')
    await server.close()
    const fork = await store.open(forked.thread.id)
    expect(fork.thread.turns.map(({ id }) => id).slice(0, 2)).toEqual(['t1', 't2'])
    expect(JSON.stringify((await fork.history()).items)).toContain('in the fork')
    expect(fork.thread).toMatchObject({ id: forked.thread.id, forkedFrom: { threadId: ID } })
  })

  test('resumes a fork of ours through its base', async () => {
    const events = await writeOwn(['t1', 't2'])
    const second = events.find(event => event.type === 'input.queued' && event.inputId === 't2')!
    const forkId = ID.replace('aa', 'bb')
    const fork = await store.fork({ ...ownHeader(forkId), forkedFrom: { threadId: ID, beforeSeq: second.seq } })
    await fork.append(ownTurn('own', 'of the fork'), { durable: true, at: Date.now() })
    await fork.close()
    await codexExec(home, 'resume', forkId, 'go on')
    consecutive(forkId)
    expect(asked()).toContain('t1 says hi')
    expect(asked()).toContain('of the fork')
    expect(asked()).not.toContain('t2 says hi')
  })

  test.each(['paginated', 'legacy'])(
    'writes %s threads that we list, open and continue, and takes them back',
    async style => {
      let threadId: string
      if (style === 'paginated') {
        threadId = await codexExec(home, 'do it')
      } else {
        const server = await appServer(home)
        const { thread } = await server.call('thread/start', {
          historyMode: 'legacy',
          ...FREELY,
        })
        threadId = thread.id
        await server.turn(threadId, 'do it')
        await server.close()
      }
      const before = textOf(threadId)
      await store.sweep()
      expect(store.list({ limit: 9 }).threads).toMatchObject([
        { id: threadId, preview: 'do it', turns: 1, status: 'completed' },
      ])
      expect(await found(store, 'plum')).not.toEqual([])

      const log = await store.open(threadId)
      const { turns } = log.thread
      expect(turns).toMatchObject([{ status: 'completed', settings: { model: 'gpt-5.5', approvalPolicy: 'never' } }])
      const calls = turns[0]!.items.filter(item => item.type === 'call')
      expect(calls).toMatchObject([
        { phase: 'done', status: 'completed', result: { kind: 'command', exitCode: 0, output: 'plum\n' } },
        { phase: 'done', status: 'failed', result: { kind: 'command', exitCode: 3 } },
        {
          phase: 'done',
          status: 'completed',
          result: { kind: 'patch', changes: [{ kind: 'add', content: 'hello\n' }] },
        },
      ])
      expect(textOf(threadId)).toBe(before)

      await log.append(ownTurn('ours', 'from the other side'), { durable: true, at: Date.now() })
      await log.close()
      expect(textOf(threadId).startsWith(before)).toBe(true)
      await codexExec(home, 'resume', threadId, 'back again')
      expect(asked()).toContain('from the other side')
      if (style === 'paginated') consecutive(threadId)
      else expect(ordinals(threadId).every(ordinal => ordinal === undefined)).toBe(true)
      const again = await store.open(threadId)
      expect(again.thread.turns.map(({ status }) => status)).toEqual(Array(3).fill('completed'))
    },
  )

  test('takes turns back, and we read what is left', async () => {
    const threadId = await codexExec(home, 'do it')
    await codexExec(home, 'resume', threadId, 'a mistake')
    const server = await appServer(home)
    await server.call('thread/resume', { threadId })
    const { thread } = await server.call('thread/read', { threadId, includeTurns: true })
    await server.call('thread/revert', { threadId, beforeTurnId: thread.turns.at(-1).id })
    await server.turn(threadId, 'better')
    await server.close()
    const log = await store.open(threadId)
    const said = log.thread.turns.map(turn => turn.items.find(item => item.type === 'userMessage'))
    expect(said).toMatchObject([{ content: [{ text: 'do it' }] }, { content: [{ text: 'better' }] }])
    await log.append(ownTurn('ours', 'on the new branch'), { durable: true, at: Date.now() })
    await log.close()
    consecutive(threadId)
    await codexExec(home, 'resume', threadId, 'go on')
    expect(asked()).toContain('on the new branch')
    expect(asked()).not.toContain('a mistake')
  })

  test('keeps us out while it writes a thread, and is kept out by us', async () => {
    const threadId = await codexExec(home, 'do it')
    const server = await appServer(home)
    await server.call('thread/resume', { threadId })
    const log = await store.open(threadId)
    const save = () => log.append(ownTurn('ours', 'hi'), { durable: true, at: Date.now() })
    await expect(save()).rejects.toMatchObject({ code: 'thread.locked' })
    await server.close()
    const again = await store.open(threadId)
    await again.append(ownTurn('ours', 'hi'), { durable: true, at: Date.now() })
    const other = await appServer(home)
    await expect(other.call('thread/resume', { threadId })).rejects.toThrow()
    await again.close()
    await other.close()
  })
})
