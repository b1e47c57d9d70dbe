import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { crashed } from './gallery/crashed.ts'
import { LONG, longThread } from './gallery/longThread.ts'
import { openLong, timeline, TURNS } from './gallery/openLong.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { VIEWPORT } from './gallery/openWaiting.ts'
import { takePictures } from './workbench.ts'

test('what is read stays where it is while a page comes in above it', async ({ page }) => {
  await openLong(page)
  const moves = await timeline(page).evaluate(async element => {
    const frame = () => new Promise(requestAnimationFrame)
    const edge = () => element.querySelector('.timeline-edge.earlier')?.textContent ?? ''
    const moves: number[] = []
    for (let round = 0; round < 6; round++) {
      element.scrollTop = 2900
      for (let still = 0; still < 20; still++) await frame()
      const before = edge()
      const top = element.getBoundingClientRect().top
      element.scrollTop -= 600
      for (let still = 0; still < 3; still++) await frame()
      const row = [...element.querySelectorAll('.timeline-row')].find(row => row.getBoundingClientRect().top > top + 20)
      const at = row?.getBoundingClientRect().top ?? 0
      let worst = 0
      for (let still = 0; still < 40; still++) {
        await frame()
        worst = Math.max(worst, Math.abs((row?.getBoundingClientRect().top ?? Infinity) - at))
      }
      moves.push(edge() === before ? -1 : worst)
    }
    return moves
  })
  console.log(`moved by ${moves.join(', ')} px as pages came`)
  expect(moves.filter(by => by >= 0).length).toBeGreaterThan(2) // pages did come
  expect(Math.max(...moves)).toBeLessThanOrEqual(1)
})

test('what is read stays where it is while turns are joined below and dropped above', async ({ page }) => {
  await openLong(page)
  await timeline(page).focus()
  await page.keyboard.press('Home')
  await expect(timeline(page).getByText(/^Question 0:/)).toBeVisible()
  const { moves, dropped } = await timeline(page).evaluate(async element => {
    const frame = () => new Promise(requestAnimationFrame)
    const moves: number[] = []
    for (let round = 0; round < 12; round++) {
      element.scrollTop = element.scrollHeight - element.clientHeight - 2000
      for (let still = 0; still < 3; still++) await frame()
      const { top } = element.getBoundingClientRect()
      const row = [...element.querySelectorAll('.timeline-row')].find(row => row.getBoundingClientRect().top > top + 20)
      const at = row?.getBoundingClientRect().top ?? 0
      let worst = 0
      for (let still = 0; still < 30; still++) {
        await frame()
        worst = Math.max(worst, Math.abs((row?.getBoundingClientRect().top ?? Infinity) - at))
      }
      moves.push(worst)
    }
    return { moves, dropped: element.querySelector('.timeline-edge.earlier')?.textContent ?? '' }
  })
  console.log(`moved by ${moves.join(', ')} px; ${dropped}`)
  expect(dropped).toMatch(/^\d+ earlier turns$/)
  expect(Math.max(...moves)).toBeLessThanOrEqual(1)
})

test('a thread goes on while its beginning is read; the way back shows what came', async ({ page }) => {
  const engine = await openLong(page)
  await timeline(page).focus()
  await page.keyboard.press('Home')
  const first = timeline(page).getByText(/^Question 0:/)
  await expect(first).toBeVisible()
  await expect(page.getByText(/later turns/)).toBeAttached()
  const { top, seq } = { top: await first.boundingBox(), seq: longThread(TURNS).thread.seq }
  const turnId = 'turn-new'
  const item = {
    type: 'message' as const,
    role: 'assistant' as const,
    id: 'm-new',
    content: [{ type: 'output_text' as const, text: 'Said meanwhile.' }],
  }
  engine.push(
    LONG,
    { type: 'event', event: { type: 'turn.started', turnId, seq: seq + 1, at: 1 } },
    { type: 'event', event: { type: 'message.received', turnId, item, seq: seq + 2, at: 2 } },
  )
  await expect(page.getByRole('button', { name: /^\d+ new$/ })).toBeVisible()
  expect((await first.boundingBox())?.y).toBe(top?.y)
  await page.getByRole('button', { name: /^\d+ new$/ }).press('Enter')
  await expect(page.getByText('Said meanwhile.')).toBeVisible()
})

