import { expect, test } from '@playwright/test'
import type { CDPSession, Page } from '@playwright/test'
import { complaintsOf } from './gallery/checks.ts'
import { ITEMS_A_TURN, LONG, longThread } from './gallery/longThread.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import type { ScriptedEngine } from './gallery/scriptedEngine.ts'
import { VIEWPORT } from './gallery/openWaiting.ts'

const TURNS = 4000
const front = { layout: { tabs: [LONG], active: LONG, panel: false } }
const timeline = (page: Page) => page.getByRole('group', { name: 'What happened' })

async function openLong(page: Page, count = TURNS): Promise<ScriptedEngine> {
  await page.setViewportSize(VIEWPORT)
  const { thread, answers } = longThread(count)
  const engine = await openScripted(page, { threads: [thread], values: front, answers })
  await expect(page.getByText(`Part ${count - 1} holds now`)).toBeVisible()
  return engine
}

/** Bytes on the heap once everything unused is gone. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

/** Tells the longest task since it was called. */
async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const seen: number[] = []
    Object.assign(window, { seen })
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) seen.push(Math.round(duration))
    }).observe({ type: 'longtask' })
  })
  return () => page.evaluate(() => (window as unknown as { seen: number[] }).seen)
}

test('20,000 items from end to start and back: no long task, and the heap stays small', async ({ page }) => {
  test.setTimeout(240_000)
  expect(TURNS * ITEMS_A_TURN).toBe(20_000)
  const complaints = complaintsOf(page)
  await openLong(page)
  const session = await page.context().newCDPSession(page)
  await page.mouse.move(600, 400)
  const before = await heapOf(session)
  const tasks = await watchTasks(page)
  const heaps: number[] = []
  const wheel = async (steps: number, by: number) => {
    for (let step = 0; step < steps; step++) {
      await page.mouse.wheel(0, by)
      await page.evaluate(() => new Promise(requestAnimationFrame))
      if (step % 100 === 99) heaps.push((await heapOf(session)) - before)
    }
  }
  await wheel(400, -1500)
  const reached = await timeline(page)
    .getByText(/earlier turns/)
    .textContent()
  await timeline(page).focus()
  await page.keyboard.press('Home')
  await expect(page.getByText('The thread begins here')).toBeVisible()
  await expect(page.getByText(/^Question 0:/)).toBeVisible()
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('PageDown')
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('PageUp')
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  await wheel(300, 1500)
  await page.keyboard.press('End')
  await expect(page.getByText(`Part ${TURNS - 1} holds now`)).toBeVisible()
  const seen = await tasks()
  const growth = heaps.map(bytes => Math.round(bytes / 1e5) / 10)
  console.log(`to "${reached}"; long tasks ${JSON.stringify(seen)} ms; heap growth ${growth.join(', ')} MB`)
  expect(Math.max(...growth)).toBeLessThan(40)
  expect(seen.filter(duration => duration > 50)).toEqual([])
  expect(complaints).toEqual([])
})
