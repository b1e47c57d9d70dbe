import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { ProblemError, problemFrom } from './problems.ts'

/** An answer whose status is 2xx. */
export interface HttpReply {
  contentType: string
  /** Decoded bytes. Ends with an error when the connection breaks or the signal fires. */
  body: Readable
}

export interface HttpRequest {
  method: string
  url: string
  headers: Record<string, string>
  body?: Uint8Array
  signal: AbortSignal
}

export type Http = ReturnType<typeof createHttp>

/** Of an error answer nobody reads more than this. */
const ERROR_BODY_BYTES = 64 * 1024
const MOST_REDIRECTS = 3

/**
 * HTTP for model providers: keep-alive connections, certificates always verified, no cookies, and no request body or key
 * ever sent to another origin than the one it was meant for.
 *
 * `getBuiltinModule` and not `import`: the ESM facade of `node:http` touches lazy exports, which costs 20 ms at start.
 *
 * @param environment for HTTP_PROXY, HTTPS_PROXY and NO_PROXY; loopback addresses never go through a proxy
 */
export function createHttp(environment: Readonly<Record<string, string | undefined>> = {}) {
  const http = process.getBuiltinModule('node:http')
  const https = process.getBuiltinModule('node:https')
  const options = { keepAlive: true, maxFreeSockets: 32, scheduling: 'lifo' as const }
  const tls = { ...options, rejectUnauthorized: true }
  const agents = {
    'http:': { near: new http.Agent(options), far: new http.Agent({ ...options, proxyEnv: { ...environment } }) },
    'https:': { near: new https.Agent(tls), far: new https.Agent({ ...tls, proxyEnv: { ...environment } }) },
  }

  function open(url: URL, request: HttpRequest): ClientRequest {
    const secure = url.protocol === 'https:'
    const { near, far } = agents[secure ? 'https:' : 'http:']
    const options: RequestOptions = {
      method: request.method,
      headers: {
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-length': request.body.byteLength }),
      },
      agent: isLoopback(url.hostname) ? near : far,
    }
    return secure ? https.request(url, options) : http.request(url, options)
  }

  const answerOf = (url: URL, request: HttpRequest, again = false) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = open(url, request)
      const { signal } = request
      // Node's own `signal` option outlives the answer: it destroys a connection that another request may hold by then.
      const abort = () => sent.destroy(new DOMException('The request was aborted.', 'AbortError'))
      signal.addEventListener('abort', abort, { once: true })
      sent.on('close', () => signal.removeEventListener('abort', abort))
      if (signal.aborted) abort()
      sent.on('socket', neverUnheard)
      sent.on('response', resolve)
      sent.on('error', error => {
        // The server may close an idle connection at the very moment we reuse it: that says nothing about the request.
        const wasStale = sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET'
        if (wasStale && !again && !request.signal.aborted) answerOf(url, request, true).then(resolve, reject)
        else reject(error)
      })
      sent.end(request.body)
    })

  /** Sends a request. Rejects with a `ProblemError` for any status but 2xx and for redirects that leave the origin. */
  async function send(request: HttpRequest): Promise<HttpReply> {
    let url = new URL(request.url)
    for (let hops = 0; ; hops++) {
      const answer = await answerOf(url, request)
      const status = answer.statusCode ?? 0
      if (status >= 300 && status < 400) {
        url = sameOriginTarget(answer, url, hops)
        answer.resume()
        continue
      }
      if (status >= 200 && status < 300) {
        return { contentType: answer.headers['content-type'] ?? '', body: decoded(answer) }
      }
      const retryAfter = answer.headers['retry-after'] ?? null
      throw new ProblemError({ kind: 'status', status, body: await readSome(decoded(answer)), retryAfter })
    }
  }

  function dispose(): void {
    for (const { near, far } of Object.values(agents)) {
      near.destroy()
      far.destroy()
    }
  }

  return { send, dispose }
}

const heard = new WeakSet<Socket>()

/**
 * Between an answer's end and its connection's return to the pool Node listens to no error of the connection; an abort
 * that falls into this moment would end the process. Requests hear of their errors all the same.
 */
function neverUnheard(socket: Socket): void {
  if (heard.has(socket)) return
  heard.add(socket)
  socket.on('error', () => undefined)
}

/** Where a redirect leads, provided that it keeps method, body and origin; anything else is refused. */
function sameOriginTarget(answer: IncomingMessage, from: URL, hops: number): URL {
  const status = answer.statusCode ?? 0
  const location = answer.headers.location ?? ''
  const target = URL.canParse(location, from.href) ? new URL(location, from) : null
  const keepsBody = status === 307 || status === 308
  if (target && keepsBody && target.origin === from.origin && hops < MOST_REDIRECTS) return target
  answer.destroy()
  throw new ProblemError({ kind: 'redirect', status, location: target?.href ?? location })
}

/** We ask for plain bytes; a proxy on the way may compress all the same. */
function decoded(answer: IncomingMessage): Readable {
  const zlib = process.getBuiltinModule('node:zlib')
  const decoder = {
    gzip: () => zlib.createGunzip(),
    'x-gzip': () => zlib.createGunzip(),
    deflate: () => zlib.createInflate(),
    br: () => zlib.createBrotliDecompress(),
    zstd: () => zlib.createZstdDecompress(),
  }[(answer.headers['content-encoding'] ?? '').trim().toLowerCase()]
  if (!decoder) return answer
  const { pipeline } = process.getBuiltinModule('node:stream')
  // The callback has nothing to do: an error reaches the reader of the decoded stream.
  return pipeline(answer, decoder(), () => {})
}

/** The beginning of a body as text; a broken or endless body is cut short, never an error. */
async function readSome(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= ERROR_BODY_BYTES) break
    }
  } catch (error) {
    if (chunks.length === 0) throw new ProblemError(problemFrom(error, 'before'))
  }
  return Buffer.concat(chunks).subarray(0, ERROR_BODY_BYTES).toString('utf8')
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host.endsWith('.localhost') || /^127(\.\d+){3}$/.test(host)
