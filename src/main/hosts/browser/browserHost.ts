import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { MessagePort } from '../../../rpc/port.ts'
import { socketPort } from '../../../rpc/ports/webSocket.ts'
import { securityHeaders } from '../csp.ts'
import { createRendererFiles } from '../rendererFiles.ts'
import { entranceFile } from './entrance.ts'
import { createGate } from './gate.ts'
import type { Gate } from './gate.ts'

export interface BrowserHostOptions {
  /** 0 takes any free port. */
  port: number
  /** Folder of the built interface. */
  rendererRoot: string
  serve(port: MessagePort): () => void
}

export interface BrowserHost {
  /** The address to open, token included. */
  url: string
  port: number
  close(): Promise<void>
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
const MAX_BODY_BYTES = 4096
/** A reader that falls this far behind is let go; it comes back with its cursor. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024
const PING_MS = 30_000

/** Serves the workbench to browsers of this machine. Rejects when the port cannot be had. */
export async function startBrowserHost({ port, rendererRoot, serve }: BrowserHostOptions): Promise<BrowserHost> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 })
  await listen(server, port)
  const actual = (server.address() as AddressInfo).port
  const gate = createGate({ port: actual })
  const files = createRendererFiles(rendererRoot)
  server.on('request', (request, response) => {
    answer(request, response, gate, files).catch(() => refuse(response, 500, 'Something went wrong.'))
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => upgrade(sockets, gate, serve, request, socket, head))
  return {
    url: `http://127.0.0.1:${actual}/#token=${gate.token}`,
    port: actual,
    close: () => close(server, sockets),
  }
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate()
  await new Promise<void>(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

const knockOf = ({ headers }: IncomingMessage) => ({
  host: headers.host,
  origin: headers.origin,
  cookie: headers.cookie,
})

type Files = ReturnType<typeof createRendererFiles>

async function answer(request: IncomingMessage, response: ServerResponse, gate: Gate, files: Files): Promise<void> {
  const admission = gate.admit(knockOf(request))
  if (admission === 'wrongHost') return refuse(response, 421, 'This server answers only to its own address.')
  if (admission === 'wrongOrigin') return refuse(response, 403, 'Requests of other sites are not answered.')
  const { pathname } = new URL(request.url ?? '/', 'http://heddle')
  if (request.method === 'POST' && pathname === '/enter') return enter(request, response, gate)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET is answered here.')
  const file = admission === 'admitted' ? await files(pathname) : entranceFile(pathname)
  if (!file) {
    const status = admission === 'admitted' ? 404 : 401
    return refuse(response, status, status === 404 ? 'There is no such file.' : 'Open the link that Heddle printed.')
  }
  response.writeHead(200, file.headers).end(request.method === 'HEAD' ? undefined : file.body)
}

/** Exchanges the token for the cookie. The headers asked for cannot be sent by a form or a page of another site. */
async function enter(request: IncomingMessage, response: ServerResponse, gate: Gate): Promise<void> {
  const isOurs = request.headers['content-type'] === 'application/json' && request.headers['x-heddle'] === 'enter'
  if (!isOurs || request.headers.origin === undefined)
    return refuse(response, 403, 'This is for the page of Heddle only.')
  const cookie = gate.exchange(tokenIn(await bodyOf(request)))
  if (cookie === null) return refuse(response, 401, 'The key of this link is not valid any more.')
  response.writeHead(204, { ...securityHeaders(), 'set-cookie': cookie, 'cache-control': 'no-store' }).end()
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) {
    body += chunk
    if (body.length > MAX_BODY_BYTES) return ''
  }
  return body
}

function tokenIn(body: string): string {
  try {
    const { token } = JSON.parse(body)
    return typeof token === 'string' ? token : ''
  } catch {
    return '' // not JSON: as good as a wrong token
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, {
    ...securityHeaders(),
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(message + '\n')
}

function upgrade(
  sockets: WebSocketServer,
  gate: Gate,
  serve: BrowserHostOptions['serve'],
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const admission = gate.admit(knockOf(request))
  const status =
    admission === 'wrongHost'
      ? '421 Misdirected Request'
      : admission === 'stranger'
        ? '401 Unauthorized'
        : '403 Forbidden'
  const isContract = new URL(request.url ?? '/', 'http://heddle').pathname === '/contract'
  socket.on('error', () => socket.destroy()) // the browser went away while it knocked
  if (admission !== 'admitted' || request.headers.origin === undefined || !isContract) {
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    return
  }
  sockets.handleUpgrade(request, socket, head, client => {
    const stop = serve(guarded(client))
    const end = keepAlive(client)
    client.on('close', () => {
      end()
      stop()
    })
  })
}

/** A port that lets go of a reader who does not read, before it costs memory. */
function guarded(client: WebSocket): MessagePort {
  const port = socketPort(client)
  return {
    ...port,
    send(message) {
      if (client.bufferedAmount > MAX_BACKLOG_BYTES) client.terminate()
      else port.send(message)
    },
  }
}

function keepAlive(client: WebSocket): () => void {
  let answered = true
  client.on('pong', () => (answered = true))
  client.on('error', () => client.terminate()) // e.g. a message over the limit
  const timer = setInterval(() => {
    if (!answered) return client.terminate()
    answered = false
    client.ping()
  }, PING_MS)
  return () => clearInterval(timer)
}
