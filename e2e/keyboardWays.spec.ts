import { expect, test } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'

const thread = script('t').create('Fix flaky session test').asks('Find out why.').finishes().thread()

const holdsFocus = (part: Locator) => part.evaluate(element => element.contains(document.activeElement))

/** Presses the key that goes to the next part of the window. */
async function nextPart(page: Page, part: Locator): Promise<void> {
  await page.keyboard.press('F6')
  await expect.poll(() => holdsFocus(part)).toBe(true)
}

test('a key leads from part to part of the window and back to where one was; the first stop leads past the tabs', async ({
  page,
}) => {
  const refuse = () => {
    throw new Error('The layout was not kept: the disk is full.')
  }
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread)],
    values: { layout: { tabs: ['t'], active: 't' } },
    answers: { 'interface/write': refuse },
  })
  const message = page.getByRole('textbox', { name: 'Message' })
  await expect(message).toBeVisible()
  const skip = page.getByRole('button', { name: 'To the content' })
  await expect(page.locator('button, a[href], input, textarea, [tabindex]').first()).toHaveText('To the content')
  await skip.focus()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(message).toBeFocused()

  await page.keyboard.press('ControlOrMeta+Alt+b')
  const toast = page.getByText('the disk is full')
  await expect(toast).toBeVisible()
  await message.focus()
  const panel = page.getByRole('complementary', { name: 'Panel' })
  if (await panel.isVisible()) await nextPart(page, panel)
  await nextPart(page, page.locator('[data-region="toasts"]'))
  await page.keyboard.press('Enter')
  await expect(toast).toBeHidden()
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await nextPart(page, page.getByRole('banner'))
  await nextPart(page, page.getByRole('navigation', { name: 'Threads' }))
  await page.keyboard.press('F6')
  await expect(message).toBeFocused()
})

test('where a turn begins, waits and ends is said aloud, and what streams is not', async ({ page }) => {
  const complaints = complaintsOf(page)
  const other = summaryOf({ ...thread, id: 'o', title: 'Lighthouse regressions' })
  const engine = await openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread), other],
    values: { layout: { tabs: ['t'], active: 't' } },
  })
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const said = page.locator('[role="status"].srOnly').filter({ hasText: /turn|waits/ })
  const change = (id: 't' | 'o', status: 'running' | 'waiting' | 'done') =>
    engine.send('threads/watch', {
      type: 'changed',
      thread: { ...(id === 't' ? summaryOf(thread) : other), status, updatedAt: Date.now() },
    })
  change('t', 'running')
  await expect(said).toHaveText('The turn runs.')
  change('o', 'running')
  change('o', 'waiting')
  await expect(said).toHaveText('Lighthouse regressions waits for an answer.')
  change('t', 'done')
  await expect(said).toHaveText('Fix flaky session test: the turn is done.')
  // The timeline is no live region: tokens would be read on and on.
  await expect(page.getByRole('group', { name: 'What happened' })).not.toHaveAttribute('aria-live', /./)
  expect(complaints).toEqual([])
})
