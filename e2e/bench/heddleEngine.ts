import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { Frame, Result } from '../../src/contract/router.ts'
import type { ThreadFrame } from '../../src/contract/schemas.ts'
import { connect } from '../../src/rpc/connect.ts'
import { socketPort } from '../../src/rpc/ports/webSocket.ts'
import { type EngineClient, createTurnWatch, launch } from './engineClient.ts'
import { now } from './measure.ts'
import type { Place } from './programs.ts'

/** The browser host of Heddle, over the WebSocket that its page uses. */
export async function openHeddleEngine(place: Place): Promise<EngineClient> {
  const { child, pid, complaints, stop } = launch(place.command('serve', '--no-open', '--port', '0'))
  const address = await new Promise<URL>((resolve, reject) => {
    child.once('close', () => reject(new Error(`heddle serve ended: ${complaints()}`)))
    createInterface(child.stdout).on('line', line => {
      const found = /http:\S+/.exec(line)?.[0]
      if (found !== undefined) resolve(new URL(found))
    })
  })
  let bytes = 0
  const socket = await enter(address)
  socket.on('message', (data: Buffer) => (bytes += data.length))
  const client = connect(socketPort(socket))
  const watch = createTurnWatch(now)

  const see = (threadId: string, frame: ThreadFrame) => {
    if (frame.type === 'live' && frame.kind === 'text') watch.text(threadId, frame.text)
    if (frame.type !== 'event' || frame.event.type !== 'turn.finished') return
    const { status, failure } = frame.event
    watch.end(threadId, status === 'completed' ? undefined : `the turn ended as ${status}: ${failure?.message}`)
  }

  /** Watches a thread; resolves with the count of turns that are shown as soon as all is there. */
  const follow = (threadId: string) =>
    new Promise<number>((resolve, reject) => {
      let shown = 0
      const onEnd = (failure: Error | null) => reject(failure ?? new Error('The thread is not watched any more.'))
      const onFrame = (frame: ThreadFrame) => {
        if (frame.type === 'reset') shown = frame.thread.turns.length
        if (frame.type === 'caughtUp') resolve(shown)
        else see(threadId, frame)
      }
      client.subscribe('thread/watch', { threadId }, onFrame, onEnd)
    })

  return {
    pid,
    async startThread() {
      const { threadId } = await client.call('thread/start', { commandId: randomUUID(), cwd: place.workspace })
      await follow(threadId)
      return threadId
    },
    showEnd: follow,
    findFiles: async (cwd, query) => (await client.call('files/search', { cwd, query })).files.length,
    listNewest: async limit => (await client.call('session/list', { limit })).sessions.length,
    async listAll() {
      let count = 0
      let cursor: string | undefined
      do {
        const page: Result<'session/list'> = await client.call('session/list', { limit: 500, cursor })
        count += page.sessions.length
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      return count
    },
    search: async text => (await client.call('session/search', { text, limit: 50 })).results.length,
    indexed: () =>
      new Promise((resolve, reject) => {
        const onEnd = (failure: Error | null) => reject(failure ?? new Error('The index is not watched any more.'))
        const onFrame = ({ phase }: Frame<'index/watch'>) => void (phase === 'ready' && resolve())
        client.subscribe('index/watch', {}, onFrame, onEnd)
      }),
    async resume(threadId) {
      await follow(threadId)
    },
    async fork(threadId) {
      const forked = await client.call('thread/fork', { commandId: randomUUID(), threadId })
      return forked.threadId
    },
    runTurn(threadId, text) {
      const turn = watch.begin(threadId)
      const content = [{ type: 'input_text' as const, text }]
      client
        .call('input/send', { threadId, inputId: randomUUID(), content })
        .catch((error: Error) => watch.end(threadId, error.message))
      return turn
    },
    bytesReceived: () => bytes,
    async close() {
      client.close()
      await stop()
    },
  }
}

/** Hands the token in, as the page does, and opens the socket with the cookie. */
async function enter({ origin, host, hash }: URL): Promise<WebSocket> {
  const token = new URLSearchParams(hash.slice(1)).get('token')
  const headers = { 'content-type': 'application/json', 'x-heddle': 'enter', origin }
  const answer = await fetch(`${origin}/enter`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  if (!answer.ok) throw new Error(`heddle serve does not let us in: ${answer.status}`)
  const cookie = answer.headers
    .getSetCookie()
    .map(value => value.split(';')[0])
    .join('; ')
  const socket = new WebSocket(`ws://${host}/contract`, { headers: { cookie, origin } })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}
