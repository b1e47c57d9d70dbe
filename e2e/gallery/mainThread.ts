import type { Page } from '@playwright/test'

/** What the page's main thread did meanwhile. */
export interface MainThreadWork {
  /** The longest task, by its own computing time: what others on the machine do does not count. */
  longestMs: number
  /** The longest one by the clock. */
  longestWallMs: number
  tasks: number
  totalMs: number
}

interface TraceEvent {
  name: string
  pid: number
  tid: number
  ph: string
  dur?: number
  tdur?: number
  args?: { name?: string }
}

/** Measures the tasks of the page's main thread while something is done. */
export async function mainThreadDuring(page: Page, act: () => Promise<void>): Promise<MainThreadWork> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const complete = new Promise<void>(resolve => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] },
    transferMode: 'ReportEvents',
  })
  await act()
  await session.send('Tracing.end')
  await complete
  await session.detach()

  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  )
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && mains.has(`${pid}/${tid}`),
  )
  const ms = (values: (number | undefined)[]) => values.map(value => (value ?? 0) / 1000)
  const own = ms(tasks.map(({ tdur }) => tdur))
  return {
    longestMs: Math.max(0, ...own),
    longestWallMs: Math.max(0, ...ms(tasks.map(({ dur }) => dur))),
    tasks: tasks.length,
    totalMs: own.reduce((sum, value) => sum + value, 0),
  }
}
