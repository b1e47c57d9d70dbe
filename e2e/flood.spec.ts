import { expect, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { beginThread, openWorkbench } from './workbench.ts'
import type { HostKind } from './workbench.ts'

const BYTES = 1_000_000_000
const FLOOD = `yes 'a line of output that nobody reads' | head -c ${BYTES}`
/** What the engine may grow by while it reads all that. */
const GROWTH_MB = 50

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a command that prints 1 GB leaves the engine small and the page usable, ${kind}`, async () => {
    test.skip(process.platform !== 'linux', 'memory is read from /proc')
    // In the desktop's stand-in the engine shares its process with what a browser would be.
    test.skip(kind === 'desktop', 'the engine is the same; its own process is measured in the browser host')
    test.setTimeout(120_000)
    const story = script()
      .calls('exec_command', { cmd: 'echo warm' })
      .says('Ready.')
      .next()
      .calls('exec_command', { cmd: FLOOD, yield_time_ms: 30_000 })
      .says('Printed.')
    const model = await startModelServer(story)
    const provider = `name = "Mock", base_url = "${model.url}", wire_api = "responses"`
    const policy = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n'
    const names = 'model = "gpt-5.5"\nmodel_provider = "mock"\n'
    const bench = await openWorkbench(
      kind,
      `${policy}${names}[model_providers]\nmock = { ${provider} }\n`,
      'no-preference',
    )
    try {
      const { page, pid } = bench
      await beginThread(page, 'warm up')
      await expect(page.getByText('Ready.')).toBeVisible()
      await page.evaluate(() => {
        const tasks: number[] = []
        Object.assign(globalThis, { longTasks: tasks })
        new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration))).observe({
          type: 'longtask',
        })
      })
      const before = residentMb(pid)
      let most = before
      const watching = setInterval(() => (most = Math.max(most, residentMb(pid))), 20)
      await page.getByRole('textbox', { name: 'Message' }).fill('flood')
      await page.keyboard.press('Enter')
      await expect(page.getByText('a line of output that nobody reads').first()).toBeVisible()
      // The page answers while it comes.
      await page.keyboard.press('Control+k')
      await page.keyboard.type('settings')
      await expect(page.getByRole('option', { name: /settings/i }).first()).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByText('Printed.')).toBeVisible({ timeout: 60_000 })
      clearInterval(watching)

      const longest = await page.evaluate(() =>
        Math.max(0, ...((globalThis as { longTasks?: number[] }).longTasks ?? [])),
      )
      console.log(`the engine grew by ${(most - before).toFixed(0)} MB from ${before.toFixed(0)} MB;`)
      console.log(`the page's longest task took ${longest.toFixed(0)} ms`)
      expect(most - before).toBeLessThan(GROWTH_MB)
      const told = JSON.stringify(model.requests.at(-1)?.input.at(-1))
      expect(told).toContain(`Original token count: ${BYTES / 4}`)
      expect(told).toMatch(/bytes omitted|tokens truncated/)
      expect(told.match(/a line of output that nobody reads/g)?.length).toBeGreaterThan(100)
    } finally {
      await bench.close()
      await model.close()
    }
  })
}
