import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { AddressInfo } from 'node:net'
import { Failure } from '../contract/procedure.ts'
import type { ThreadFrame } from '../contract/schemas.ts'
import { connect } from './connect.ts'
import type { MessagePort } from './port.ts'
import { bridgePort } from './ports/electron.ts'
import { memoryPorts } from './ports/memory.ts'
import { stdioPort } from './ports/stdio.ts'
import { openWebSocketPort, socketPort } from './ports/webSocket.ts'
import { serve } from './serve.ts'
import type { Handlers } from './serve.ts'

const bugs: string[] = []
const closers: (() => void)[] = []
afterEach(() => {
  bugs.length = 0
  for (const close of closers.splice(0)) close()
})

/** Handlers that answer just enough to see what crosses the wire. */
const handlers = {
  'workspace/browse': async ({ path }: { path?: string }) => {
    if (path === '/secret') throw new Failure('workspace.notReadable', 'No.', { path })
    if (path === '/bug') throw new Error('a stack with secrets')
    return { path: path ?? '/home', parent: null, folders: [] }
  },
  'thread/watch': async (
    { threadId }: { threadId: string },
    push: (frame: ThreadFrame) => void,
    signal: AbortSignal,
  ) => {
    if (threadId === 'missing') throw new Failure('thread.notFound', 'There is no such thread.')
    for (let n = 0; n < 1000; n++) push({ type: 'live', kind: 'text', itemId: 'm', offset: n, text: 'x' })
    push({ type: 'caughtUp', seq: 7 })
    if (threadId === 'short') return
    await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
    ended.push(threadId)
  },
} as unknown as Handlers
const ended: string[] = []

const host = (port: MessagePort) =>
  serve(handlers, port, {
    onBug: error => {
      bugs.push(String(error))
      return 'ref-1'
    },
  })

async function memory() {
  const [a, b] = memoryPorts()
  host(b)
  return a
}

