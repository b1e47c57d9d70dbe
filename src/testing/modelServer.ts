import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createRequestChecks } from './modelChecks.ts'
import type { AnswerRound, Round, Script } from './modelScript.ts'
import { type WireEvent, chatEvents, responsesEvents } from './modelSpeech.ts'

export { script } from './modelScript.ts'

/** What the server was asked. */
export interface RecordedRequest {
  /** Counts from 1 over the whole life of the server. */
  n: number
  wire: 'responses' | 'chat'
  /** Which conversation it belongs to: `prompt_cache_key`, else the `thread-id` header, else `default`. */
  thread: string
  /** Counts from 0 within its conversation. */
  round: number
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
  /** `input` or `messages`. */
  input: Record<string, unknown>[]
  /** Unix milliseconds, with fractions, at which the request's first byte had been read. */
  receivedAt: number
}

/** Which script answers which conversation. Each conversation walks through its script on its own. */
export interface Cast {
  byThread?: Record<string, Script>
  /** The first entry whose words occur in any user message of the conversation's first request. */
  byPrompt?: [words: string | RegExp, script: Script][]
  otherwise?: Script
}

/** Decides the answer from the request. */
export type Handler = (request: RecordedRequest) => Round | Promise<Round>

export interface ModelServer {
  /** Base URL of a provider, ending in `/v1`. */
  url: string
  requests: RecordedRequest[]
  /** Everything a strict provider would have complained about. */
  problems: string[]
  /** Resolves when the `count`-th request has arrived (at once if it has). */
  received(count: number): Promise<RecordedRequest>
  close(): Promise<void>
}

export interface ModelServerOptions {
  port?: number
  /** Off for measurements: checking costs time in the length of the history. */
  checks?: boolean
  /** Keep only headers and counts, not bodies: for long measurements. */
  forgetBodies?: boolean
  /** Ids that `GET /v1/models` lists. */
  models?: string[]
  onRequest?(request: RecordedRequest): void
}

