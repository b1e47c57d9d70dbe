import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { emptyHistory } from '../../../core/context/history.ts'
import { emptyThread } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { ThreadLog } from './log.ts'
import { createOpenThreads } from './openThreads.ts'
import type { ThreadActor } from './threadActor.ts'

const MINUTE = 60_000

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp(reading: ThreadLog['reading'] = 'turns') {
  const closed: string[] = []
  const actors = new Map<string, { watchers: number; running: boolean; thread: Thread }>()
  const openLog = vi.fn((threadId: string) =>
    Promise.resolve<ThreadLog>({
      threadId,
      thread: emptyThread(threadId),
      instructions: undefined,
      reading,
      history: () => Promise.resolve(emptyHistory()),
      append: () => Promise.resolve([]),
      close: async () => void closed.push(threadId),
    }),
  )
  const threads = createOpenThreads({
    openLog,
    actorFor: ({ threadId: id, thread }) => {
      const now = { watchers: 1, running: false, thread }
      actors.set(id, now)
      return {
        id,
        state: { watchers: () => now.watchers, thread: () => now.thread },
        isRunning: () => now.running,
        dispose: () => Promise.resolve(),
        idle: () => Promise.resolve(),
      } as unknown as ThreadActor
    },
    monotonic: () => performance.now(),
    onFailure: error => {
      throw error
    },
  })
  return { threads, openLog, closed, at: (id: string) => actors.get(id)! }
}

test('a thread that nobody looks at and that does nothing is let go of, and opened again when it is used', async () => {
  const { threads, openLog, closed } = setUp()
  await threads.open('a')
  await vi.advanceTimersByTimeAsync(MINUTE / 2)
  expect(closed).toEqual([])
  await threads.open('a')
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(closed).toEqual([])
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(closed).toEqual(['a'])
  expect(threads.live()).toEqual([])
  expect(threads.at('a')).toBeNull()
  await threads.open('a')
  expect(openLog).toHaveBeenCalledTimes(2)
  await threads.dispose()
})

test.each([
  ['is watched', (now: { watchers: number }) => (now.watchers = 2)],
  ['runs a turn', (now: { running: boolean }) => (now.running = true)],
])('a thread that %s stays', async (_what, change) => {
  const { threads, closed, at } = setUp()
  await threads.open('a')
  change(at('a'))
  await vi.advanceTimersByTimeAsync(10 * MINUTE)
  expect(closed).toEqual([])
  await threads.dispose()
})

test('a thread that leaves no trace stays as long as its host', async () => {
  const { threads, closed } = setUp('never')
  await threads.open('a')
  await vi.advanceTimersByTimeAsync(10 * MINUTE)
  expect(closed).toEqual([])
  await threads.dispose()
  expect(closed).toEqual(['a'])
})

test('a thread is let go of at once when asked, unless it works', async () => {
  const { threads, closed, at } = setUp()
  await threads.open('a')
  at('a').running = true
  await expect(threads.release('a')).rejects.toMatchObject({ code: 'turn.running' })
  at('a').running = false
  await threads.release('a')
  await threads.release('a')
  expect(closed).toEqual(['a'])
  await threads.dispose()
})
