import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { watchCrashes } from './crashWatch.ts'
import type { CrashWatchDeps } from './crashWatch.ts'

/** A process and an application whose ends are seen. */
function running(reportPath: string | null = '/home/crashes/one.txt') {
  const app = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) })
  const process = new EventEmitter()
  const [exits, boxes, reports]: [number[], string[], { title: string; error?: unknown }[]] = [[], [], []]
  watchCrashes({
    app,
    process,
    dialog: { showErrorBox: (title: string, text: string) => void boxes.push(`${title}: ${text}`) },
    report(crash: (typeof reports)[number]) {
      reports.push(crash)
      return reportPath
    },
    log: () => undefined,
  } as unknown as CrashWatchDeps)
  return { app, process, exits, boxes, reports }
}

test('a page or a helper that ends unasked leaves a report, and the application goes on', () => {
  const { app, exits, boxes, reports } = running()
  app.emit('render-process-gone', {}, {}, { reason: 'oom', exitCode: 9 })
  app.emit('render-process-gone', {}, {}, { reason: 'clean-exit', exitCode: 0 })
  app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 11 })
  app.emit('child-process-gone', {}, { type: 'Utility', name: 'Audio', reason: 'clean-exit', exitCode: 0 })
  expect(reports.map(({ title }) => title)).toEqual([
    "A window's process ended: oom (9)",
    'A helper process ended: GPU, crashed (11)',
  ])
  expect([exits, boxes]).toEqual([[], []])
})

test('a promise that nobody watched is reported, and ends nothing', () => {
  const { process, exits, reports } = running()
  const error = new Error('lost')
  process.emit('unhandledRejection', error)
  expect(reports).toEqual([{ title: 'A promise failed and nobody noticed', error }])
  expect(exits).toEqual([])
})

test('an error that nobody caught is said and ends the process, once', () => {
  const { process, exits, boxes, reports } = running()
  process.emit('uncaughtException', new Error('broken'))
  process.emit('uncaughtException', new Error('broken again while ending'))
  expect(reports).toHaveLength(1)
  expect(boxes).toEqual([expect.stringMatching(/broken\n\n.*saved\.\n\n.*one\.txt.*stays on this machine/s)])
  expect(exits).toEqual([1])
})

test('where no report can be written it still says what happened', () => {
  const { process, exits, boxes } = running(null)
  process.emit('uncaughtException', new Error('broken'))
  expect(boxes[0]).toContain('broken')
  expect(boxes[0]).not.toContain('null')
  expect(exits).toEqual([1])
})