/** Starts a model provider on loopback that plays a script, over real HTTP, on both wires. */
export async function startModelServer(
  source: Script | Cast | Handler,
  options: ModelServerOptions = {},
): Promise<ModelServer> {
  const requests: RecordedRequest[] = []
  const problems: string[] = []
  const waiting: { count: number; resolve(request: RecordedRequest): void }[] = []
  const roundsOf = new Map<string, number>()
  const check = options.checks === false ? () => [] : createRequestChecks()
  const director =
    typeof source === 'function' ? source : directorOf('rounds' in source ? { otherwise: source } : source)

  function record(request: RecordedRequest): void {
    problems.push(...check(request))
    requests.push(options.forgetBodies ? { ...request, body: {}, input: [] } : request)
    options.onRequest?.(request)
    for (const waiter of waiting) if (waiter.count === requests.length) waiter.resolve(request)
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const receivedAt = performance.timeOrigin + performance.now()
    const path = new URL(incoming.url ?? '/', 'http://model').pathname
    if (incoming.method === 'GET' && path.endsWith('/models'))
      return sendModels(response, options.models ?? ['scripted'])
    const wire = /\/responses(\/compact)?$/.test(path)
      ? 'responses'
      : path.endsWith('/chat/completions')
        ? 'chat'
        : null
    const text = await readText(incoming)
    const body = parseObject(text)
    if (!wire || !body) {
      problems.push(
        `${incoming.method} ${path}: ${wire ? 'the body is not a JSON object' : 'there is no such address'}`,
      )
      return sendError(response, wire ? 400 : 404)
    }
    const input = wire === 'chat' ? body.messages : body.input
    const thread = String(body.prompt_cache_key ?? incoming.headers['thread-id'] ?? 'default')
    const round = roundsOf.get(thread) ?? 0
    roundsOf.set(thread, round + 1)
    const request: RecordedRequest = {
      n: requests.length + 1,
      wire,
      thread,
      round,
      path,
      headers: incoming.headers,
      body,
      input: Array.isArray(input) ? input : [],
      receivedAt,
    }
    record(request)
    const played = await director(request)
    if (!played) problems.push(`request ${request.n} (${thread}): the script has no round ${round + 1}`)
    await play(played ?? OVER, request, response)
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: Error) => {
      if (!response.destroyed) problems.push(`the server failed: ${error.message}`)
      response.destroy()
    })
  })
  const sockets = trackSockets(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    problems,
    received: count =>
      new Promise(resolve => {
        const request = requests[count - 1]
        if (request) resolve(request)
        else waiting.push({ count, resolve })
      }),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** What a conversation hears when its script is over. */
const OVER: Round = {
  type: 'answer',
  speech: [{ type: 'text', text: 'The script is over.' }],
  ending: { type: 'completed' },
}

function directorOf(cast: Cast): (request: RecordedRequest) => Round | undefined {
  const chosen = new Map<string, Script | undefined>()
  return request => {
    if (!chosen.has(request.thread)) chosen.set(request.thread, scriptFor(cast, request))
    return chosen.get(request.thread)?.rounds[request.round]
  }
}

function scriptFor(cast: Cast, request: RecordedRequest): Script | undefined {
  const own = cast.byThread?.[request.thread]
  if (own) return own
  const asked = JSON.stringify(request.input.filter(entry => entry.role === 'user'))
  const matches = (words: string | RegExp) => (typeof words === 'string' ? asked.includes(words) : words.test(asked))
  return cast.byPrompt?.find(([words]) => matches(words))?.[1] ?? cast.otherwise
}

async function play(round: Round, request: RecordedRequest, response: ServerResponse): Promise<void> {
  if ('delayMs' in round && round.delayMs) await delay(round.delayMs)
  switch (round.type) {
    case 'refusal':
      response.writeHead(round.status, { 'content-type': 'text/plain', ...round.headers })
      response.end(round.body)
      return
    case 'raw': {
      response.writeHead(200, round.headers)
      for (const chunk of round.chunks) await write(response, Buffer.from(chunk, 'base64'), true)
      if (!round.hangs) response.end()
      return
    }
    case 'answer':
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
      return playAnswer(round, request, response)
  }
}

/** Events are written in blocks: 200,000 single writes would measure the server and not the client. */
const BLOCK_CHARS = 64 * 1024

async function playAnswer(round: AnswerRound, request: RecordedRequest, response: ServerResponse): Promise<void> {
  const { ending, deltaDelayMs = 0, deltasPerSecond = Infinity } = round
  const limit = 'afterEvents' in ending ? (ending.afterEvents ?? Infinity) : Infinity
  const render = request.wire === 'chat' ? chatEvents : responsesEvents
  const startedAt = performance.now()
  let block = ''
  let sent = 0
  let deltas = 0
  for (const event of render(round, request.n, String(request.body.model))) {
    if (sent >= limit) break
    sent += 1
    if (event.delta && deltaDelayMs > 0) {
      await write(response, block)
      block = ''
      await delay(deltaDelayMs)
    }
    const aheadMs = event.delta ? startedAt + (1000 * deltas++) / deltasPerSecond - performance.now() : 0
    if (aheadMs > 0) {
      if (response.destroyed) return
      await write(response, block)
      block = ''
      await delay(aheadMs)
    }
    block += eventText(event)
    if (block.length < BLOCK_CHARS) continue
    if (response.destroyed) return
    await write(response, block)
    block = ''
  }
  await write(response, block, 'afterEvents' in ending)
  if (ending.type === 'stall') return
  if (ending.type === 'cut') response.destroy()
  else response.end()
}

const eventText = ({ name, data }: WireEvent): string =>
  `${name ? `event: ${name}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

/** Waits until the other side has room; with `flushed`, until the bytes have left. */
async function write(response: ServerResponse, bytes: string | Buffer, flushed = false): Promise<void> {
  if (bytes.length === 0 || response.destroyed) return
  if (flushed) return new Promise(resolve => void response.write(bytes, () => setImmediate(resolve)))
  if (response.write(bytes)) return
  await new Promise<void>(resolve => {
    const go = () => {
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.on('drain', go).on('close', go)
  })
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function sendModels(response: ServerResponse, ids: string[]): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ object: 'list', data: ids.map(id => ({ id, object: 'model' })) }))
}

function sendError(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { message: 'not understood', code: 'invalid_request' } }))
}

function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return sockets
}
