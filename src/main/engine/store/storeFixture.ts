import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { Event, EventBody } from '../../../core/thread/events.ts'
import { sandboxOf } from '../../../core/thread/settings.ts'
import { attachHome } from './home.ts'
import type { Header } from './logHandle.ts'
import type { ThreadLog } from '../threads/log.ts'
import { readThread } from './readRollout.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'

/** Homes and threads of the store's tests. */

export const NOW = Date.UTC(2026, 10, 21, 12)
export const id = (n: number) => `01a1fc6c-6ec3-73d3-8a8a-00000000000${n}`

/** A folder with homes in it, and the stores that a test opened there. */
export function createHomes() {
  const root = fs.mkdtempSync(join(os.tmpdir(), 'heddle-store-'))
  const stores: Store[] = []
  return {
    root,
    open(name = 'home', attached: string[] = [], clock?: () => number): Store {
      let now = NOW
      const store = createStore({ homePath: join(root, name), attached, now: clock ?? (() => now++) })
      stores.push(store)
      return store
    },
    /** All facts of a thread, as they are read from its files. */
    async events(n: number, name = 'home'): Promise<Event[]> {
      return (await readThread([attachHome(join(root, name))], id(n))).events
    },
    remove() {
      for (const store of stores) store.close()
      fs.rmSync(root, { recursive: true, force: true })
    },
  }
}

export const header = (n: number, over: Partial<Header> = {}): Header => ({
  type: 'thread.created',
  threadId: id(n),
  cwd: '/ws',
  origin: { source: 'exec', originator: 'heddle_exec' },
  provider: 'mock',
  version: '0.1.0',
  ...over,
})

export const settings = {
  provider: 'mock',
  model: 'm1',
  mode: 'code',
  approvalPolicy: 'never',
  sandbox: sandboxOf('read-only'),
} as const

/** A turn with a message, a call that asks, its output and an answer. */
export const turn = (turnId: string, said = 'hello', answer = 'hi'): EventBody[] => [
  { type: 'turn.started', turnId, contextWindow: 1000 },
  { type: 'turn.configured', turnId, cwd: '/ws', settings },
  {
    type: 'message.sent',
    turnId,
    item: { type: 'message', id: `msg_${turnId}`, role: 'user', content: [{ type: 'input_text', text: said }] },
  },
  {
    type: 'call.received',
    turnId,
    item: { type: 'function_call', call_id: `c_${turnId}`, name: 'exec_command', arguments: '{"cmd":"ls"}' },
  },
  {
    type: 'approval.requested',
    turnId,
    callId: `c_${turnId}`,
    request: {
      kind: 'command',
      reason: { code: 'x', text: 'y' },
      cwd: '/ws',
      unsandboxed: false,
      network: false,
      dangerous: false,
    },
  },
  { type: 'call.completed', turnId, callId: `c_${turnId}`, status: 'completed' },
  {
    type: 'output.recorded',
    turnId,
    item: { type: 'function_call_output', call_id: `c_${turnId}`, output: 'elderberry' },
  },
  {
    type: 'message.received',
    turnId,
    item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] },
  },
  {
    type: 'sample.completed',
    turnId,
    responseId: 'r',
    usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0, totalTokens: 3 },
  },
  { type: 'turn.finished', turnId, status: 'completed', startedAt: NOW },
]

export const save = (log: ThreadLog, bodies: EventBody[], durable = false) =>
  log.append(bodies, { durable, at: NOW + 5 })

/** Writes a thread and returns its path. */
export async function written(store: Store, n: number, bodies = turn('t1')): Promise<string> {
  const log = store.create(header(n))
  await save(log, bodies)
  await log.close()
  return store.pathOf(id(n)) ?? ''
}

export const linesOf = (path: string) =>
  fs
    .readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

/** What a search finds: each hit with the thread it is in. */
export async function found(store: Store, text: string) {
  const filter = { shelf: 'all' } as const
  const { results } = await store.search({ text, filter, limit: 50, running: [] })
  return results.flatMap(({ row, hits }) => hits.map(hit => ({ ...hit, threadId: row.id })))
}
