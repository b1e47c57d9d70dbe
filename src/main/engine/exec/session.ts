import type { LaunchEvents, Launched } from './launch.ts'
import { PERSISTED_OUTPUT_BYTES, countNewlines, createOutputRing, persisted, type Captured } from './output.ts'
import { createOutputFeed, type OutputFeed } from './outputFeed.ts'

/** What a call waits for besides the end of the command. */
export type Patience = {
  yieldMs: number
  /** Return after this much silence, once more has come than the echo of what was typed. */
  quiet?: { silenceMs: number; echoBytes: number }
}

export type Summary = { exitCode: number | null; aggregatedOutput: string; totalBytes: number; totalLines: number }

/** Bytes of a command's output that a person can read in its terminal. */
const FEED_BYTES = 256 * 1024

/** One command from its start until its end has been reported. */
export type Session = {
  /** Where the launched process reports. */
  events: LaunchEvents
  /** Set right after the launch; the session ends what it was given. */
  attach(process: Launched): void
  process(): Launched | null
  exitCode(): number | null
  /** Resolves when the command has ended, the patience is over, or the signal fires. */
  wait(patience: Patience, signal: AbortSignal): Promise<void>
  /** Takes the output nobody has read yet. */
  takeUnread(): Captured
  /** The whole of it, as far as it is kept. */
  summary(): Summary
  /** The newest of it byte for byte, for a terminal. */
  feed: OutputFeed
}

/**
 * Collects what a command prints and lets calls wait for it. `onOutput` may look at every chunk, and has to copy what
 * it keeps: the bytes are used again after the call.
 */
export function createSession(onOutput: ((bytes: Uint8Array) => void) | undefined, onExit: () => void): Session {
  const unread = createOutputRing()
  const transcript = createOutputRing(PERSISTED_OUTPUT_BYTES)
  const feed = createOutputFeed(FEED_BYTES)
  const waiting = new Set<() => void>()
  let launched: Launched | null = null
  let exitCode: number | null = null
  let newlines = 0
  let endsInLine = false

  const wake = (): void => waiting.forEach(look => look())

  const summary = (): Summary => ({
    exitCode,
    aggregatedOutput: persisted(transcript.peek().text),
    totalBytes: transcript.totalBytes,
    totalLines: newlines + (endsInLine ? 1 : 0),
  })

  return {
    events: {
      data: bytes => {
        unread.push(bytes)
        transcript.push(bytes)
        feed.push(bytes)
        newlines += countNewlines(bytes)
        endsInLine = bytes[bytes.length - 1] !== 0x0a
        onOutput?.(bytes)
        wake()
      },
      exit: code => {
        exitCode = code
        feed.end()
        wake()
        onExit()
      },
    },
    attach: process => (launched = process),
    process: () => launched,
    exitCode: () => exitCode,
    wait: ({ yieldMs, quiet }, signal) => {
      if (exitCode !== null || signal.aborted) return Promise.resolve()
      const before = transcript.totalBytes
      return new Promise(resolve => {
        let silence: NodeJS.Timeout | undefined
        const done = (): void => {
          clearTimeout(deadline)
          clearTimeout(silence)
          signal.removeEventListener('abort', done)
          waiting.delete(look)
          resolve()
        }
        const look = (): void => {
          if (exitCode !== null) return done()
          if (quiet === undefined || transcript.totalBytes - before <= quiet.echoBytes) return
          if (silence === undefined) silence = setTimeout(done, quiet.silenceMs)
          else silence.refresh()
        }
        const deadline = setTimeout(done, yieldMs)
        signal.addEventListener('abort', done, { once: true })
        waiting.add(look)
      })
    },
    takeUnread: () => unread.take(exitCode !== null),
    summary,
    feed,
  }
}
