import { EventEmitter } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { begin, ended, newId, rig, send, waits } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'
import { tellNews } from './news.ts'
import type { NewsDeps } from './news.ts'
import type { Work } from './signs.ts'

const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach(stop => stop()))

/** The parts of Electron that news are told with, as far as they can be seen. */
function desk() {
  const shown: (EventEmitter & { title: string; body: string; silent: boolean })[] = []
  const opened: (string | undefined)[] = []
  const happened = new EventEmitter()
  const state = { focused: false, asked: 0, running: 0, waiting: [] as string[] }
  class Notification extends EventEmitter {
    title: string
    body: string
    silent: boolean
    constructor({ title, body, silent }: { title: string; body: string; silent: boolean }) {
      super()
      this.title = title
      this.body = body
      this.silent = silent
    }
    show = () => {
      shown.push(this)
      happened.emit('any')
    }
    close = () => void this.emit('close')
  }
  const deps = {
    Notification,
    BrowserWindow: { getFocusedWindow: () => (state.focused ? {} : null) },
    onWork({ asked, running, waiting }: Work) {
      Object.assign(state, { asked, running, waiting: waiting.map(({ title }) => title) })
      happened.emit('any')
    },
    now: () => new Date('2026-05-04T12:00:00'),
    show: (hash?: string) => void opened.push(hash),
    log: (message: string) => expect.unreachable(message),
  } as unknown as Omit<NewsDeps, 'serve'>
  const until = async (fact: () => boolean) => {
    while (!fact()) await new Promise<void>(resolve => happened.once('any', resolve))
  }
  return { deps, shown, opened, state, until }
}

const asks = () => script().calls('exec_command', { cmd: 'rm -rf build' }).says('done')

test('what waits is told, counted, and a click leads there; once answered it counts no more', async () => {
  const engineRig = await rig(asks())
  const { deps, shown, opened, state, until } = desk()
  stops.push(tellNews({ ...deps, serve: engineRig.engine.serve }))
  const { client } = engineRig
  const { threadId, seen } = await begin(engineRig, { approvalPolicy: 'untrusted' })
  await send(client, threadId, 'clean up')
  const thread = await seen.until(waits)
  await until(() => shown.length === 1 && state.asked === 1)
  expect(state).toMatchObject({ running: 0, waiting: ['clean up'] })
  expect(shown[0]).toMatchObject({ title: 'clean up', silent: true })
  shown[0]?.emit('click')
  expect(opened).toEqual([`#/thread/${threadId}`])

  const [turn] = thread.turns
  const call = turn?.items.find(item => item.type === 'call')
  const answer = { threadId, turnId: turn?.id ?? '', callId: call?.id ?? '', decision: { type: 'deny' as const } }
  await client.call('approval/answer', answer)
  await seen.until(ended(1))
  await until(() => state.asked === 0 && state.waiting.length === 0)
  expect(shown, 'that it is done is not told unless it was chosen').toHaveLength(1)
})

test('what was chosen in the settings counts at once; a window in front is told nothing', async () => {
  const engineRig = await rig(script().says('one').says('two').says('three'))
  const { client } = engineRig
  const { deps, shown, state, until } = desk()
  stops.push(tellNews({ ...deps, serve: engineRig.engine.serve }))
  const value = { notify: { waits: false, done: true, failed: false } }
  await client.call('interface/write', { key: 'preferences', value })
  const { threadId, seen } = await begin(engineRig)
  await send(client, threadId, newId())
  await seen.until(ended(1))
  await until(() => shown.length === 1)
  expect(shown[0], 'sounds are the page’s').toMatchObject({ silent: true })
  state.focused = true
  // What this client is told in one moment, the other one is told in the same.
  const told = new Promise<void>(resolve => {
    let ran = false
    client.subscribe('threads/watch', {}, frame => {
      if (frame.type !== 'changed') return
      if (frame.thread.status === 'running') ran = true
      if (ran && frame.thread.status === 'done') setImmediate(resolve)
    })
  })
  await send(client, threadId, newId())
  await told
  state.focused = false
  await send(client, threadId, newId())
  await seen.until(ended(3))
  await until(() => shown.length >= 2)
  expect(shown).toHaveLength(2)
})

test('in the quiet hours nothing is told, and what waits is counted all the same', async () => {
  const engineRig = await rig(asks())
  const { client } = engineRig
  const { deps, shown, state, until } = desk()
  stops.push(tellNews({ ...deps, serve: engineRig.engine.serve }))
  const quiet = { on: true, from: '11:00', to: '13:00' }
  await client.call('interface/write', { key: 'preferences', value: { notify: { quiet } } })
  const { threadId, seen } = await begin(engineRig, { approvalPolicy: 'untrusted' })
  await send(client, threadId, 'clean up')
  await seen.until(waits)
  await until(() => state.asked === 1)
  expect(shown).toEqual([])
})