async function webSocket() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', socket => void host(socketPort(socket)))
  await new Promise(resolve => server.once('listening', resolve))
  closers.push(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return openWebSocketPort(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

async function stdio() {
  const there = new PassThrough()
  const back = new PassThrough()
  host(stdioPort(there, back))
  return stdioPort(back, there)
}

async function electron() {
  const [a, b] = memoryPorts()
  host(b)
  return bridgePort({
    connect: (onMessage, onClose) => {
      a.onMessage(onMessage)
      a.onClose(onClose)
      return { send: message => a.send(message), close: () => a.close() }
    },
  })
}

describe.each(Object.entries({ memory, webSocket, stdio, electron }))('the contract over %s', (_name, open) => {
  test('answers a query, a refusal and a bug', async () => {
    const client = connect(await open())
    await expect(client.call('workspace/browse', { path: '/w' })).resolves.toMatchObject({ path: '/w' })
    await expect(client.call('workspace/browse', { path: '/secret' })).rejects.toMatchObject({
      code: 'workspace.notReadable',
      data: { path: '/secret' },
    })
    const bug = client.call('workspace/browse', { path: '/bug' })
    await expect(bug).rejects.toMatchObject({ code: 'internal', data: { reference: 'ref-1' } })
    await expect(bug).rejects.not.toThrow(/secrets/)
    expect(bugs).toEqual(['Error: a stack with secrets'])
  })

  test('merges live text, keeps everything else, and says the end', async () => {
    const client = connect(await open())
    const frames: ThreadFrame[] = []
    const end = await new Promise<Error | null>(resolve =>
      client.subscribe('thread/watch', { threadId: 'short' }, frame => frames.push(frame), resolve),
    )
    expect(end).toBeNull()
    expect(frames.at(-1)).toEqual({ type: 'caughtUp', seq: 7 })
    const live = frames.filter(frame => frame.type === 'live')
    expect(live.map(frame => frame.text).join('')).toBe('x'.repeat(1000))
    expect(live.length).toBeLessThan(10)
    expect(live[1]?.offset).toBe(1)
  })

  test('a refused subscription says why', async () => {
    const client = connect(await open())
    const end = new Promise(resolve =>
      client.subscribe('thread/watch', { threadId: 'missing' }, () => undefined, resolve),
    )
    await expect(end).resolves.toMatchObject({ code: 'thread.notFound' })
  })

  test('a closed subscription stops the host', async () => {
    const client = connect(await open())
    const threadId = `watched-${Math.random()}`
    let handle = { close: () => {} }
    await new Promise<void>(resolve => {
      handle = client.subscribe('thread/watch', { threadId }, frame => frame.type === 'caughtUp' && resolve())
    })
    handle.close()
    await expect.poll(() => ended).toContain(threadId)
  })
})

describe('a hostile client', () => {
  const talk = async (...messages: unknown[]) => {
    const [a, b] = memoryPorts()
    host(b)
    const answers: unknown[] = []
    a.onMessage(message => answers.push(message))
    for (const message of messages) a.send(message)
    a.send({ jsonrpc: '2.0', id: 'last', method: 'workspace/browse', params: {} })
    await expect.poll(() => answers.some(answer => (answer as { id?: unknown }).id === 'last')).toBe(true)
    return answers as { id: unknown; error?: { code: number; message: string } }[]
  }

  test.each([
    ['an array', [1, 2], null, -32600],
    ['a number', 7, null, -32600],
    ['no method', { jsonrpc: '2.0', id: 1 }, 1, -32600],
    ['an object as id', { jsonrpc: '2.0', id: {}, method: 'model/list' }, null, -32600],
    ['an id past safe integers', { jsonrpc: '2.0', id: 2 ** 53 + 2, method: 'model/list' }, null, -32600],
    ['an unknown method', { jsonrpc: '2.0', id: 1, method: 'no/such' }, 1, -32601],
    ['a method of Object', { jsonrpc: '2.0', id: 1, method: 'constructor' }, 1, -32601],
    ['wrong params', { jsonrpc: '2.0', id: 1, method: 'workspace/browse', params: { path: 7 } }, 1, -32602],
  ])('%s is answered with an error', async (_name, message, id, code) => {
    const [first] = await talk(message)
    expect(first).toMatchObject({ id, error: { code } })
  })

  test('an id in use is not used twice', async () => {
    const watch = { jsonrpc: '2.0', id: 'w', method: 'thread/watch', params: { threadId: 't' } }
    const answers = await talk(watch, watch)
    expect(answers.filter(answer => answer.error?.code === -32600)).toHaveLength(1)
  })

  test('__proto__ pollutes nothing', async () => {
    await talk(JSON.parse('{"jsonrpc":"2.0","id":1,"method":"workspace/browse","params":{"__proto__":{"polluted":1}}}'))
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('broken JSON on a line is answered and the wire lives on', async () => {
    const there = new PassThrough()
    const back = new PassThrough()
    host(stdioPort(there, back))
    const lines: string[] = []
    back.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')))
    there.write('{"jsonrpc": \n\n\uFEFF{"jsonrpc":"2.0","id":2,"method":"workspace/browse"}\n')
    there.write(Buffer.from([0xff, 0xfe, 0x0a]))
    await expect.poll(() => lines.length).toBe(3)
    const codes = lines.map(line => JSON.parse(line).error?.code ?? 'answered')
    expect(codes.toSorted()).toEqual([-32700, -32700, 'answered'])
  })
})

test('a lost connection fails what waits and ends what watches', async () => {
  const [a, b] = memoryPorts()
  const client = connect(a)
  const call = client.call('model/list', {})
  const end = new Promise(resolve => client.subscribe('thread/watch', { threadId: 't' }, () => undefined, resolve))
  b.close()
  await expect(call).rejects.toMatchObject({ data: { connection: 'lost' } })
  await expect(end).resolves.toMatchObject({ data: { connection: 'lost' } })
  await expect(client.call('model/list', {})).rejects.toMatchObject({ code: 'internal' })
})
