import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessibleNow } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted } from './gallery/scriptedEngine.ts'

test.describe.configure({ timeout: 180_000 })

const SECTIONS = ['Controls', 'Forms', 'Feedback', 'Texts', 'Cards']

const THEMES = [
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference' },
  { name: 'light', colorScheme: 'light', contrast: 'no-preference' },
  { name: 'contrast', colorScheme: 'dark', contrast: 'more' },
] as const

/** What lies above the page, and what opens it. */
const LAYERS = [
  ['Open the menu', '.menu'],
  ['Open a form', 'dialog'],
  ['Open a question', 'dialog'],
] as const
const nameOf = (button: string) => button.split(' ').at(-1) ?? ''

async function openGallery(page: Page) {
  await page.setViewportSize({ width: 960, height: 1500 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const engine = await openScripted(page, { threads: [], hash: '#gallery' })
  // The last things to come: colours from the worker, which code does not await for ever, and the editor.
  const colours = page.locator('.code-comment').first()
  await expect(async () => {
    if (!(await colours.isVisible())) await page.reload()
    await expect(colours).toBeVisible({ timeout: 5000 })
  }).toPass({ timeout: 60_000 })
  await expect(page.locator('.cm-content')).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
  return engine
}

test('every part looks as it did, in every theme, and can be used by everybody', async ({ page }) => {
  const complaints = complaintsOf(page)
  const { strays } = await openGallery(page)
  for (const { name, ...media } of THEMES) {
    await page.emulateMedia(media)
    await expectAccessibleNow(page)
    for (const section of SECTIONS) {
      const part = page.getByRole('region', { name: section, exact: true })
      await expect.soft(part).toHaveScreenshot(`${section.toLowerCase()}-${name}.png`)
    }
    for (const [button, layer] of name === 'light' ? LAYERS : []) {
      const opener = page.getByRole('button', { name: button })
      await opener.press('Enter')
      await expect.soft(page.locator(layer)).toHaveScreenshot(`${nameOf(button)}.png`)
      await page.keyboard.press('Escape')
      await expect(opener).toBeFocused()
    }
  }
  expect(strays).toEqual([])
  expect(complaints).toEqual([])
})
