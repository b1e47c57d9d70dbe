import type { MessagePort } from './port.ts'

/** Above this many bytes waiting on a port, live text is held back and merged. */
const SLOW_BYTES = 1_000_000
/** How long live text gathers after a flush, so that a fast stream costs few messages. */
const GATHER_MS = 12

interface Live {
  type: 'live'
  kind: string
  itemId: string
  offset: number
  text: string
}

const isLive = (frame: unknown): frame is Live =>
  typeof frame === 'object' && frame !== null && 'type' in frame && frame.type === 'live'

/**
 * Sends the frames of one subscription in order. Live text that follows itself is merged, more so the slower the reader;
 * every other frame goes at once, and none is ever dropped.
 */
export function createOutbox(port: MessagePort, wrap: (frame: unknown) => unknown) {
  let waiting: Live | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  const flush = () => {
    if (waiting) port.send(wrap(waiting))
    waiting = null
  }

  const gather = () => {
    timer = setTimeout(() => {
      timer = null
      if (!waiting) return
      if ((port.backlog?.() ?? 0) < SLOW_BYTES) flush()
      gather()
    }, GATHER_MS)
  }

  return {
    send(frame: unknown): void {
      if (!isLive(frame)) {
        flush()
        port.send(wrap(frame))
        return
      }
      if (waiting && waiting.itemId === frame.itemId && waiting.kind === frame.kind) waiting.text += frame.text
      else {
        flush()
        waiting = { ...frame }
      }
      if (timer === null) {
        flush() // the first words go at once
        gather()
      }
    },
    flush,
    dispose(): void {
      if (timer !== null) clearTimeout(timer)
      waiting = null
    },
  }
}
