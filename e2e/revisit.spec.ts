import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { longThread, putInto } from './bench/corpus.ts'
import type { Place } from './bench/programs.ts'
import { complaintsOf } from './gallery/checks.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

const kinds: HostKind[] = ['browser', 'desktop']

const timeline = (page: Page) => page.getByRole('group', { name: 'What happened' })
const message = (page: Page, words: string) =>
  timeline(page).getByRole('group', { name: 'Your message' }).filter({ hasText: words })
const tabs = (page: Page) => page.getByRole('navigation', { name: 'Open tabs' }).locator('.tabName')
const endsOfTurns = (page: Page) => timeline(page).getByRole('button', { name: 'Fork from here' })

async function say(page: Page, words: string, turns: number): Promise<void> {
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(words)
  await page.keyboard.press('Enter')
  await expect(endsOfTurns(page)).toHaveCount(turns, { timeout: 20_000 })
}

for (const kind of kinds) {
  test.describe(`revisiting in the ${kind}`, () => {
    let workbench: Workbench
    test.beforeEach(async () => {
      workbench = await openWorkbench(kind)
      const { page } = workbench
      await beginThread(page, 'help with red')
      await expect(endsOfTurns(page)).toHaveCount(1, { timeout: 20_000 })
      await say(page, 'help with green', 2)
      await say(page, 'help with blue', 3)
    })
    test.afterEach(() => workbench.close())

    test('a turn is forked, after it and before it, and the fork leads back', async () => {
      const { page } = workbench
      const complaints = complaintsOf(page)
      await endsOfTurns(page).nth(1).press('Enter')
      await expect(tabs(page)).toHaveCount(2)
      await expect(endsOfTurns(page)).toHaveCount(2)
      await expect(message(page, 'help with blue')).toHaveCount(0)
      await say(page, 'help with a fork', 3)
      if (kind === 'browser') await takePictures(page, 'forked')

      await page.getByRole('button', { name: /^Forked from/ }).press('Enter')
      await expect(message(page, 'help with blue')).toHaveCount(1)
      await expect(tabs(page)).toHaveCount(2)

      await timeline(page).getByRole('button', { name: 'More for this turn' }).nth(1).press('Enter')
      await page.getByRole('menuitem', { name: 'Fork from before this turn' }).press('Enter')
      await expect(tabs(page)).toHaveCount(3)
      await expect(endsOfTurns(page)).toHaveCount(1)
      await expect(message(page, 'help with green')).toHaveCount(0)

      await page.getByRole('button', { name: /^Forks: 3 threads/ }).press('Enter')
      await expect(page.getByRole('menuitem')).toHaveCount(3)
      if (kind === 'browser') await takePictures(page, 'lineage')
      await page.keyboard.press('Escape')
      expect(complaints).toEqual([])
    })

    test('a message is said differently, and both ways stay a step apart', async () => {
      const { page } = workbench
      const complaints = complaintsOf(page)
      await message(page, 'help with green').focus()
      await page.keyboard.press('e')
      const field = page.getByRole('textbox', { name: 'Edit your message' })
      await expect(field).toHaveValue('help with green')
      await field.fill('help with yellow')
      if (kind === 'browser') {
        await takePictures(page, 'message-edited')
        await expectAccessible(page)
      }
      await page.keyboard.press('Enter')

      await expect(message(page, 'help with yellow')).toContainText('2/2')
      await expect(message(page, 'help with blue')).toHaveCount(0)
      await expect(tabs(page)).toHaveCount(1)
      await expect(endsOfTurns(page)).toHaveCount(2, { timeout: 20_000 })
      if (kind === 'browser') {
        await takePictures(page, 'variants')
        await expectAccessible(page)
      }

      const top = (words: string) => message(page, words).evaluate(element => element.getBoundingClientRect().top)
      const before = await top('help with yellow')
      await page.getByRole('button', { name: 'Previous variant' }).press('Enter')
      await expect(message(page, 'help with green')).toContainText('1/2')
      await expect(message(page, 'help with blue')).toHaveCount(1)
      await expect.poll(async () => Math.abs((await top('help with green')) - before)).toBeLessThanOrEqual(1)

      // Said in a third way, from the second: all three are variants of the first.
      await page.getByRole('button', { name: 'Next variant' }).press('Enter')
      await message(page, 'help with yellow').focus()
      await page.keyboard.press('e')
      await field.fill('help with purple')
      await page.keyboard.press('Enter')
      await expect(message(page, 'help with purple')).toContainText('3/3')
      expect(complaints).toEqual([])
    })

    test('turns are taken back, and brought back', async () => {
      const { page } = workbench
      await timeline(page).getByRole('button', { name: 'More for this turn' }).nth(1).press('Enter')
      await page.getByRole('menuitem', { name: /^Take back this turn/ }).press('Enter')
      await expect(page.getByText('Took back 2 turns.')).toBeVisible()
      await expect(endsOfTurns(page)).toHaveCount(1)
      await page.getByRole('button', { name: 'Undo', exact: true }).press('Enter')
      await expect(endsOfTurns(page)).toHaveCount(3)
    })

    test('words, turns and links lead to their places', async () => {
      const { page } = workbench
      await page.keyboard.press('ControlOrMeta+f')
      await page.keyboard.type('green')
      const search = page.getByRole('search', { name: 'Find in this thread' })
      await expect(search.getByText(/^\d+ of \d+$/)).toBeVisible()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Shift+Enter')
      await page.keyboard.press('Escape')
      await expect(search).toBeHidden()

      const rail = page.getByRole('slider', { name: 'Turn' })
      await rail.focus()
      await page.keyboard.press('Home')
      await expect(rail).toHaveAttribute('aria-valuetext', /^1 of 3, done: help with red/)

      await message(page, 'help with green').getByRole('button', { name: 'Copy link to this message' }).focus()
      if (kind === 'browser') await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.keyboard.press('Enter')
      await expect(page.getByText('Link copied.')).toBeVisible()
      await page.getByRole('button', { name: 'New thread' }).first().press('Enter')
      await expect(timeline(page)).toBeHidden()
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.press('ControlOrMeta+v')
      await page.getByText('Open the link').waitFor()
      await page.keyboard.press('Enter')
      await expect(message(page, 'help with green')).toBeVisible()
      await expect(timeline(page).locator('.marked')).toContainText('help with green')
    })
  })
}

