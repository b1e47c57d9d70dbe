import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

const kinds: HostKind[] = ['browser', 'desktop']

const waitingCard = (page: Page) => page.getByText('Run this command outside the sandbox?').last()
const allDone = (page: Page) => page.getByText('What really happened:')

for (const kind of kinds) {
  test.describe(`the workbench in the ${kind}`, () => {
    let workbench: Workbench
    test.beforeEach(async () => {
      workbench = await openWorkbench(kind, undefined, 'no-preference')
    })
    test.afterEach(() => workbench.close())

    test('first minute: a real turn with the rehearsal model, by keyboard alone', async () => {
      const { page, home } = workbench
      const complaints = complaintsOf(page)
      await expect(page.getByRole('heading', { name: 'Welcome to Heddle' })).toBeVisible()
      await expectAccessible(page)
      if (kind === 'browser') await takePictures(page, 'first-run')

      await beginThread(page, 'hello, show me around')
      await expect(waitingCard(page)).toBeVisible({ timeout: 30_000 })
      await expect(page.getByText('uname -a').first()).toBeVisible()
      await expect(page.getByText(/on-request/).first()).toBeVisible()
      await expectAccessible(page)
      if (kind === 'browser') await takePictures(page, 'approval')

      await page.getByRole('group', { name: 'What happened' }).focus()
      // A card that has just come into view takes no letter yet.
      await page.locator('.approval button[aria-keyshortcuts="y"]').waitFor()
      await page.keyboard.press('y')
      await expect(allDone(page)).toBeVisible({ timeout: 30_000 })
      await expect(page.getByText(/tokens/).last()).toBeVisible()
      await expectAccessible(page)
      if (kind === 'browser') await takePictures(page, 'workbench')
      expect(readFileSync(join(home, 'heddle/sample/REHEARSAL.md'), 'utf8')).not.toBe('')
      expect(complaints).toEqual([])
    })

    test('a declined command does not run, and the agent is told', async () => {
      const { page } = workbench
      await beginThread(page, 'hello')
      await expect(waitingCard(page)).toBeVisible({ timeout: 30_000 })
      await page.getByRole('button', { name: /^Deny/ }).first().press('Enter')
      await expect(allDone(page)).toBeVisible({ timeout: 30_000 })
      await expect(page.getByText(/did not run/).last()).toBeVisible()
    })

    test('drafts, threads and tabs survive a reload', async () => {
      const { page } = workbench
      await beginThread(page, 'help')
      await expect(page.getByText(/Rehearsal model:/).last()).toBeVisible()
      await page.getByRole('textbox', { name: 'Message' }).fill('not sent yet')
      await expect.poll(() => savedDrafts(workbench)).toContain('not sent yet')
      await page.reload()
      await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('not sent yet')
      await expect(page.getByText(/Rehearsal model:/).last()).toBeVisible()
    })

    test('killed while it waits: it still waits afterwards, and goes on', async () => {
      await beginThread(workbench.page, 'hello')
      await expect(waitingCard(workbench.page)).toBeVisible({ timeout: 30_000 })
      await workbench.kill()
      workbench = await workbench.restart()
      const { page } = workbench
      const resume = page.getByRole('button', { name: 'Continue' })
      await expect(resume).toBeVisible({ timeout: 15_000 })
      await expect(waitingCard(page)).toBeVisible()
      if (kind === 'browser') await takePictures(page, 'interrupted')
      await resume.press('Enter')
      await page
        .getByRole('button', { name: /^Allow once/ })
        .first()
        .press('Enter')
      await expect(allDone(page)).toBeVisible({ timeout: 30_000 })
    })

    test('Escape stops a running turn', async () => {
      const { page } = workbench
      await beginThread(page, 'long')
      await expect(page.getByText(/Rehearsal model:/).last()).toBeVisible()
      await page.getByRole('textbox', { name: 'Message' }).focus()
      await page.keyboard.press('Escape')
      await expect(page.getByText(/You stopped this turn|Stopped|interrupted/i).last()).toBeVisible()
    })

    test('the palette finds commands', async () => {
      const { page } = workbench
      await expect(page.getByRole('heading', { name: 'Welcome to Heddle' })).toBeVisible()
      await page.keyboard.press('ControlOrMeta+k')
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.keyboard.type('setti')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeFocused()
      await expectAccessible(page)
    })
  })
}

function savedDrafts({ home }: Workbench): string {
  const path = join(home, 'heddle/interface.json')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
