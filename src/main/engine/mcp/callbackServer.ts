import type { AddressInfo } from 'node:net'

export interface CallbackServer {
  /** Where the browser is sent back to. */
  url: string
  /** Resolves with the code of the answer that carries our `state`; rejects when the user refused or the signal fires. */
  code: Promise<string>
  close(): void
}

/**
 * Waits on this machine for the browser to come back from signing in. Anything that does not carry the state of this
 * attempt is turned away and changes nothing: any page can make a browser ask a local port.
 */
export async function startCallbackServer(options: {
  /** 0 for any. */
  port: number
  state: string
  signal: AbortSignal
}): Promise<CallbackServer> {
  const { port, state, signal } = options
  let settle: { resolve(code: string): void; reject(error: unknown): void } | null = null
  const code = new Promise<string>((resolve, reject) => (settle = { resolve, reject }))
  code.catch(() => undefined) // whoever started this may have gone

  // Not imported: the ESM facade of `node:http` costs every start 20 ms.
  const { createServer } = process.getBuiltinModule('node:http')
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const reply = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(text)
    }
    if (request.method !== 'GET' || pathname !== '/callback' || searchParams.get('state') !== state)
      return reply(404, 'There is nothing here.')
    const granted = searchParams.get('code')
    if (granted) {
      reply(200, 'You are signed in. You can close this page and go back to Heddle.')
      settle?.resolve(granted)
    } else {
      reply(200, 'You were not signed in. You can close this page and go back to Heddle.')
      settle?.reject(new Error(`Signing in was refused: ${(searchParams.get('error') ?? 'no reason').slice(0, 200)}.`))
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  signal.addEventListener('abort', () => {
    settle?.reject(signal.reason)
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    code,
    close: () => void server.close(),
  }
}
