import { afterEach } from 'vitest'
import type { ThreadFrame } from '../contract/schemas.ts'
import { apply } from '../core/thread/apply.ts'
import { sandboxOf } from '../core/thread/settings.ts'
import type { ThreadSettings } from '../core/thread/settings.ts'
import { waitingCalls } from '../core/thread/thread.ts'
import type { Thread } from '../core/thread/thread.ts'
import { createEngine } from '../main/engine/engine.ts'
import type { Engine, EngineOptions } from '../main/engine/engine.ts'
import type { Client } from '../rpc/client.ts'
import { connect } from '../rpc/connect.ts'
import { memoryPorts } from '../rpc/ports/memory.ts'
import { tempHome } from './heddle.ts'
import type { TempHome } from './heddle.ts'
import { startModelServer } from './modelServer.ts'
import type { ModelServer } from './modelServer.ts'

const open: { close(): unknown }[] = []

/** Closes with the test, in the reverse order of opening. */
export const closeLater = (...things: { close(): unknown }[]): void => void open.push(...things)

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close()
})

export interface Rig {
  home: TempHome
  model: ModelServer
  engine: Engine
  client: Client
}

/** `config` is added to the home's configuration; it may need the address of the model. */
export async function rig(
  source: Parameters<typeof startModelServer>[0],
  config: string | ((modelUrl: string) => string) = '',
): Promise<Rig> {
  const model = await startModelServer(source)
  const home = tempHome(model.url, typeof config === 'string' ? config : config(model.url))
  open.push({ close: home.remove }, model)
  return { home, model, ...(await start(home)) }
}

export async function start(
  { home }: Pick<TempHome, 'home'>,
  options: Partial<EngineOptions> = {},
): Promise<{ engine: Engine; client: Client }> {
  const environment = { PATH: process.env.PATH, HOME: home, MOCK_KEY: 'k' }
  const engine = await createEngine({ host: 'test', home, environment, ...options })
  open.push(engine)
  const [mine, theirs] = memoryPorts()
  engine.serve(theirs)
  return { engine, client: connect(mine) }
}

export const settings = (over: Partial<ThreadSettings> = {}): ThreadSettings => ({
  provider: 'mock',
  model: 'gpt-5.5',
  mode: 'code',
  approvalPolicy: 'on-request',
  sandbox: sandboxOf('danger-full-access'),
  ...over,
})

export const text = (words: string) => [{ type: 'input_text' as const, text: words }]
let lastId = 0
export const newId = () => `client-id-${++lastId}`

/** Watches a thread as a window does: a fold of frames. */
export function watch(client: Client, threadId: string, after?: number) {
  const frames: ThreadFrame[] = []
  let thread: Thread | null = null
  let live = ''
  const waiting = new Set<() => void>()
  const handle = client.subscribe('thread/watch', { threadId, after }, frame => {
    frames.push(frame)
    if (frame.type === 'reset') thread = frame.thread
    else if (frame.type === 'event' && thread) thread = apply(thread, frame.event)
    else if (frame.type === 'live') live += frame.text
    for (const check of waiting) check()
  })
  return {
    frames,
    live: () => live,
    thread: () => thread,
    close: handle.close,
    until: (condition: (thread: Thread) => boolean) =>
      new Promise<Thread>(resolve => {
        const check = () => {
          if (!thread || !condition(thread)) return
          waiting.delete(check)
          resolve(thread)
        }
        waiting.add(check)
        check()
      }),
  }
}

export const ended = (count: number) => (thread: Thread) =>
  thread.turns.length === count && thread.turns.at(-1)?.status !== 'running'
export const waits = (thread: Thread) => waitingCalls(thread).length > 0

export async function begin({ client, home }: Rig, over: Partial<ThreadSettings> = {}) {
  const params = { commandId: newId(), cwd: home.workspace, settings: settings(over) }
  const { threadId } = await client.call('thread/start', params)
  return { threadId, seen: watch(client, threadId) }
}

export const send = (client: Client, threadId: string, words: string, delivery: 'steer' | 'queue' = 'queue') =>
  client.call('input/send', { threadId, inputId: newId(), content: text(words), delivery })
