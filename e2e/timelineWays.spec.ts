import { expect, test } from '@playwright/test'
import { expectAccessibleNow } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openFromPalette } from './roomKeys.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { takePictures } from './workbench.ts'

const ANSWER = `The lock is taken **first** now.\n\n| ${'column | '.repeat(24)}\n|${'---|'.repeat(24)}\n| ${'value | '.repeat(24)}\n\n\`\`\`ts\nconst lock = await take()\n\`\`\`\n\nA word that is long: ${'w'.repeat(10_000)}`

test('a thread is copied from, quoted, opened and folded at once, by keyboard', async ({ page }) => {
  const complaints = complaintsOf(page)
  await page.addInitScript(() => {
    const copied: string[] = []
    Object.assign(globalThis, { copied })
    navigator.clipboard.writeText = async text => void copied.push(text)
  })
  const thread = script('ways')
    .create('Ways through a thread')
    .asks('What changed?')
    .runs('npm test', `\u001b[32mok\u001b[0m\n${'line\n'.repeat(60)}`)
    .says(ANSWER)
    .finishes()
    .thread()
  await page.setViewportSize({ width: 1280, height: 800 })
  await openScripted(page, { threads: [thread], values: { layout: { tabs: ['ways'], active: 'ways', panel: false } } })
  const copied = () => page.evaluate(() => (globalThis as unknown as { copied: string[] }).copied.at(-1))
  await expect(page.getByText('The lock is taken')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

  await openFromPalette(page, 'open everything')
  await expect(page.getByRole('button', { name: 'Show all 61 lines' })).toBeVisible()
  await page.getByRole('button', { name: 'Copy output' }).press('Enter')
  expect(await copied()).toMatch(/^ok\nline\n/)
  await page.getByRole('button', { name: 'Copy command' }).press('Enter')
  expect(await copied()).toBe('npm test')
  await page.getByRole('button', { name: 'Copy as Markdown' }).press('Enter')
  expect(await copied()).toBe(ANSWER)
  await openFromPalette(page, 'fold everything')
  await expect(page.getByRole('button', { name: 'Show all 61 lines' })).toBeHidden()

  const timeline = page.getByRole('group', { name: 'What happened' })
  await timeline.focus()
  await page.getByText('The lock is taken').evaluate(element => getSelection()?.selectAllChildren(element))
  await expect(page.getByRole('button', { name: /^Quote/ })).toBeVisible()
  await takePictures(page, 'timeline-quote')
  await expectAccessibleNow(page)
  await page.keyboard.press('q')
  const field = page.getByRole('textbox', { name: 'Message' })
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('> The lock is taken first now.\n\n')
  expect(complaints).toEqual([])
})