test.describe('a long thread of the real program', () => {
  const TURNS = 300
  for (const kind of kinds) {
    test(`is read from its end to its start, searched, and gone through, in the ${kind}`, async () => {
      test.setTimeout(120_000)
      const workbench = await openWorkbench(kind)
      const { page, home } = workbench
      const complaints = complaintsOf(page)
      try {
        const thread = longThread({ turns: TURNS, compacted: false })
        putInto({ home: join(home, 'heddle') } as Place, thread)
        await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible()
        await page.evaluate(id => (location.hash = `#/thread/${id}`), thread.threadId)
        const rail = page.getByRole('slider', { name: 'Turn' })
        await expect(rail).toHaveAttribute('aria-valuetext', new RegExp(`^${TURNS} of ${TURNS}, done`))

        await page.mouse.move(600, 400)
        for (let step = 0; step < 400; step++) {
          await page.mouse.wheel(0, -1500)
          await page.evaluate(() => new Promise(requestAnimationFrame))
          if (step % 20 === 0 && (await rail.getAttribute('aria-valuenow')) === '1') break
        }
        await expect(page.getByText('The thread begins here')).toBeVisible()
        await expect(rail).toHaveAttribute('aria-valuetext', new RegExp(`^1 of ${TURNS}, done`))
        await expect(page.getByText(/later turns/)).toBeAttached()

        await rail.focus()
        for (const key of ['PageDown', 'PageDown', 'ArrowDown']) await page.keyboard.press(key)
        await expect(rail).toHaveAttribute('aria-valuenow', '22')
        await page.keyboard.press('ControlOrMeta+f')
        await page.keyboard.type('Request 250')
        await expect(page.getByRole('search').getByText(/^1 of/)).toBeVisible({ timeout: 20_000 })
        await expect(rail).toHaveAttribute('aria-valuenow', '251')
        await page.keyboard.press('Escape')
        await page.keyboard.press('End')
        await expect(rail).toHaveAttribute('aria-valuenow', String(TURNS))
        expect(complaints).toEqual([])
      } finally {
        await workbench.close()
      }
    })
  }
})
