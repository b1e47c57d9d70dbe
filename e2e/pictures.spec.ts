import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { cpus } from 'node:os'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostilePictures } from '../src/testing/hostilePictures.ts'
import { tasksDuring } from './mainThread.ts'
import { openWorkbench } from './workbench.ts'

/** What one task may compute: two cores also run the engine, the browser and what else there is. */
const LONGEST_MS = cpus().length > 2 ? 200 : 500

test.describe.configure({ timeout: 240_000 })

const threadIdOf = (n: number) => `01a1f000-0000-7000-8000-${String(n).padStart(12, '0')}`

/** A log as Codex writes them, of somebody who sends a picture. */
function putLog(home: string, n: number, words: string, url: string): void {
  const timestamp = '2026-01-05T09:00:00.000Z'
  const line = (type: string, payload: object) => `${JSON.stringify({ timestamp, type, payload })}\n`
  const content = [
    { type: 'input_text', text: words },
    { type: 'input_image', image_url: url },
  ]
  const folder = join(home, 'heddle/sessions/2026/01/05')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(
    join(folder, `rollout-2026-01-05T09-00-00-${threadIdOf(n)}.jsonl`),
    line('session_meta', {
      id: threadIdOf(n),
      timestamp,
      cwd: home,
      originator: 'codex_exec',
      cli_version: '0.169.0',
      source: 'cli',
    }) +
      line('response_item', { type: 'message', role: 'user', content }) +
      line('event_msg', { type: 'user_message', message: words, images: [] }) +
      line('event_msg', { type: 'agent_message', message: 'I see.' }),
    { mode: 0o600 },
  )
}

const timeline = (page: Page) => page.getByRole('group', { name: 'What happened' })

test('pictures of past threads that unpack to far more than they are stop nothing', async () => {
  const bench = await openWorkbench('browser')
  try {
    const { page, home } = bench
    const slow: string[] = []
    for (const [n, { id, url, drawn }] of hostilePictures().entries()) {
      putLog(home, n, `Look at ${id}`, url)
      const [longest] = await tasksDuring(page, async () => {
        await page.evaluate(hash => (location.hash = hash), `#thread/${threadIdOf(n)}`)
        await expect(timeline(page).getByText(`Look at ${id}`)).toBeVisible()
        await page.waitForTimeout(150)
      })
      const ms = Math.round(longest?.cpuMs ?? 0)
      console.log(`${id}: ${url.length} characters, the longest task took ${ms} ms`)
      await expect(timeline(page).locator('img'), id).toHaveCount(drawn ? 1 : 0)
      await expect(timeline(page).getByText(/^A (moving )?picture (of|that) /), id).toHaveCount(drawn ? 0 : 1)
      if (ms > LONGEST_MS) slow.push(`${id}: ${ms} ms`)
    }
    expect(slow).toEqual([])
  } finally {
    await bench.close()
  }
})

test('pictures that are dropped are attached or refused, and stop nothing', async () => {
  const bench = await openWorkbench('browser')
  try {
    const { page } = bench
    await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
    await page.getByText(/Answers come from/).waitFor()
    const attached = page.getByRole('list', { name: 'Attachments' }).getByRole('listitem')
    const slow: string[] = []
    const taken: string[] = []
    for (const { id, name, bytes } of hostilePictures()) {
      const file = await page.evaluateHandle(
        ({ base64, called, type }) =>
          new File([Uint8Array.from(atob(base64), char => char.charCodeAt(0))], called, { type }),
        { base64: bytes.toString('base64'), called: name, type: `image/${name.split('.')[1] ?? ''}` },
      )
      const before = await attached.count()
      const refusal = page.getByText(new RegExp(`^${name.replace(/[+.]/g, '.')} (is|has) `))
      const [longest] = await tasksDuring(page, async () => {
        await page.getByRole('textbox', { name: 'Message' }).evaluate((field, dropped) => {
          const dataTransfer = new DataTransfer()
          dataTransfer.items.add(dropped)
          field.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
        }, file)
        await expect
          .poll(async () => (await attached.count()) - before + (await refusal.count()), { intervals: [50] })
          .toBe(1)
        await page.waitForTimeout(150)
      })
      const ms = Math.round(longest?.cpuMs ?? 0)
      if ((await refusal.count()) === 0) taken.push(id)
      if (ms > LONGEST_MS) slow.push(`${id}: ${ms} ms`)
      await file.dispose()
    }
    expect(slow).toEqual([])
    // What is too large to be sent is made smaller, where it does not move. A file with markup is a text like another.
    expect(taken).toEqual(['as-large-as-is-drawn', 'wide', 'png-that-moves-longer', 'png-that-moves', 'svg'])
  } finally {
    await bench.close()
  }
})
