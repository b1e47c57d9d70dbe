import type { Page, WebSocketRoute } from '@playwright/test'
import { join } from 'node:path'
import { Failure } from '../../src/contract/procedure.ts'
import type { ThreadFrame, ThreadSummary } from '../../src/contract/schemas.ts'
import { sandboxOf } from '../../src/core/thread/settings.ts'
import type { Thread } from '../../src/core/thread/thread.ts'
import { createRendererFiles } from '../../src/main/hosts/rendererFiles.ts'
import { CWD } from './threads.ts'

const ORIGIN = 'http://127.0.0.1:18499'
const ROOT = join(import.meta.dirname, '..', '..', process.env.HEDDLE_OUT ?? 'out', 'renderer')

export interface Scripted {
  threads: Thread[]
  summaries?: ThreadSummary[]
  /** What the interface remembers. */
  values?: Record<string, unknown>
  /** Answers of rooms by method, or promises of them; one that throws refuses with its message. */
  answers?: Record<string, (params: Record<string, unknown>) => unknown>
  /** The first frame of a subscription, by method. */
  frames?: Record<string, unknown>
  /** What the address names after its `#`. */
  hash?: string
}

export interface ScriptedEngine {
  /** Sends a frame to whoever watches with a method. */
  send(method: string, frame: unknown): void
  /** Sends frames to whoever watches the thread. */
  push(threadId: string, ...frames: ThreadFrame[]): void
  /** Whether the page watches the thread now. */
  watched(threadId: string): boolean
  /** Cuts the connection. */
  cut(): Promise<void>
  /** Calls so far, by method. */
  calls(method: string): unknown[]
  /** Requests that left the page's own origin. */
  strays: string[]
}

export const MODEL = {
  provider: 'rehearsal',
  providerName: 'Rehearsal',
  slug: 'rehearsal',
  name: 'gpt-6.1-sol',
  contextWindow: 258_000,
  efforts: ['low', 'medium', 'high'],
  defaultEffort: 'medium',
  known: true,
  unavailable: null,
}

const SETTINGS = {
  provider: 'rehearsal',
  model: 'rehearsal',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('workspace-write'),
}

export const summaryOf = (thread: Thread, over: Partial<ThreadSummary> = {}): ThreadSummary => ({
  id: thread.id,
  title: thread.title,
  preview: '',
  cwd: thread.cwd,
  branch: 'main',
  source: 'desktop',
  model: 'rehearsal',
  status: 'idle',
  activity: null,
  archived: false,
  createdAt: Date.now() - 60_000,
  updatedAt: Date.now(),
  ...over,
})

/** Opens the built interface under its real headers, with an engine that knows what it is told and nothing else. */
export async function openScripted(page: Page, scripted: Scripted): Promise<ScriptedEngine> {
  const files = createRendererFiles(ROOT)
  const strays: string[] = []
  const log: { method: string; params: unknown }[] = []
  const watchers = new Map<string, (frame: unknown) => void>()
  let socket: WebSocketRoute | undefined

  await page.route('**/*', async route => {
    const url = new URL(route.request().url())
    const file = url.origin === ORIGIN ? await files(url.pathname) : undefined
    if (url.origin !== ORIGIN) strays.push(url.href)
    if (file) await route.fulfill({ body: Buffer.from(file.body), headers: file.headers })
    else await route.fulfill({ status: 404, body: '' })
  })

  await page.routeWebSocket(/\/contract$/, route => {
    socket = route
    route.onMessage(text => {
      const { id, method, params } = JSON.parse(String(text)) as {
        id?: number
        method: string
        params: Record<string, unknown>
      }
      if (id === undefined) return
      log.push({ method, params })
      const push = (frame: unknown) =>
        route.send(JSON.stringify({ jsonrpc: '2.0', method: '$/frame', params: { subscription: id, frame } }))
      if (method === 'threads/watch') {
        watchers.set(method, push)
        push({ type: 'reset', threads: scripted.summaries ?? scripted.threads.map(thread => summaryOf(thread)) })
      } else if (method === 'thread/watch') {
        const thread = scripted.threads.find(each => each.id === params.threadId)
        watchers.set(String(params.threadId), push)
        push({ type: 'reset', thread })
      } else if (method.endsWith('/watch')) {
        watchers.set(method, push)
        if (scripted.frames?.[method]) push(scripted.frames[method])
      } else
        void reply(method, params, scripted).then(said => route.send(JSON.stringify({ jsonrpc: '2.0', id, ...said })))
    })
  })

  await page.goto(`${ORIGIN}/${scripted.hash ?? ''}`)
  return {
    send: (method, frame) => watchers.get(method)?.(frame),
    push: (threadId, ...frames) => frames.forEach(frame => watchers.get(threadId)?.(frame)),
    watched: threadId => watchers.has(threadId),
    cut: async () => {
      watchers.clear()
      await socket?.close()
    },
    calls: method => log.flatMap(each => (each.method === method ? [each.params] : [])),
    strays,
  }
}

async function reply(method: string, params: Record<string, unknown>, scripted: Scripted) {
  try {
    return { result: (await scripted.answers?.[method]?.(params)) ?? answer(method, scripted) }
  } catch (error) {
    const code = error instanceof Failure ? error.code : 'internal'
    return { error: { code: -32000, message: (error as Error).message, data: { code } } }
  }
}

function answer(method: string, scripted: Scripted): unknown {
  switch (method) {
    case 'engine/status':
      return {
        version: '0.1.0',
        host: 'test',
        home: '/home/ada/.heddle',
        platform: 'linux',
        sandbox: { available: true, kind: 'bubblewrap', version: '0.11' },
        notices: [],
      }
    case 'model/list':
      return { models: [MODEL] }
    case 'workspace/list':
      return { workspaces: [{ path: CWD, name: 'heddle', branch: 'main', lastUsedAt: Date.now() }] }
    case 'settings/read':
      return { settings: SETTINGS, origins: {} }
    case 'interface/read':
      return { values: scripted.values ?? {} }
    case 'input/send':
      return { seq: 1, turnId: null }
    case 'thread/start':
      return { threadId: scripted.threads[0]?.id ?? 'none' }
    default:
      return { seq: 1 }
  }
}
