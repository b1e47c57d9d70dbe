import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Home } from '../home.ts'
import type { Indexer, IndexerDeps } from './indexer.ts'
import type { FromWorker, ToWorker, WorkerStart } from './workerMessages.ts'

/** An indexer that works elsewhere. */
export interface WorkerIndexer extends Indexer {
  /** Follows what other programs do from now on. */
  watch(): void
  /** Lets go of the databases: one was put aside. */
  reopen(): void
  /** Resolves when nothing of it is left. */
  close(): Promise<void>
}

export interface WorkerIndexerDeps extends Pick<IndexerDeps, 'onProgress' | 'onChange' | 'onProblem'> {
  homes: readonly Home[]
  onDamaged(aside: string): void
}

/** A thread that died, e.g. for want of memory, is not begun again at once. */
const RESTART_MS = 10_000

/** Runs an indexer in a thread of its own, which begins with its first task and keeps no process alive but for that. */
export function createWorkerIndexer(deps: WorkerIndexerDeps): WorkerIndexer {
  const { homes, onProgress, onChange, onProblem, onDamaged } = deps
  const asked = new Map<number, () => void>()
  let worker: Worker | null = null
  let ending: Promise<unknown> | null = null
  let lastId = 0
  let watching = false

  const hear = (message: FromWorker): void => {
    switch (message.type) {
      case 'progress':
        return onProgress(message.progress)
      case 'changed':
        return onChange(message.threadIds)
      case 'damaged':
        return onDamaged(message.aside)
      case 'problem':
        return onProblem(new Error(message.message))
      case 'done':
        asked.get(message.id)?.()
        asked.delete(message.id)
        if (asked.size === 0) worker?.unref()
    }
  }
  /** Who waits is let go: what could not be read now is found by the next look. */
  const gone = (): void => {
    worker = null
    for (const resolve of asked.values()) resolve()
    asked.clear()
    if (watching && !ending) setTimeout(() => void (ending ?? started()), RESTART_MS).unref()
  }
  const started = (): Worker => {
    if (worker) return worker
    const begun = new Worker(workerFile(), {
      workerData: { homes } satisfies WorkerStart,
      execArgv: [],
      env: {},
      // What is read is used once: a larger nursery would only be memory that stays.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    })
    begun.unref()
    begun.on('message', hear).on('error', onProblem).on('exit', gone)
    worker = begun
    if (watching) send({ type: 'watch' })
    return begun
  }
  const send = (message: ToWorker) => started().postMessage(message)
  const ask = (request: (id: number) => ToWorker): Promise<void> =>
    ending
      ? Promise.resolve()
      : new Promise(resolve => {
          const id = ++lastId
          asked.set(id, resolve)
          send(request(id))
          worker?.ref()
        })

  return {
    run: () => ask(id => ({ type: 'run', id })),
    bringUp: threadIds => ask(id => ({ type: 'bringUp', id, threadIds: [...threadIds] })),
    watch() {
      watching = true
      if (!ending) send({ type: 'watch' })
    },
    reopen() {
      worker?.postMessage({ type: 'reopen' } satisfies ToWorker)
    },
    stop: () => void (ending ??= worker?.terminate() ?? Promise.resolve()),
    async close() {
      await (ending ??= worker?.terminate() ?? Promise.resolve())
    },
  }
}

/** As a source beside this one, or bundled: beside the entry or the chunk that this file is part of, or in the next folder. */
function workerFile(): string {
  const places = ['./indexWorker.ts', './indexWorker.js', '../indexWorker.js', '../main/indexWorker.js']
  const paths = places.map(place => fileURLToPath(new URL(place, import.meta.url)))
  const found = paths.find(path => fs.existsSync(path))
  if (found === undefined) throw new Error(`The program is incomplete: ${paths.at(-1)} is missing.`)
  return found
}
