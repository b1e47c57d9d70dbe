import { expect, test } from 'vitest'
import { createLiveHub } from './liveHub.ts'
import type { HubFrame } from './liveHub.ts'

const textOf = (frames: HubFrame[]) =>
  frames.map(frame => (frame.type === 'live' ? `${frame.offset}:${frame.text}` : frame.type))

test('a late subscriber gets the text so far, then what follows', () => {
  const hub = createLiveHub()
  hub.publish('t', { kind: 'text', itemId: 'm', text: 'Hello ' })
  const frames: HubFrame[] = []
  const end = hub.subscribe('t', frame => frames.push(frame))
  hub.publish('t', { kind: 'text', itemId: 'm', text: 'world' })
  hub.publish('other', { kind: 'text', itemId: 'm', text: 'not ours' })
  end()
  hub.publish('t', { kind: 'text', itemId: 'm', text: '!' })
  expect(textOf(frames)).toEqual(['0:Hello ', '6:world'])
})

test('a retry voids the answer in progress but not the output of commands', () => {
  const hub = createLiveHub()
  hub.publish('t', { kind: 'text', itemId: 'm', text: 'lost' })
  hub.publish('t', { kind: 'output', itemId: 'c', text: 'kept' })
  hub.retrying('t', { attempt: 1, of: 5, delayMs: 200, message: 'cut' })
  const frames: HubFrame[] = []
  hub.subscribe('t', frame => frames.push(frame))
  expect(textOf(frames)).toEqual(['0:kept'])
})

test('only the end of a long stream is kept, at its true offset', () => {
  const hub = createLiveHub()
  for (let n = 0; n < 1000; n++) hub.publish('t', { kind: 'output', itemId: 'c', text: 'x'.repeat(1000) })
  const frames: HubFrame[] = []
  hub.subscribe('t', frame => frames.push(frame))
  const [tail] = frames
  if (tail?.type !== 'live') throw new Error('no tail')
  expect(tail.offset + tail.text.length).toBe(1_000_000)
  expect(tail.text.length).toBeLessThan(520_000)
  hub.close('t', 'c')
  hub.subscribe('t', frame => frames.push(frame))
  expect(frames).toHaveLength(1)
})
