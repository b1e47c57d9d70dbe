import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { Client } from '../../src/rpc/client.ts'
import { connect } from '../../src/rpc/connect.ts'
import { socketPort } from '../../src/rpc/ports/webSocket.ts'
import type { Host } from './host.ts'
import { startProgram } from './program.ts'
import { createUser } from './user.ts'

/** `heddle serve`: each life is a server with one client that watches every thread, talks, answers and interferes. */
export const serveHost: Host = {
  name: 'serve',
  busyMs: 900,
  async live(life) {
    const { child, ended, stderr } = startProgram(['serve', '--no-open', '--port', '0'], life)
    const client = await entered(child)
    const user = client && createUser(client, life)
    const isDone = user ? await user.work() : false
    if (isDone) child.kill('SIGTERM')
    const code = await ended
    client?.close()
    const complaint = code === null || code === 0 ? '' : `exit code ${code}: ${stderr()}`
    return { finished: isDone && code === 0, stderr: complaint, problems: user?.problems ?? [] }
  },
}

/** A client of the server that is starting; null when it died before it could be one's. */
async function entered(child: ChildProcess): Promise<Client | null> {
  try {
    return connect(socketPort(await openSocket(await addressOf(child))))
  } catch {
    return null // killed; what else it may be shows in its exit code
  }
}

function addressOf(child: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error('It ended before it said where it is.')))
    if (!child.stdout) return
    createInterface({ input: child.stdout }).on('line', line => {
      const found = /http:\S+/.exec(line)?.[0]
      if (found !== undefined) resolve(new URL(found))
    })
  })
}

/** Hands the token in, as the page does, and opens the socket with the cookie. */
async function openSocket({ origin, host, hash }: URL): Promise<WebSocket> {
  const token = new URLSearchParams(hash.slice(1)).get('token')
  const headers = { 'content-type': 'application/json', 'x-heddle': 'enter', origin }
  const answer = await fetch(`${origin}/enter`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  const cookie = answer.headers
    .getSetCookie()
    .map(value => value.split(';')[0])
    .join('; ')
  const socket = new WebSocket(`ws://${host}/contract`, { headers: { cookie, origin } })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', () => undefined) // its end is told as a close
  return socket
}
