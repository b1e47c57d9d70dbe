import { type ChildProcess, spawn } from 'node:child_process'
import { atEnd } from './lifetime.ts'
import type { Command } from './measure.ts'

/** A running engine, driven through the interface that its own clients use. */
export interface EngineClient {
  pid: number
  startThread(): Promise<string>
  /** The newest turns of a thread on disk, with their items, as somebody sees them who clicks on it; how many came. */
  showEnd(threadId: string, turns: number): Promise<number>
  /** The newest threads; how many came. */
  listNewest(limit: number): Promise<number>
  /** All threads, in the largest pages that there are; how many came. */
  listAll(): Promise<number>
  /** Searches all threads; how many were found, at most 50. */
  search(text: string): Promise<number>
  /** Files of a folder whose paths fit; how many came, at most 50. */
  findFiles(folder: string, query: string): Promise<number>
  /** Resolves when nothing is left to be read of the threads on disk. */
  indexed(): Promise<void>
  /** Makes a thread on disk ready for `runTurn`. */
  resume(threadId: string): Promise<void>
  /** A new thread with all of another's history; its id. */
  fork(threadId: string): Promise<string>
  /** Says something to an idle thread and waits until the turn is over. Rejects when the turn fails. */
  runTurn(threadId: string, text: string): Promise<TurnTimes>
  /** Bytes that have come from the engine so far. */
  bytesReceived(): number
  close(): Promise<void>
}

/** Times are in Unix milliseconds, with fractions. */
export interface TurnTimes {
  sentAt: number
  /** Arrival of the first piece of the answer's text. */
  firstTextAt: number
  /** Length of the answer's text as it came in pieces. */
  textLength: number
  endedAt: number
}

/** Watches one turn at a time of each thread. */
export interface TurnWatch {
  begin(threadId: string): Promise<TurnTimes>
  text(threadId: string, piece: string): void
  end(threadId: string, failure?: string): void
  /** No turn goes on any more. */
  endAll(failure: string): void
}

export function createTurnWatch(now: () => number): TurnWatch {
  const open = new Map<string, { times: TurnTimes; resolve(times: TurnTimes): void; reject(error: Error): void }>()
  const end = (threadId: string, failure?: string) => {
    const turn = open.get(threadId)
    open.delete(threadId)
    if (failure === undefined) turn?.resolve({ ...turn.times, endedAt: now() })
    else turn?.reject(new Error(failure))
  }
  return {
    begin: threadId =>
      new Promise((resolve, reject) => {
        const times = { sentAt: now(), firstTextAt: Number.NaN, textLength: 0, endedAt: Number.NaN }
        open.set(threadId, { times, resolve, reject })
      }),
    text(threadId, piece) {
      const times = open.get(threadId)?.times
      if (!times) return
      if (times.textLength === 0) times.firstTextAt = now()
      times.textLength += piece.length
    },
    end,
    endAll: failure => [...open.keys()].forEach(threadId => end(threadId, failure)),
  }
}

/** Starts a program that runs until it is stopped. */
export function launch({ file, args, env, cwd }: Command): {
  child: ChildProcess & { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream }
  pid: number
  /** What it has written to stderr lately. */
  complaints(): string
  stop(): Promise<void>
} {
  const child = spawn(file, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-2000)))
  child.stdin.on('error', () => undefined)
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const end = atEnd(() => child.kill('SIGKILL'))
  child.once('error', error => (complaints += error.message))
  return {
    child,
    pid: child.pid ?? 0,
    complaints: () => complaints,
    async stop() {
      child.stdin.end()
      child.kill('SIGTERM')
      const patience = setTimeout(end, 5_000)
      await ended
      clearTimeout(patience)
      end()
    },
  }
}
