import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessibleNow } from './accessibility.ts'
import type { Event } from '../src/core/thread/events.ts'
import type { Thread } from '../src/core/thread/thread.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { everything, long, script } from './gallery/threads.ts'

const front = (thread: Thread) => ({ layout: { tabs: [thread.id], active: thread.id } })

/** The row in the middle of the view, once nothing moves any more. */
const indexInView = (page: Page): Promise<number> =>
  timeline(page).evaluate(async element => {
    const { top, height } = element.getBoundingClientRect()
    const middle = () =>
      [...element.querySelectorAll<HTMLElement>('[data-index]')].find(
        row => row.getBoundingClientRect().bottom > top + height / 2,
      )
    for (let still = 0, last = 0; still < 10; still++) {
      await new Promise(requestAnimationFrame)
      const now = middle()?.getBoundingClientRect().top ?? 0
      if (now !== last) still = 0
      last = now
    }
    return Number(middle()?.dataset.index)
  })

const timeline = (page: Page) => page.getByRole('group', { name: 'What happened' })

for (const colorScheme of ['dark', 'light'] as const) {
  test(`one of everything, ${colorScheme}`, async ({ page }) => {
    const complaints = complaintsOf(page)
    await page.emulateMedia({ colorScheme })
    const thread = everything().thread()
    const others = [
      summaryOf({ ...thread, id: 'b', title: 'Profile editor: provenance' }, { status: 'running', createdAt: 3 }),
      summaryOf({ ...thread, id: 'c', title: 'Why does resume sample twice after a torn tail?' }, { createdAt: 2 }),
      summaryOf(
        { ...thread, id: 'd', title: 'Lighthouse regressions', cwd: '/home/ada/website' },
        { status: 'failed' },
      ),
    ]
    const summaries = [summaryOf(thread, { status: 'waiting' }), ...others]
    const { strays } = await openScripted(page, { threads: [thread], summaries, values: front(thread) })
    await expect(page.getByRole('heading', { name: 'Run this command outside the sandbox?' })).toBeVisible()
    await expect(page.getByText('U+200B').first()).toBeVisible()
    for (const [width, height] of [
      [1280, 800],
      [900, 600],
    ] as const) {
      await page.setViewportSize({ width, height })
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      await page.screenshot({ path: `e2e/screenshots/everything-end-${colorScheme}-${width}.png` })
      await timeline(page).evaluate(element => (element.scrollTop = 0))
      await expect(page.getByText('The resume test fails one time in twenty')).toBeVisible()
      await page.screenshot({ path: `e2e/screenshots/everything-start-${colorScheme}-${width}.png` })
      await page
        .getByText('What happened', { exact: true })
        .scrollIntoViewIfNeeded()
        .catch(() => {})
      await page.screenshot({ path: `e2e/screenshots/everything-middle-${colorScheme}-${width}.png` })
      await timeline(page).evaluate(element => (element.scrollTop = element.scrollHeight))
    }
    await expectAccessibleNow(page)
    expect(complaints).toEqual([])
    expect(strays).toEqual([])
  })
}

test('code is coloured by the worker under the page policy; entities are text', async ({ page }) => {
  const complaints = complaintsOf(page)
  const thread = script('code')
    .create('Code')
    .asks('show')
    .says('a &amp; b &mdash; c\n\n```ts\nconst answer: number = 42 // why\n```')
    .finishes()
    .thread()
  await openScripted(page, { threads: [thread], values: front(thread) })
  await expect(page.getByText('a & b — c')).toBeVisible()
  await expect(page.locator('.code-comment')).toHaveText('// why')
  expect(complaints).toEqual([])
})

interface Hostile {
  id: string
  payload?: string
}

