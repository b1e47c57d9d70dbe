import type { MessagePort } from './port.ts'

/** Above this many bytes waiting on a port, live text is held back and merged. */
const SLOW_BYTES = 1_000_000
/** How long live text gathers after a flush, so that a fast stream costs few messages. */
const GATHER_MS = 12
/** Of what a command prints in that time only the end is sent: nobody reads more, and a flood must not drown the reader. */
const OUTPUT_CHARS = 32_000

interface Live {
  type: 'live'
  kind: string
  itemId: string
  offset: number
  text: string
}

const isLive = (frame: unknown): frame is Live =>
  typeof frame === 'object' && frame !== null && 'type' in frame && frame.type === 'live'

const endOf = (live: Live): Live => {
  const cut = live.text.length - OUTPUT_CHARS
  return { ...live, offset: live.offset + cut, text: live.text.slice(cut) }
}

/**
 * Sends the frames of one subscription in order. Live text that follows itself is merged, more so the slower the reader;
 * every other frame goes at once, and none is ever dropped. Of a flood of output only ends are sent, each with its place.
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
      if (waiting && waiting.itemId === frame.itemId && waiting.kind === frame.kind) {
        waiting.text += frame.text
        if (frame.kind === 'output' && waiting.text.length > 2 * OUTPUT_CHARS) waiting = endOf(waiting)
      } else {
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