test('the rail and its keys lead to any turn, and steps from there to its neighbours', async ({ page }) => {
  const complaints = complaintsOf(page)
  const engine = await openLong(page)
  const rail = page.getByRole('slider', { name: 'Turn' })
  await expect(rail).toHaveAttribute('aria-valuetext', /^4000 of 4000, done: Question 3999/)
  const box = await rail.boundingBox()
  if (!box) throw new Error('There is no rail')
  await page.mouse.move(box.x + 7, box.y + box.height * 0.4)
  await expect(page.getByText('Turn 1601 of 4000')).toBeVisible()
  await takePictures(page, 'rail')
  // Pictures are taken at other sizes too: the rail has to be as it was.
  await expect.poll(async () => (await rail.boundingBox())?.height).toBe(box.height)
  await page.mouse.click(box.x + 7, box.y + box.height * 0.4)
  await expect(timeline(page).getByText(/^Question 1600:/)).toBeInViewport()
  expect(engine.calls('thread/turns').length).toBeLessThan(6)

  await timeline(page).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(timeline(page).locator('[data-message="turn-1599"]')).toBeFocused()
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press('Alt+ArrowDown')
    await expect(timeline(page).locator(`[data-message="turn-${1600 + step}"]`)).toBeFocused()
  }
  await rail.focus()
  await page.keyboard.press('PageUp')
  await expect(rail).toHaveAttribute('aria-valuenow', '1593')
  await page.keyboard.press('Home')
  await expect(timeline(page).getByText(/^Question 0:/)).toBeInViewport()
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

test('words are found in all of the thread, counted, marked and gone to', async ({ page }) => {
  const complaints = complaintsOf(page)
  await openLong(page)
  await page.keyboard.press('ControlOrMeta+f')
  await page.keyboard.type('Part 17 holds')
  await expect(page.getByText('1 of 1', { exact: true })).toBeVisible()
  await expect(timeline(page).getByText('Part 17 holds now')).toBeInViewport()
  const field = page.getByRole('textbox', { name: 'Find in this thread' })
  await expect(field).toBeFocused()
  await field.fill('question 23')
  await expect(page.getByText('1 of 111', { exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 of 111', { exact: true })).toBeVisible()
  await expect(timeline(page).getByText(/^Question 230:/)).toBeInViewport()
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByText('111 of 111', { exact: true })).toBeVisible()
  await expect(timeline(page).getByText(/^Question 2399:/)).toBeInViewport()
  expect(await page.evaluate(() => CSS.highlights.get('find')?.size ?? 0)).toBeGreaterThan(0)
  await expectAccessible(page)
  await takePictures(page, 'find')
  await field.fill('nowhere to be found')
  await expect(page.getByText('No hits')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(field).toBeHidden()
  await expect(timeline(page)).toBeFocused()
  expect(await page.evaluate(() => CSS.highlights.has('find'))).toBe(false)
  expect(complaints).toEqual([])
})

test('a hit in what a command printed opens the command, and all it printed', async ({ page }) => {
  const excerpt = 'check 39.30 ok'
  const hit = { turnId: 'turn-39', itemId: 'call-39', kind: 'output', seq: 790, excerpt, marks: [[6, 11]] }
  await openLong(page, TURNS, { 'thread/find': () => ({ hits: [hit], total: 1 }) })
  await page.keyboard.press('ControlOrMeta+f')
  await page.keyboard.type('39.30')
  await expect(timeline(page).getByText('make check-39', { exact: true })).toBeInViewport()
  await expect(timeline(page).getByText(excerpt)).toBeAttached()
  await expect(timeline(page).locator('.found')).toContainText('make check-39')
})

test('a page that does not come is said and can be asked for again; a place is found again behind another tab', async ({
  page,
}) => {
  const { answers } = longThread(TURNS)
  let works = false
  await openLong(page, TURNS, {
    'thread/turns': params => {
      if (!works) throw new Error('The disk is gone.')
      return answers['thread/turns']?.(params)
    },
  })
  await timeline(page).evaluate(element => (element.scrollTop = 0))
  await expect(page.getByText('The earlier turns could not be loaded. The disk is gone.')).toBeVisible()
  await takePictures(page, 'page-failed')
  works = true
  await page.getByRole('button', { name: 'Try again' }).press('Enter')
  await expect(page.getByText(/^39\d\d earlier turns/)).toBeAttached()

  await page.getByRole('slider', { name: 'Turn' }).focus()
  await page.keyboard.press('Home')
  const read = timeline(page).getByText(/^Question 0:/)
  await expect(read).toBeInViewport()
  const before = await read.boundingBox()
  await page.keyboard.press('ControlOrMeta+Shift+A')
  await expect(timeline(page)).toBeHidden()
  await page.keyboard.press('ControlOrMeta+1')
  await expect.poll(async () => (await read.boundingBox())?.y).toBe(before?.y)
})

test('a link in the address of the page leads to its turn', async ({ page }) => {
  await openLong(page)
  await page.evaluate(() => (location.hash = '#/thread/long/turn-77/m-77'))
  await expect(timeline(page).getByText('Part 77 holds now')).toBeInViewport()
  await expect(timeline(page).locator('.marked')).toContainText('Part 77 holds now')
  expect(await page.evaluate(() => location.hash)).toBe('')
})

test('what a crash left: the step, what is in doubt, what is lost, and a way to look at it', async ({ page }) => {
  const complaints = complaintsOf(page)
  await page.setViewportSize(VIEWPORT)
  const thread = crashed()
  const engine = await openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread, { status: 'interrupted' })],
    values: { layout: { tabs: [thread.id], active: thread.id, panel: false } },
    frames: { 'terminals/watch': { type: 'terminals', terminals: [] } },
    answers: { 'thread/lineage': () => ({ nodes: [] }) },
  })
  await expect(page.getByText('1 turn was interrupted at step 7.')).toBeVisible()
  await expect(page.getByText('A background command ended with it: npm run dev')).toBeVisible()
  await expect(page.getByText('Outcome unknown: the app stopped while it ran.')).toBeVisible()
  await expect(page.getByText('Waiting for the model')).toBeHidden()
  await expect(timeline(page).locator('.statusDot.failed')).toHaveCount(0)
  await page.getByRole('button', { name: 'Context compacted' }).press('Enter')
  await timeline(page).evaluate(element => (element.scrollTop = 0))
  await page.getByRole('button', { name: 'Review' }).press('Enter')
  await expect(page.getByText('git push origin main')).toBeInViewport()
  await takePictures(page, 'crashed')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Continue' }).press('Enter')
  await expect.poll(() => engine.calls('turn/continue')).toHaveLength(1)
  expect(complaints).toEqual([])
})
