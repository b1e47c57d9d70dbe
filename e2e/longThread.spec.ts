import { availableParallelism } from 'node:os'
import { expect, test } from '@playwright/test'
import type { CDPSession } from '@playwright/test'
import { complaintsOf } from './gallery/checks.ts'
import { ITEMS_A_TURN } from './gallery/longThread.ts'
import { openLong, timeline, TURNS } from './gallery/openLong.ts'
import { tasksDuring } from './mainThread.ts'
import type { Task } from './mainThread.ts'

// Whatever records the page for a report works in its main thread.
test.use({ trace: 'off', screenshot: 'off', video: 'off' })

/** Bytes on the heap once everything unused is gone. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

test('20,000 items from end to start and back: no long task, and the heap stays small', async ({ page }) => {
  test.setTimeout(360_000)
  expect(TURNS * ITEMS_A_TURN).toBe(20_000)
  const complaints = complaintsOf(page)
  await openLong(page)
  const session = await page.context().newCDPSession(page)
  const frame = () => page.evaluate(() => new Promise(requestAnimationFrame))
  const wheel = async (steps: number, by: number) => {
    for (let step = 0; step < steps; step++) {
      await page.mouse.wheel(0, by)
      await frame()
    }
  }
  const press = async (key: string, times: number) => {
    for (let step = 0; step < times; step++) {
      await page.keyboard.press(key)
      await frame()
    }
  }
  const before = await heapOf(session)
  const growth: number[] = []
  const tasks: Task[] = []
  const during = async (run: () => Promise<void>) => {
    tasks.push(...(await tasksDuring(page, run)))
    growth.push(Math.round(((await heapOf(session)) - before) / 1e5) / 10)
  }
  await page.mouse.move(600, 400)
  await during(() => wheel(120, -1500))
  await during(() => wheel(120, -1500))
  const reached = await timeline(page)
    .getByText(/earlier turns/)
    .textContent()
  await during(async () => {
    await timeline(page).focus()
    await page.keyboard.press('Home')
    await expect(page.getByText('The thread begins here')).toBeVisible()
    await expect(page.getByText(/^Question 0:/)).toBeVisible()
    await press('PageDown', 40)
    await press('PageUp', 40)
  })
  await during(() => wheel(180, 1500))
  await during(async () => {
    await page.keyboard.press('End')
    await expect(page.getByText(`Part ${TURNS - 1} holds now`)).toBeVisible()
  })
  const longest = tasks
    .sort((a, b) => b.cpuMs - a.cpuMs)
    .slice(0, 5)
    .map(({ ms, cpuMs }) => `${Math.round(cpuMs)} (${Math.round(ms)} by the clock)`)
  console.log(`By wheel up to "${reached}". Heap: +${growth.join(', +')} MB`)
  console.log(`${tasks.length} tasks of the main thread, the longest ${longest.join(', ')} ms`)
  expect(tasks.length).toBeGreaterThan(1000)
  expect(Math.max(...growth)).toBeLessThan(30)
  // Alone on a quiet machine none is over 50 ms. Beside other journeys a few of ten thousand are, more where those share
  // two cores; a list that drew too much would have thousands.
  const over = tasks.map(({ cpuMs }) => cpuMs).filter(cpuMs => cpuMs > 50)
  expect(over.length / tasks.length).toBeLessThan(availableParallelism() > 2 ? 0.01 : 0.05)
  expect(Math.max(0, ...over)).toBeLessThan(200)
  expect(complaints).toEqual([])
})
