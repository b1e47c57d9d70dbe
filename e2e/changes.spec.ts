import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { manyChanges, treeAnswers } from './gallery/changes.ts'
import { complaintsOf, expectAccessible } from './gallery/checks.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import type { Scripted } from './gallery/scriptedEngine.ts'
import { undoThread } from './gallery/undo.ts'
import { takePictures } from './workbench.ts'

const expect = expectSoon.configure({ timeout: 10_000 })

async function openChanges(page: Page, answers: Scripted['answers'] = {}) {
  const thread = undoThread().thread()
  await page.setViewportSize({ width: 1280, height: 800 })
  const engine = await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [thread.id], active: thread.id, panel: true, panelTab: 'changes' } },
    answers: { ...treeAnswers(), ...answers },
  })
  return { thread, engine }
}

const list = (page: Page) => page.getByRole('region', { name: 'Changed files' })

test('what is not committed is read, staged, put back and talked about, by keyboard alone', async ({ page }) => {
  const complaints = complaintsOf(page)
  const { engine } = await openChanges(page, { 'changes/read': () => ({ files: [], outside: [], partial: false }) })
  await page.getByRole('radio', { name: 'Thread' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText('2 commits ahead · 1 commit behind')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Not staged · 6' })).toBeVisible()
  await expect(page.getByText('100644 → 100755')).toBeVisible()
  await takePictures(page, 'changes-tree')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Read changes over the whole window' }).press('Enter')
  await expect(list(page)).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('n')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('c')
  await page.keyboard.type('Why was this renamed?')
  await takePictures(page, 'changes-wide')
  await page.keyboard.press('Control+Enter')
  await expect(list(page)).toBeFocused()
  await expect(page.getByText('Why was this renamed?')).toBeVisible()
  await expectAccessible(page)
})
