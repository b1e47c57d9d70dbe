import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import type { CDPSession } from '@playwright/test'
import { PLAIN_LETTERS, WINDOW_PARTS } from '../browserParts.ts'

/** One attached target, typed as Playwright types its own. */
export type CdpSession = Pick<CDPSession, 'send' | 'on'>

export type Chromium = {
  /** Where others may attach, e.g. `ws://127.0.0.1:41234/devtools/browser/...`. */
  endpoint: string
  /** The browser itself. */
  browser: CdpSession
  /** The session of an attached target. */
  session(sessionId: string): CdpSession
  close(): Promise<void>
}

type Incoming = {
  id?: number
  sessionId?: string
  method?: string
  params?: unknown
  result?: unknown
  error?: { message: string }
}
type Pending = { resolve(result: unknown): void; reject(error: Error): void }

const switches = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-sandbox', // runs as root in containers; the page's own sandbox is Electron's matter
  '--disable-background-networking',
  '--disable-backgrounding-occluded-windows',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  `--disable-features=${WINDOW_PARTS.join(',')}`,
  PLAIN_LETTERS,
  '--disable-gpu',
  '--disable-renderer-backgrounding',
  '--disable-sync',
  '--hide-scrollbars',
  '--password-store=basic',
  '--use-mock-keychain',
  // Whether a window may open is for the application's handler to say, as in Electron.
  '--disable-popup-blocking',
]

/** Starts a Chromium without windows and connects to it over the DevTools protocol. */
export async function startChromium(executable: string, profile: string): Promise<Chromium> {
  const child = spawn(executable, [...switches, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const endpoint = await readEndpoint(child)
  const socket = new WebSocket(endpoint)
  await once(socket, 'open')
  const { session } = multiplex(socket)
  return {
    endpoint,
    browser: session(''),
    session,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      // Asked first, so that it writes what the page has stored; made to, when it does not answer.
      const patience = setTimeout(() => child.kill('SIGKILL'), 3_000)
      session('')
        .send('Browser.close')
        .catch(() => child.kill('SIGKILL'))
      await exited
      clearTimeout(patience)
    },
  }
}

async function readEndpoint(child: ReturnType<typeof spawn>): Promise<string> {
  const said: string[] = []
  if (child.stderr === null) throw new Error('Chromium has no stderr')
  for await (const line of createInterface(child.stderr)) {
    const endpoint = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (endpoint !== undefined) {
      child.stderr.resume()
      return endpoint
    }
    said.push(line)
  }
  throw new Error(`Chromium did not start:\n${said.join('\n')}`)
}

/** Sessions over one socket: answers go to their caller by id, events to their session. */
function multiplex(socket: WebSocket): { session(sessionId: string): CdpSession } {
  const pending = new Map<number, Pending>()
  const sessions = new Map<string, CdpSession>()
  const emitters = new Map<string, EventEmitter>()
  let lastId = 0

  socket.addEventListener('message', ({ data }) => {
    const { id, sessionId = '', method, params, result, error } = JSON.parse(String(data)) as Incoming
    if (id === undefined) {
      if (method !== undefined) emitters.get(sessionId)?.emit(method, params)
      return
    }
    const call = pending.get(id)
    pending.delete(id)
    if (error === undefined) call?.resolve(result)
    else call?.reject(new Error(error.message))
  })

  function createSession(sessionId: string): CdpSession {
    const emitter = new EventEmitter()
    emitters.set(sessionId, emitter)
    const send = (method: string, params: unknown = {}) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        pending.set(id, { resolve, reject: error => reject(new Error(`${method}: ${error.message}`)) })
        socket.send(JSON.stringify({ id, method, params, ...(sessionId === '' ? {} : { sessionId }) }))
      })
    return { send, on: emitter.on.bind(emitter) } as unknown as CdpSession
  }
  return {
    session(sessionId) {
      const session = sessions.get(sessionId) ?? createSession(sessionId)
      sessions.set(sessionId, session)
      return session
    },
  }
}
