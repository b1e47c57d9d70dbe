import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createHighlighter } from './highlighter.ts'
import type { HighlightWorker } from './highlighter.ts'
import type { HighlightAnswer, HighlightRequest } from './protocol.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A worker that answers when told to. */
function workers() {
  const requests: HighlightRequest[] = []
  const listeners: ((event: { data: HighlightAnswer }) => void)[] = []
  const state = { opened: 0, ended: 0 }
  const open = (): HighlightWorker => {
    state.opened++
    return {
      postMessage: request => void requests.push(request),
      addEventListener: (_, listener) => void listeners.push(listener),
      terminate: () => void state.ended++,
    }
  }
  const answer = (data: HighlightAnswer) => listeners.at(-1)?.({ data })
  return { open, answer, requests, state }
}

const LINES = [[['let', 'keyword']]] as const

test('one worker serves all, and what it answered is known from then on', async () => {
  const { open, answer, requests, state } = workers()
  const { highlight, known } = createHighlighter(open)
  const first = highlight('let', 'ts')
  answer({ id: requests[0]!.id, lines: LINES })
  expect(await first).toBe(LINES)
  expect(known('let', 'typescript')).toBe(LINES)
  expect(await highlight('let', 'ts')).toBe(LINES)
  expect(requests).toHaveLength(1)
  expect(state.opened).toBe(1)
})

test('a language that is not coloured starts no worker', async () => {
  const { open, state } = workers()
  expect(await createHighlighter(open).highlight('x', 'brainfuck')).toBeNull()
  expect(state.opened).toBe(0)
})

test('a grammar that runs wild is ended, and the next request is served', async () => {
  const { open, answer, requests, state } = workers()
  const { highlight } = createHighlighter(open)
  const tame = highlight('const', 'ts')
  await vi.advanceTimersByTimeAsync(10_000)
  answer({ id: requests[0]!.id, lines: LINES })
  expect(await tame).toBe(LINES)
  const wild = highlight('((((', 'js')
  await vi.advanceTimersByTimeAsync(5000)
  expect(await wild).toBeNull()
  expect(state.ended).toBe(1)
  const next = highlight('let', 'ts')
  answer({ id: requests.at(-1)!.id, lines: LINES })
  expect(await next).toBe(LINES)
  expect(state.opened).toBe(2)
})
