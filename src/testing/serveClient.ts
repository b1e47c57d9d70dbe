import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { Client } from '../rpc/client.ts'
import { connect } from '../rpc/connect.ts'
import { socketPort } from '../rpc/ports/webSocket.ts'

/** A client of a `heddle serve` that is starting. Rejects when it ends before it could be one's. */
export async function clientOf(server: ChildProcess): Promise<Client> {
  return connect(socketPort(await openSocket(await addressOf(server))))
}

function addressOf(server: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    server.once('close', () => reject(new Error('It ended before it said where it is.')))
    if (!server.stdout) return
    createInterface({ input: server.stdout }).on('line', line => {
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
