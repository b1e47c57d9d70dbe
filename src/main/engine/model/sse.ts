import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import type { HttpReply } from './http.ts'
import { type Problem, problemFrom } from './problems.ts'

/** Caps that keep a hostile or broken server from filling the memory. */
export interface StreamLimits {
  eventBytes: number
  answerBytes: number
}

export const STREAM_LIMITS: StreamLimits = { eventBytes: 16 * 2 ** 20, answerBytes: 256 * 2 ** 20 }

/** Reads one answer. Each call returns what is known so far: `true` ends the reading, a problem ends the attempt. */
export interface EventReader {
  /** One event: its parsed data, and its name for servers that put the type only there. */
  event(data: Record<string, unknown>, name: string | undefined): void
  /** After every network chunk: a good moment to pass on what was collected. */
  chunk(): void
  /** The server said `[DONE]`, or closed the stream. */
  end(): void
  /** The outcome, as soon as there is one. */
  readonly outcome: 'done' | Problem | undefined
}

/** How long a finished answer may take to close, so that its connection can be used again. */
const DRAIN_MS = 1_000

/**
 * Feeds a server-sent event stream to `reader` until it has an outcome.
 *
 * Follows the standard in every way that servers make use of: CRLF, CR, comments, several data lines, byte order mark,
 * split or invalid UTF-8. Events that are not JSON objects are skipped. A plain JSON answer counts as one event.
 *
 * @param alive called for every chunk, to hold off the idle timeout
 * @returns what went wrong, or null when the reader is done
 */
export async function readEvents(
  reply: HttpReply,
  reader: EventReader,
  alive: () => void,
  limits: StreamLimits = STREAM_LIMITS,
): Promise<Problem | null> {
  const { body } = reply
  const feed = feedFor(reply.contentType, reader, limits)
  let bytes = 0
  const chunks: AsyncIterator<Buffer> = body.iterator({ destroyOnReturn: false })
  for (;;) {
    let next: IteratorResult<Buffer>
    try {
      next = await chunks.next()
    } catch (error) {
      return problemFrom(error, 'within')
    }
    alive()
    const problem = next.done ? feed.end() : feed.push(next.value)
    if (next.done && !problem && !reader.outcome) reader.end()
    reader.chunk()
    bytes += next.value?.length ?? 0
    const stop = problem ?? (bytes > limits.answerBytes ? tooLarge('answer', limits.answerBytes) : null)
    if (stop) body.destroy()
    if (stop) return stop
    if (reader.outcome) {
      await chunks.return?.()
      drain(body)
      return reader.outcome === 'done' ? null : reader.outcome
    }
    if (next.done) return { kind: 'cut', detail: 'the stream closed before it was complete' }
  }
}

interface Feed {
  push(chunk: Buffer): Problem | null
  end(): Problem | null
}

function feedFor(contentType: string, reader: EventReader, limits: StreamLimits): Feed {
  const mime = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (mime === 'application/json') return jsonFeed(contentType, reader, limits)
  if (mime === 'text/html' || mime === 'application/xhtml+xml') return refusingFeed(contentType)
  return eventFeed(contentType, reader, limits)
}

function eventFeed(contentType: string, reader: EventReader, limits: StreamLimits): Feed {
  const decoder = new StringDecoder('utf8')
  let overflown = false
  let beginning: string | null = ''
  const parser = createParser({
    maxBufferSize: limits.eventBytes,
    onEvent({ data, event }) {
      beginning = null
      if (reader.outcome) return
      if (data === '[DONE]') return reader.end()
      const parsed = parseObject(data)
      if (parsed) reader.event(parsed, event)
    },
    onError(error) {
      overflown ||= error.type === 'max-buffer-size-exceeded'
    },
  })
  const take = (text: string): Problem | null => {
    if (beginning !== null && beginning.length < 512) beginning += text.slice(0, 512)
    parser.feed(text)
    return overflown ? tooLarge('event', limits.eventBytes) : null
  }
  return {
    push: chunk => take(decoder.write(chunk)),
    end() {
      // A last event without its empty line counts: what is missing is only the newline.
      const problem = take(`${decoder.end()}\n\n`)
      const page = beginning !== null && /^\s*</.test(beginning)
      return problem ?? (page ? { kind: 'notAStream', contentType, body: beginning ?? '' } : null)
    },
  }
}

/** Servers that do not stream, or that answer 200 with an error object. */
function jsonFeed(contentType: string, reader: EventReader, limits: StreamLimits): Feed {
  const chunks: Buffer[] = []
  let size = 0
  return {
    push(chunk) {
      chunks.push(chunk)
      size += chunk.length
      return size > limits.eventBytes ? tooLarge('answer', limits.eventBytes) : null
    },
    end() {
      const body = Buffer.concat(chunks).toString('utf8')
      const parsed = parseObject(body)
      if (!parsed) return { kind: 'notAStream', contentType, body }
      reader.event(parsed, undefined)
      return null
    },
  }
}

function refusingFeed(contentType: string): Feed {
  const refuse = (body: string): Problem => ({ kind: 'notAStream', contentType, body })
  return { push: chunk => refuse(chunk.toString('utf8')), end: () => refuse('') }
}

const tooLarge = (what: 'event' | 'answer', limitBytes: number): Problem => ({ kind: 'tooLarge', what, limitBytes })

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null // half an event, `[DONE]`, or a server's private notes
  }
}

function drain(body: HttpReply['body']): void {
  const giveUp = setTimeout(() => body.destroy(), DRAIN_MS)
  giveUp.unref()
  body.once('close', () => clearTimeout(giveUp))
  body.on('error', () => {}) // nobody waits for the rest any more
  body.resume()
}
