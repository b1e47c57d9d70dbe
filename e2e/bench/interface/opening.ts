import type { Browser } from '@playwright/test'
import { script } from '../../../src/testing/modelServer.ts'
import { startModel } from '../model.ts'
import { type Place, openLab } from '../programs.ts'
import type { Bench, Finding, Row, Sample } from '../rows.ts'
import { type Window, heapOf, heddleOf, openBrowser, openWindow, remember, someThreads } from './window.ts'
import { memoryOfTree } from '../measure.ts'

export const openingRows: Row[] = [
  { id: 'U2', what: 'page opened: first paint', value: 'paint', unit: 'ms', aim: 500, absolute: true },
  {
    id: 'U2',
    what: 'page opened: a thread shown and its field ready',
    value: 'ready',
    unit: 'ms',
    aim: 1000,
    absolute: true,
  },
]

export const memoryRows: Row[] = [
  { id: 'U4', what: '20 threads open: heap of the page', value: 'heap', unit: 'MB', aim: 60, absolute: true },
  {
    id: 'U4',
    what: '20 threads open: the browser that draws it',
    value: 'browser',
    unit: 'MB',
    aim: 900,
    absolute: true,
  },
  { id: 'U4', what: '20 threads open: engine', value: 'engine', unit: 'MB', aim: 200, absolute: true },
]

const OPEN_THREADS = 20

/** U2 and U4: how soon a window can be used, and what one with many threads keeps in memory. */
export async function opening(bench: Bench): Promise<Finding> {
  const model = await startModel(script().says('Hello, **this** is an answer.'))
  const lab = openLab(model.url)
  const browser = await openBrowser()
  try {
    const place = lab.furnish(heddleOf(bench))
    const count = Math.max(2, Math.min(OPEN_THREADS, bench.effort.threads))
    bench.progress(`${count} threads are made`)
    const tabs = await someThreads(place, count)
    remember(place, { layout: { tabs, active: tabs[0] } })
    const starts: Sample[] = []
    for (let run = 0; run < Math.min(3, bench.effort.runs); run++) {
      bench.progress(`opening the window, run ${run + 1}`)
      starts.push(await startup(browser, place))
    }
    bench.progress(`memory of ${count} open threads`)
    const kept = await memory(browser, place, count)
    return {
      rows: [
        ...openingRows.map(row => ({ row, samples: { codex: [], heddle: starts } })),
        ...memoryRows.map(row => ({ row, samples: { codex: [], heddle: [kept] } })),
      ],
      growth: [],
      problems: [],
    }
  } finally {
    await browser.close()
    await model.close()
    lab.remove()
  }
}

/** Times since the page began to load, as the page's own clock has them. */
async function startup(browser: Browser, place: Place): Promise<Sample> {
  const window = await openWindow(browser, place)
  try {
    await window.page.reload()
    return { paint: await firstPaint(window), ready: await ready(window) }
  } finally {
    await window.close()
  }
}

const firstPaint = ({ page }: Window): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>(resolve =>
        new PerformanceObserver(list => {
          for (const entry of list.getEntriesByName('first-contentful-paint')) resolve(entry.startTime)
        }).observe({ type: 'paint', buffered: true }),
      ),
  )

/** When the thread's words are there and a key would be taken, and the main thread has nothing left to do. */
async function ready({ page }: Window): Promise<number> {
  const shownAt = await page.evaluate(
    () =>
      new Promise<number>(resolve => {
        const look = () =>
          document.querySelector('.markdown strong') &&
          document.querySelector('[role="textbox"][aria-label="Message"], textarea')
            ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
            : requestAnimationFrame(look)
        look()
      }),
  )
  await page.getByRole('textbox', { name: 'Message' }).first().waitFor()
  return shownAt
}

/** Looks at every thread once, as somebody does who has them all open. */
async function memory(browser: Browser, place: Place, count: number): Promise<Sample> {
  const window = await openWindow(browser, place)
  const { page, session, enginePid } = window
  try {
    const shown = page.locator('.markdown strong').first()
    await shown.waitFor()
    for (let n = 0; n < count; n++) {
      await page.keyboard.press('Control+Shift+]')
      await shown.waitFor()
    }
    const system = await browser.newBrowserCDPSession()
    const { processInfo } = await system.send('SystemInfo.getProcessInfo')
    const [root] = processInfo.filter(({ type }) => type === 'browser')
    return { heap: await heapOf(session), browser: memoryOfTree(root?.id ?? 0), engine: memoryOfTree(enginePid) }
  } finally {
    await window.close()
  }
}
