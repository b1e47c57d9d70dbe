import type { Encoder } from '../../../core/rollout/encode.ts'
import type { Event, EventBody, EventOf } from '../../../core/thread/events.ts'
import type { Placed } from './readRollout.ts'
import type { RolloutFile, TimedLine } from './rolloutFile.ts'
import { StoreError } from './storeError.ts'

/** The log of one thread. */
export interface LogHandle {
  threadId: string
  /** All that is recorded, histories that it is read through included. Grows with every append. */
  readonly events: Event[]
  /**
   * Records facts together, at `at` (Unix ms); `durable` also survives a power cut. Takes the thread's lock with the
   * first call. Rejects with a `StoreError` when nothing was recorded.
   */
  append(bodies: readonly EventBody[], options: { durable: boolean; at: number }): Promise<Event[]>
  /** Waits for what is being appended and lets the thread go. */
  close(): Promise<void>
}

/** A fact to be recorded at its own time. */
export type TimedBody = EventBody & { at: number }

export interface LogDeps {
  threadId: string
  /** Facts that are not in a file yet: a new thread's header, or the history that a fork copies. */
  unsaved: TimedBody[]
  /** Facts that are. */
  events: Event[]
  /** Seq of the first line that will be written. */
  nextSeq: number
  encoder: () => Encoder
  /** Opens the file for writing; null for threads that leave no trace. */
  openFile: (() => Promise<{ file: RolloutFile; release: () => void }>) | null
  /** Told after each append, with the bytes that hold it. */
  onAppend?(events: Placed[], file: RolloutFile, from: number): void
}

export function createLogHandle(deps: LogDeps): LogHandle {
  const events = [...deps.events]
  let encoder = encoderAfter(deps, events)
  let writing: { file: RolloutFile; release: () => void } | null = null
  let nextSeq = deps.nextSeq
  let closed = false
  let queue: Promise<unknown> = Promise.resolve()

  // A new thread's facts are known before they are saved, at the seqs that they will have.
  let unsaved: TimedLine[] = []
  if (deps.unsaved.length > 0) {
    const first = encodeAll(encoder, deps.unsaved, nextSeq)
    unsaved = first.lines
    nextSeq += unsaved.length
    events.push(...first.events)
  }

  const letGo = (): void => {
    writing?.file.close()
    writing?.release()
    writing = null
  }

  const appendNow = async (bodies: readonly EventBody[], at: number, durable: boolean): Promise<Event[]> => {
    if (closed) throw new StoreError('store.cannotSave', `Thread ${deps.threadId} is closed; open it again to write.`)
    if (bodies.length === 0) return []
    if (deps.openFile) writing ??= await deps.openFile()
    const added = encodeAll(
      encoder,
      bodies.map(body => ({ ...body, at })),
      nextSeq,
    )
    if (writing) {
      const { file } = writing
      const from = file.size()
      try {
        const offsets = await file.append([...unsaved, ...added.lines], { durable })
        const all = unsaved.length > 0 ? events.filter(event => event.seq >= nextSeq - unsaved.length) : []
        const placed = [...all, ...added.events].map(event => ({
          ...event,
          offset: offsets[event.seq - (nextSeq - unsaved.length)] ?? from,
        }))
        deps.onAppend?.(placed, file, from)
      } catch (error) {
        encoder = encoderAfter(deps, events) // its sums must not count what was not recorded
        // What this handle knows is not what the file says any more: it cannot write again.
        if (error instanceof StoreError && error.code === 'thread.changed') letGo()
        throw error
      }
    }
    unsaved = []
    nextSeq += added.lines.length
    events.push(...added.events)
    return added.events
  }

  return {
    threadId: deps.threadId,
    events,
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

function encoderAfter({ encoder }: LogDeps, events: readonly Event[]): Encoder {
  const fresh = encoder()
  for (const event of events) fresh.note(event, event.at)
  return fresh
}

/** The lines of facts, and the facts at the seqs that their lines will have. */
function encodeAll(encoder: Encoder, bodies: readonly TimedBody[], firstSeq: number) {
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
