import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createOutbox } from './outbox.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Sent {
  kind: string
  offset: number
  text: string
}

function rig(backlog = () => 0) {
  const sent: Sent[] = []
  const port = {
    send: (frame: unknown) => void sent.push(frame as Sent),
    backlog,
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  }
  return { sent, outbox: createOutbox(port as unknown as Parameters<typeof createOutbox>[0], frame => frame) }
}

const live = (kind: string, offset: number, text: string) => ({ type: 'live', kind, itemId: 'i', offset, text })

test('of a flood of output the reader gets ends, each at its place, and never more than it can take', () => {
  const { sent, outbox } = rig()
  const piece = 'x'.repeat(10_000)
  let offset = 0
  for (let tick = 0; tick < 20; tick++) {
    for (let n = 0; n < 100; n++, offset += piece.length) outbox.send(live('output', offset, piece))
    vi.advanceTimersByTime(12)
  }
  outbox.dispose()
  const total = sent.reduce((sum, { text }) => sum + text.length, 0)
  expect(total).toBeLessThan(20 * 64_000 + piece.length)
  const last = sent.at(-1)
  expect((last?.offset ?? 0) + (last?.text.length ?? 0)).toBe(offset)
})

test('a reader that takes nothing holds back no more than one end', () => {
  const { sent, outbox } = rig(() => 10_000_000)
  for (let n = 0; n < 1000; n++) outbox.send(live('output', n * 10_000, 'x'.repeat(10_000)))
  vi.advanceTimersByTime(1000)
  outbox.flush()
  outbox.dispose()
  expect(sent.length).toBe(2)
  expect(sent[1]?.text.length).toBeLessThanOrEqual(64_000)
})

test('no word of an answer is left out', () => {
  const { sent, outbox } = rig()
  const piece = 'word '.repeat(20_000)
  for (let n = 0; n < 10; n++) outbox.send(live('text', n * piece.length, piece))
  vi.advanceTimersByTime(12)
  outbox.dispose()
  expect(sent.map(({ text }) => text).join('')).toBe(piece.repeat(10))
})
