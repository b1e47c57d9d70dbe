import { createInterface } from 'node:readline'
import { type EngineClient, createTurnWatch, launch } from './engineClient.ts'
import { now } from './measure.ts'
import type { Place } from './programs.ts'

type Message = { id?: number; method?: string; params?: Record<string, unknown>; result?: unknown; error?: unknown }

/** The app-server of Codex, over its stdin and stdout. */
export async function openCodexEngine(place: Place): Promise<EngineClient> {
  const { child, pid, complaints, stop } = launch(place.command('app-server'))
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  const watch = createTurnWatch(now)
  let lastId = 0
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length))
  createInterface(child.stdout).on('line', line => {
    const { id, method, params, result, error } = JSON.parse(line) as Message
    const threadId = String(params?.['threadId'])
    if (method === 'item/agentMessage/delta') watch.text(threadId, String(params?.['delta']))
    else if (method === 'turn/completed') watch.end(threadId, failureOf(params?.['turn']))
    else if (id !== undefined && method === undefined) {
      const request = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) request?.resolve(result)
      else request?.reject(new Error(`app-server: ${JSON.stringify(error)}`))
    }
  })
  child.once('close', () => {
    const gone = new Error(`The app-server ended: ${complaints()}`)
    for (const { reject } of waiting.values()) reject(gone)
    watch.endAll(gone.message)
  })

  const send = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`)
  const call = (method: string, params: object) => {
    const id = ++lastId
    return new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      send({ id, method, params })
    })
  }

  const newest = async (threadId: string, limit: number) => {
    const page = (await call('thread/turns/list', { threadId, limit, itemsView: 'full' })) as { data: unknown[] }
    return page.data.length
  }

  type Page = { data: unknown[]; nextCursor: string | null }
  const list = async (params: object) => (await call('thread/list', { modelProviders: [], ...params })) as Page

  const clientInfo = { name: 'bench', title: 'Bench', version: '1.0.0' }
  await call('initialize', { clientInfo, capabilities: { experimentalApi: true } })
  send({ method: 'initialized' })
  return {
    pid,
    async startThread() {
      const started = (await call('thread/start', { cwd: place.workspace })) as { thread: { id: string } }
      return started.thread.id
    },
    async showEnd(threadId, turns) {
      // It has no turns to tell of until a resume has made its index.
      const shown = await newest(threadId, turns)
      if (shown > 0) return shown
      await call('thread/resume', { threadId, excludeTurns: true })
      return newest(threadId, turns)
    },
    async findFiles(folder, query) {
      const found = (await call('fuzzyFileSearch', { query, roots: [folder], cancellationToken: null })) as {
        files: unknown[]
      }
      return found.files.length
    },
    listNewest: async limit => (await list({ limit })).data.length,
    async listAll() {
      let count = 0
      let cursor: string | null = null
      do {
        const page: Page = await list({ limit: 100, cursor })
        count += page.data.length
        cursor = page.nextCursor
      } while (cursor !== null)
      return count
    },
    search: async text => (await list({ limit: 50, searchTerm: text })).data.length,
    // It answers no list before it has read all.
    indexed: async () => void (await list({ limit: 1 })),
    async resume(threadId) {
      await call('thread/resume', { threadId, excludeTurns: true })
    },
    async fork(threadId) {
      const forked = (await call('thread/fork', { threadId, excludeTurns: true })) as { thread: { id: string } }
      return forked.thread.id
    },
    async runTurn(threadId, text) {
      const turn = watch.begin(threadId)
      call('turn/start', { threadId, input: [{ type: 'text', text }] }).catch((error: Error) =>
        watch.end(threadId, error.message),
      )
      return turn
    },
    bytesReceived: () => bytes,
    close: stop,
  }
}

function failureOf(turn: unknown): string | undefined {
  const { status, error } = turn as { status: string; error?: unknown }
  return status === 'completed' ? undefined : `the turn ended as ${status}: ${JSON.stringify(error)}`
}
