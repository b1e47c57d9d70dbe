import { EventEmitter } from 'node:events'
import type { IpcMain, WebContents } from 'electron'
import { describe, expect, test } from 'vitest'
import type { MessagePort } from '../../../rpc/port.ts'
import { portChannel, serveIpcPorts } from './ipcPort.ts'

/** A window's contents as far as ports need them; keeps what is sent to the page. */
function createContents() {
  const sent: unknown[] = []
  const contents = Object.assign(new EventEmitter(), {
    mainFrame: { frameTreeNodeId: 1 },
    isDestroyed: () => false,
    send: (channel: string, envelope: unknown) => sent.push([channel, envelope]),
  })
  return { contents: contents as unknown as WebContents & EventEmitter, sent }
}

function setUp() {
  const ipcMain = new EventEmitter()
  const ports: MessagePort[] = []
  const refused: string[] = []
  const { contents, sent } = createContents()
  serveIpcPorts({
    ipcMain: ipcMain as unknown as IpcMain,
    origin: 'app://heddle',
    isOurs: candidate => candidate === contents,
    serve: port => ports.push(port),
    onRefused: reason => refused.push(reason),
  })
  const frame = { frameTreeNodeId: 1, parent: null, origin: 'app://heddle' }
  const trusted = { sender: contents, senderFrame: frame, ports: [] as unknown[] }
  const receive = (envelope: unknown, event: object = trusted) => ipcMain.emit(portChannel, event, envelope)
  return { receive, ports, refused, contents, sent, trusted, frame }
}

/** Keeps what a port hears. */
function listen(port: MessagePort | undefined) {
  const heard: unknown[] = []
  let closed = 0
  port?.onMessage(message => heard.push(message))
  port?.onClose(() => (closed += 1))
  return { heard, closed: () => closed }
}

describe('the life of a port', () => {
  test('messages that arrive before there is a handler wait for it, in order', () => {
    const { receive, ports } = setUp()
    receive({ port: 'a', type: 'open' })
    receive({ port: 'a', type: 'message', message: 1 })
    receive({ port: 'a', type: 'message', message: 2 })
    const { heard } = listen(ports[0])
    receive({ port: 'a', type: 'message', message: 3 })
    expect(heard).toEqual([1, 2, 3])
  })

  test('answers carry the id of their port', () => {
    const { receive, ports, sent } = setUp()
    receive({ port: 'a', type: 'open' })
    ports[0]!.send({ id: 1 })
    expect(sent).toEqual([[portChannel, { port: 'a', type: 'message', message: { id: 1 } }]])
  })

  test('a new port of the same window closes the one before it', () => {
    const { receive, ports, sent } = setUp()
    receive({ port: 'a', type: 'open' })
    const first = listen(ports[0])
    receive({ port: 'b', type: 'open' })
    receive({ port: 'a', type: 'message', message: 'late' })
    ports[0]!.send('late')
    expect([first.closed(), first.heard, ports.length, sent]).toEqual([1, [], 2, []])
  })

  test.each(['destroyed', 'render-process-gone'])('%s closes the port, once', event => {
    const { receive, ports, contents } = setUp()
    receive({ port: 'a', type: 'open' })
    const { closed } = listen(ports[0])
    contents.emit(event)
    contents.emit(event)
    expect(closed()).toBe(1)
    expect(contents.listenerCount('destroyed') + contents.listenerCount('render-process-gone')).toBe(0)
  })

  test('closing it here tells the page, and nothing is heard after that', () => {
    const { receive, ports, sent } = setUp()
    receive({ port: 'a', type: 'open' })
    const { heard, closed } = listen(ports[0])
    ports[0]!.close()
    ports[0]!.close()
    receive({ port: 'a', type: 'message', message: 'late' })
    expect([heard, closed(), sent]).toEqual([[], 1, [[portChannel, { port: 'a', type: 'close' }]]])
  })

  test('closing it in the page is not echoed', () => {
    const { receive, ports, sent } = setUp()
    receive({ port: 'a', type: 'open' })
    const { closed } = listen(ports[0])
    receive({ port: 'a', type: 'close' })
    expect([closed(), sent]).toEqual([1, []])
  })
})

describe('who may speak', () => {
  test.each([
    ['a frame that is gone', () => ({ senderFrame: null })],
    [
      'a frame inside the page',
      ({ frame }: ReturnType<typeof setUp>) => ({ senderFrame: { ...frame, parent: frame } }),
    ],
    ['a frame of another page', ({ frame }) => ({ senderFrame: { ...frame, frameTreeNodeId: 2 } })],
    ['another origin', ({ frame }) => ({ senderFrame: { ...frame, origin: 'app://heddle.evil' } })],
    ['a page without origin', ({ frame }) => ({ senderFrame: { ...frame, origin: 'null' } })],
    ['contents that are no window of ours', () => ({ sender: createContents().contents })],
    ['a sender that hands over ports', () => ({ ports: [{}] })],
  ])('not %s', (_who, forge: (set: ReturnType<typeof setUp>) => object) => {
    const set = setUp()
    set.receive({ port: 'a', type: 'open' }, { ...set.trusted, ...forge(set) })
    expect(set.ports).toEqual([])
    expect(set.refused).toHaveLength(1)
  })

  test('a trusted port does not lend its trust', () => {
    const { receive, ports, refused, trusted, frame } = setUp()
    receive({ port: 'a', type: 'open' })
    const { heard } = listen(ports[0])
    const forged = { ...trusted, senderFrame: { ...frame, origin: 'https://example.com' } }
    receive({ port: 'a', type: 'message', message: 'forged' }, forged)
    receive({ port: 'a', type: 'close' }, forged)
    receive({ port: 'a', type: 'message', message: 'real' })
    expect([heard, refused.length]).toEqual([['real'], 2])
  })

  test.each([
    [undefined],
    [null],
    ['open'],
    [[]],
    [{}],
    [{ port: 1, type: 'open' }],
    [{ port: 'a' }],
    [{ port: 'a', type: 'opened' }],
    [{ port: 'a'.repeat(65), type: 'open' }],
  ])('%j is no envelope', raw => {
    const { receive, ports, refused } = setUp()
    receive(raw)
    expect([ports, refused]).toEqual([[], ['not an envelope']])
  })
})
