import { setTimeout as wait } from 'node:timers/promises'

const NEWLINE = 0x0a
const RETURN = 0x0d
const WINDOW_MS = 100
/** Events that are read in one window; a server that sends more is read more slowly. */
const MAX_EVENTS = 500

/**
 * A response whose body stays within bounds: an event of a stream, or the whole of any other body, has at most
 * `maxBytes`. Beyond it the body breaks off with an error, of which `onViolation` is told.
 */
export function bounded(response: Response, maxBytes: number, onViolation: (reason: string) => void): Response {
  if (!response.body) return response
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  const body = response.body.pipeThrough(
    isStream ? eventLimit(maxBytes, onViolation) : sizeLimit(maxBytes, onViolation),
  )
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}

function tooLarge(maxBytes: number, onViolation: (reason: string) => void): never {
  const reason = `Its answer has more than ${maxBytes} bytes.`
  onViolation(reason)
  throw new Error(reason)
}

function sizeLimit(maxBytes: number, onViolation: (reason: string) => void): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length
      if (bytes > maxBytes) tooLarge(maxBytes, onViolation)
      controller.enqueue(chunk)
    },
  })
}

function eventLimit(maxBytes: number, onViolation: (reason: string) => void): TransformStream<Uint8Array, Uint8Array> {
  let eventBytes = 0
  let lineIsEmpty = true
  let events = 0
  let windowEndsAt = 0
  return new TransformStream({
    async transform(chunk, controller) {
      for (const byte of chunk) {
        eventBytes++
        if (byte === NEWLINE) {
          if (lineIsEmpty) {
            events++
            eventBytes = 0
          }
          lineIsEmpty = true
        } else if (byte !== RETURN) lineIsEmpty = false
      }
      if (eventBytes > maxBytes) tooLarge(maxBytes, onViolation)
      controller.enqueue(chunk)
      const now = performance.now()
      if (now > windowEndsAt) {
        windowEndsAt = now + WINDOW_MS
        events = 0
      } else if (events > MAX_EVENTS) {
        await wait(windowEndsAt - now)
        events = 0
      }
    },
  })
}
