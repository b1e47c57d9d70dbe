import type { Encoder } from '../../../core/rollout/encode.ts'
import type { Event, EventBody, EventOf } from '../../../core/thread/events.ts'
import type { ThreadLog } from '../threads/log.ts'
import type { Placed } from './readRollout.ts'
import type { RolloutFile, TimedLine } from './rolloutFile.ts'
import { StoreError } from './storeError.ts'

/** A fact to be recorded at its own time. */
export type TimedBody = EventBody & { at: number }

export interface LogDeps extends Pick<ThreadLog, 'threadId' | 'thread' | 'instructions' | 'reading' | 'history'> {
  /** Facts that are in `thread` but not in a file yet: a new thread's header, or the history that a fork copies. */
  unsaved: Encoded
  encoder: Encoder
  /** Seq of the first line that will be written, after those of `unsaved`. */
  nextSeq: number
  /** Opens the file for writing; null for threads that leave no trace. */
  openFile: (() => Promise<{ file: RolloutFile; release: () => void }>) | null
  /** Told after each append, with the bytes that hold it. May not throw: what is recorded stays. */
  onAppend?(events: Placed[], file: RolloutFile, from: number): void
}

export function createLogHandle(deps: LogDeps): ThreadLog {
  const { threadId, thread, instructions, reading, history, encoder } = deps
  let { unsaved, nextSeq } = deps
  let writing: { file: RolloutFile; release: () => void } | null = null
  let closed = false
  let queue: Promise<unknown> = Promise.resolve()

  const letGo = (): void => {
    writing?.file.close()
    writing?.release()
    writing = null
  }

  const appendNow = async (bodies: readonly EventBody[], at: number, durable: boolean): Promise<Event[]> => {
    if (closed) throw new StoreError('store.cannotSave', `Thread ${threadId} is closed; open it again to write.`)
    if (bodies.length === 0) return []
    if (deps.openFile) writing ??= await deps.openFile()
    const before = encoder.save()
    const timed = bodies.map(body => ({ ...body, at }))
    const added = encodeAll(encoder, timed, nextSeq)
    const events = [...unsaved.events, ...added.events]
    const firstSeq = nextSeq - unsaved.lines.length
    const from = writing?.file.size() ?? 0
    const offsets = await writing?.file.append([...unsaved.lines, ...added.lines], { durable }).catch(error => {
      encoder.restore(before) // its sums must not count what was not recorded
      // What this handle knows is not what the file says any more: it cannot write again.
      if (error instanceof StoreError && error.code === 'thread.changed') letGo()
      throw error
    })
    unsaved = NOTHING
    nextSeq += added.lines.length
    const place = (event: Event): Placed => ({ ...event, offset: offsets?.[event.seq - firstSeq] ?? from })
    if (writing) deps.onAppend?.(events.map(place), writing.file, from)
    return added.events
  }

  return {
    threadId,
    thread,
    instructions,
    reading,
    history,
    append(bodies, { at, durable }) {
      const done = queue.then(() => appendNow(bodies, Math.floor(at), durable))
      queue = done.catch(() => undefined) // the caller hears of it; the next append has its own chance
      return done
    },
    async close() {
      await queue
      closed = true
      letGo()
    },
  }
}

/** Facts at the seqs that their lines will have. */
export interface Encoded {
  lines: TimedLine[]
  events: Event[]
}

export const NOTHING: Encoded = { lines: [], events: [] }

/** The lines of facts, and the facts at the seqs that their lines will have. */
export function encodeAll(encoder: Encoder, bodies: readonly TimedBody[], firstSeq: number): Encoded {
  const lines: TimedLine[] = []
  const events: Event[] = []
  for (const body of bodies) {
    for (const line of encoder.lines(bodyOf(body), body.at)) {
      if (!line.derived) events.push({ ...body, seq: firstSeq + lines.length })
      lines.push({ ...line, at: body.at })
    }
  }
  return { lines, events }
}

function bodyOf(timed: TimedBody): EventBody {
  const { at: _at, ...body } = timed
  return body
}

export type Header = Omit<EventOf<'thread.created'>, 'seq' | 'at'>