test('hostile text in every place that shows text does nothing', async ({ page }) => {
  const complaints = complaintsOf(page)
  const payloads = JSON.parse(
    readFileSync(join(import.meta.dirname, '../src/testing/hostileTexts.json'), 'utf8'),
  ) as Hostile[]
  const texts = payloads.flatMap(each => (each.payload === undefined ? [] : [each.payload]))
  const log = script('hostile').create(texts.join(' ').slice(0, 400))
  for (const text of texts) {
    log.asks(text).thinks(text).says(text).runs(`echo ${text}`, text, 1)
    log.patches({ path: `/home/ada/${text}`, kind: 'add', content: text })
    log.finishes('failed', text)
  }
  log.asks('x').calls('exec_command', { cmd: texts.join('\n') })
  log.waits({
    kind: 'command',
    reason: { code: 'escalation', text: texts.join(' '), origin: texts[0] ?? '' },
    cwd: texts.join('/'),
    command: texts.join('\n'),
    unsandboxed: true,
    network: true,
    justification: texts.join(' '),
    dangerous: false,
  })
  const thread = log.thread()
  const { strays } = await openScripted(page, { threads: [thread], values: front(thread) })
  await expect(page.getByRole('heading', { name: 'Run this command outside the sandbox?' })).toBeVisible()
  // Draw every row: from the end to the start, a screen at a time.
  await timeline(page).evaluate(async element => {
    while (element.scrollTop > 0) {
      element.scrollTop -= element.clientHeight
      await new Promise(requestAnimationFrame)
    }
  })
  expect(await page.evaluate(() => '__pwn' in window)).toBe(false)
  expect(strays).toEqual([])
  expect(complaints).toEqual([])
  expect(page.context().pages()).toHaveLength(1)
})

test('ten thousand items open at their end and scroll without a long task', async ({ page }) => {
  const thread = long(10_000).thread()
  await openScripted(page, { threads: [thread], values: front(thread) })
  await expect(page.getByText('Part 8 is').last()).toBeVisible()
  expect(await page.locator('[data-index]').count()).toBeLessThan(80)
  const longest = await timeline(page).evaluate(async element => {
    let worst = 0
    const observer = new PerformanceObserver(list => {
      for (const entry of list.getEntries()) worst = Math.max(worst, entry.duration)
    })
    observer.observe({ type: 'longtask' })
    for (let step = 0; step < 60; step++) {
      element.scrollTop -= 900
      await new Promise(requestAnimationFrame)
    }
    await new Promise(resolve => setTimeout(resolve, 100))
    observer.disconnect()
    return worst
  })
  expect(longest).toBeLessThan(500)
})

test('a reader stays where they read while the agent goes on; the pill leads to the end', async ({ page }) => {
  const log = long(400)
  const thread = log.thread()
  const engine = await openScripted(page, { threads: [thread], values: front(thread) })
  await expect(page.getByText('Part 8 is').last()).toBeVisible()
  await timeline(page).evaluate(element => (element.scrollTop = element.scrollHeight / 2))
  const row = page.locator(`[data-index="${await indexInView(page)}"]`)
  const before = await row.boundingBox()
  const known = log.events().length
  log.asks('More').says('And more.').finishes()
  const events = log.events().slice(known)
  engine.push('long', ...events.map((event: Event) => ({ type: 'event' as const, event })))
  const pill = page.getByRole('button', { name: /new/ }).last()
  await expect(pill).toBeVisible()
  expect((await row.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0)
  await pill.click()
  await expect(page.getByText('And more.')).toBeVisible()
})

test('live text grows in place, and a lost connection is said and mended', async ({ page }) => {
  const log = script('live').create('Live').asks('Write')
  const thread = log.thread()
  const engine = await openScripted(page, { threads: [thread], values: front(thread) })
  await expect.poll(() => engine.watched('live')).toBe(true)
  const live = (offset: number, text: string) =>
    ({ type: 'live', kind: 'text', itemId: `m-${thread.seq + 1}`, offset, text }) as const
  engine.push('live', live(0, 'The cause is '), live(13, 'a **race**'))
  await expect(page.getByText('The cause is a race')).toBeVisible()
  log.says('The cause is a **race**.')
  const event = log.events().at(-1)
  if (event) engine.push('live', { type: 'event', event })
  await expect(page.getByText('The cause is a race.')).toHaveCount(1)
  await engine.cut()
  await expect(page.getByText('No connection to the engine')).toBeVisible()
  await expect(page.getByText('No connection to the engine')).toBeHidden()
  expect(engine.calls('engine/status')).toHaveLength(2)
})
