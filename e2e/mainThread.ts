import type { Page } from '@playwright/test'

interface TraceEvent {
  name: string
  pid: number
  tid: number
  ts: number
  dur?: number
  /** Of `dur` what the thread computed, in microseconds. */
  tdur?: number
  args: { name?: string }
}

/** One task of the page's main thread, in milliseconds. */
export interface Task {
  ms: number
  cpuMs: number
}

/**
 * The tasks of the page's main thread while something is done, longest first. What they computed themselves is told
 * apart from how long they took: a machine that does something else meanwhile must not be taken for a slow page.
 */
export async function tasksDuring(page: Page, run: () => Promise<void>): Promise<Task[]> {
  const browser = page.context().browser()
  if (!browser) throw new Error('There is no browser to watch')
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await run()
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] }
  const mains = new Set(
    traceEvents.flatMap(({ name, args, pid, tid }) =>
      name === 'thread_name' && args.name === 'CrRendererMain' ? [`${pid}.${tid}`] : [],
    ),
  )
  return traceEvents
    .filter(({ name, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && mains.has(`${pid}.${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ ms: dur / 1000, cpuMs: tdur / 1000 }))
    .sort((a, b) => b.cpuMs - a.cpuMs)
}
