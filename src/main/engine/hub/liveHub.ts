import type { LiveFrame, ThreadFrame } from '../../../contract/schemas.ts'

export type LiveDelta = Omit<LiveFrame, 'type' | 'offset'>
type Retrying = Extract<ThreadFrame, { type: 'retrying' }>
export type HubFrame = LiveFrame | Retrying

/** Longest tail that a late subscriber is given of output in progress. */
const TAIL_CHARS = 256_000

interface Stream {
  kind: LiveDelta['kind']
  itemId: string
  name?: string
  /** Characters published so far; `tail` is the end of them. */
  length: number
  tail: string
}

/**
 * Output in progress: text of the answer being streamed and of commands that run. Nothing here is recorded; when an item
 * is complete its event carries the whole text. Memory is bounded by a tail a stream.
 */
export function createLiveHub() {
  const streams = new Map<string, Map<string, Stream>>()
  const subscribers = new Map<string, Set<(frame: HubFrame) => void>>()

  const emit = (threadId: string, frame: HubFrame) => {
    for (const handler of subscribers.get(threadId) ?? []) handler(frame)
  }

  return {
    publish(threadId: string, { kind, itemId, text, name }: LiveDelta): void {
      if (text === '') return
      const open = streams.get(threadId) ?? new Map<string, Stream>()
      streams.set(threadId, open)
      const key = `${kind}:${itemId}`
      const stream = open.get(key) ?? { kind, itemId, name, length: 0, tail: '' }
      open.set(key, stream)
      emit(threadId, { type: 'live', kind, itemId, name, offset: stream.length, text })
      stream.length += text.length
      stream.tail += text
      if (stream.tail.length > 2 * TAIL_CHARS) stream.tail = stream.tail.slice(-TAIL_CHARS)
    },
    retrying(threadId: string, retry: Omit<Retrying, 'type'>): void {
      const open = streams.get(threadId)
      for (const [key, stream] of open ?? []) if (stream.kind !== 'output') open?.delete(key)
      emit(threadId, { type: 'retrying', ...retry })
    },
    /** Forgets an item that is recorded now. */
    close(threadId: string, itemId: string): void {
      const open = streams.get(threadId)
      for (const [key, stream] of open ?? []) if (stream.itemId === itemId) open?.delete(key)
    },
    /** Forgets all of a kind. */
    closeKind(threadId: string, kind: LiveDelta['kind']): void {
      const open = streams.get(threadId)
      for (const [key, stream] of open ?? []) if (stream.kind === kind) open?.delete(key)
    },
    clear(threadId: string): void {
      streams.delete(threadId)
    },
    /** Frames from now on, after the tails of what is in progress. Returns a function that ends it. */
    subscribe(threadId: string, handler: (frame: HubFrame) => void): () => void {
      const handlers = subscribers.get(threadId) ?? new Set()
      subscribers.set(threadId, handlers)
      handlers.add(handler)
      for (const { kind, itemId, name, length, tail } of streams.get(threadId)?.values() ?? []) {
        handler({ type: 'live', kind, itemId, name, offset: length - tail.length, text: tail })
      }
      return () => {
        handlers.delete(handler)
        if (handlers.size === 0) subscribers.delete(threadId)
      }
    },
  }
}

export type LiveHub = ReturnType<typeof createLiveHub>
