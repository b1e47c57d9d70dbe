import { expect, test } from 'vitest'
import { Failure } from '../../contract/procedure.ts'
import type { Client } from '../../rpc/client.ts'
import { createEngine } from './engine.ts'
import { createAppStore } from './store.ts'

/** A client that remembers who watches. */
function createFakeClient() {
  const open: { push(frame: unknown): void; end(failure: Error | null): void }[] = []
  const client: Client = {
    call: async () => ({}) as never,
    subscribe(_method, _params, onFrame, onEnd) {
      const watching = { push: onFrame as (frame: unknown) => void, end: (failure: Error | null) => onEnd?.(failure) }
      open.push(watching)
      return { close: () => open.splice(open.indexOf(watching), 1) }
    },
    onClose: () => () => {},
    close: () => {},
  }
  return { client, open }
}

function setUp() {
  const store = createAppStore()
  let current: Client | null = null
  const engine = createEngine({ store, client: () => current })
  const connect = () => {
    const fake = createFakeClient()
    current = fake.client
    store.setState({ connection: 'open' })
    return fake
  }
  const lose = () => {
    current = null
    store.setState({ connection: 'lost' })
  }
  return { engine, connect, lose }
}

const frame = (name: string) => ({ type: 'servers', servers: [], name })

test('what is watched before there is a connection, and over a lost one, goes on', () => {
  const { engine, connect, lose } = setUp()
  const frames: unknown[] = []
  const stop = engine.watch('mcp/watch', {}, frame => frames.push(frame))
  const first = connect()
  first.open[0]?.push(frame('a'))
  lose()
  const second = connect()
  second.open[0]?.push(frame('b'))
  expect(frames).toMatchObject([{ name: 'a' }, { name: 'b' }])
  stop()
  expect(second.open).toEqual([])
  lose()
  expect(connect().open).toEqual([])
})

test('a refusal is told, a lost connection is not one', () => {
  const { engine, connect } = setUp()
  const { open } = connect()
  const refusals: string[] = []
  engine.watch(
    'mcp/watch',
    {},
    () => {},
    failure => refusals.push(failure.message),
  )
  open[0]?.end(new Failure('internal', 'gone', { connection: 'lost' }))
  open[0]?.end(null)
  expect(refusals).toEqual([])
  open[0]?.end(new Failure('method.notFound', 'no such method'))
  expect(refusals).toEqual(['no such method'])
})

test('a call made while the page opens waits for the first connection; without one it is refused at once', async () => {
  const { engine, connect, lose } = setUp()
  const early = engine.call('mcp/restart', { server: 'a' })
  connect()
  await expect(early).resolves.toEqual({})
  lose()
  await expect(engine.call('mcp/restart', { server: 'a' })).rejects.toThrow('Not connected')
})
