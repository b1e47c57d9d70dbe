import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createStore } from '../../../src/main/engine/store/store.ts'
import { script } from '../../../src/testing/modelServer.ts'
import { type LongThread, longThread, putInto } from '../corpus.ts'
import { ITEMS_OF_A_TURN } from '../corpusLines.ts'
import { median } from '../measure.ts'
import { startModel } from '../model.ts'
import { type Place, openLab } from '../programs.ts'
import type { Bench, Finding, Row, Sample } from '../rows.ts'
import { type Window, heddleOf, openBrowser, openWindow, remember } from './window.ts'

export const switchingRows: Row[] = [
  {
    id: 'U3',
    what: 'two threads of 10,000 items: from one to the other',
    value: 'switch',
    unit: 'ms',
    aim: 100,
    absolute: true,
  },
  { id: 'U3', what: '… the slowest of ten times', value: 'worst', unit: 'ms', aim: 100, absolute: true },
]

const ITEMS = 10_000
const TIMES = 10

/** U3: from the key that brings the other thread to the front until its end is drawn. */
export async function switching(bench: Bench): Promise<Finding> {
  const model = await startModel(script().says('Done.'))
  const lab = openLab(model.url)
  const browser = await openBrowser()
  try {
    const place = lab.furnish(heddleOf(bench))
    const turns = Math.min(ITEMS / ITEMS_OF_A_TURN, bench.effort.longTurns)
    bench.progress('two long threads are made')
    const one = longThread({ turns, compacted: false })
    const tabs = [one.threadId, copied(place, one)]
    const store = createStore({ homePath: place.home })
    await store.sweep()
    store.close()
    remember(place, { layout: { tabs, active: tabs[0], panel: false } })
    bench.progress('from one long thread to the other')
    const window = await openWindow(browser, place)
    const times = await switches(window, tabs)
    await window.close()
    const sample: Sample = { switch: median(times), worst: Math.max(...times) }
    return {
      rows: switchingRows.map(row => ({ row, samples: { codex: [], heddle: [sample] } })),
      growth: [],
      problems: [],
    }
  } finally {
    await browser.close()
    await model.close()
    lab.remove()
  }
}

/** Puts the thread into the home twice; the id of the second. */
function copied(place: Place, thread: LongThread): string {
  const threadId = thread.threadId.replace(/.$/, last => (last === '0' ? '1' : '0'))
  const path = join(dirname(place.home), 'copy.jsonl')
  writeFileSync(path, readFileSync(thread.path, 'utf8').replaceAll(thread.threadId, threadId))
  putInto(place, thread)
  putInto(place, { ...thread, threadId, path })
  return threadId
}

async function switches({ page }: Window, tabs: readonly string[]): Promise<number[]> {
  const answers = page.locator('.timeline-row .markdown')
  const times: number[] = []
  for (let n = 1; n < TIMES + tabs.length; n++) {
    const key = `Control+${(n % tabs.length) + 1}`
    await answers.first().waitFor()
    await page.evaluate(watchSwitch)
    await page.keyboard.press(key)
    const ms = await page.evaluate(() => globalThis.heddleSwitch ?? Number.NaN)
    // The first look at each reads it from the disk.
    if (n >= tabs.length) times.push(ms)
  }
  return times
}

declare global {
  var heddleSwitch: Promise<number> | undefined
}

/** Runs in the page: milliseconds from the next key until other rows than those of now have been drawn. */
function watchSwitch(): void {
  const before = document.querySelector('.timeline-rows')
  globalThis.heddleSwitch = new Promise(resolve => {
    const pressed = ({ timeStamp }: KeyboardEvent) => {
      const look = () => {
        const rows = document.querySelector('.timeline-rows')
        const isDrawn = rows !== null && rows !== before && rows.querySelector('.markdown') !== null
        if (isDrawn) requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp)))
        else if (performance.now() - timeStamp > 5000) resolve(Number.NaN)
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Control') return
      removeEventListener('keydown', onKey, true)
      pressed(event)
    }
    addEventListener('keydown', onKey, true)
  })
}
