import { expect as expectSoon } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { takePictures } from './workbench.ts'

/** Rooms load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

/** Runs a command of the palette by the words that find it. */
export async function openFromPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Presses Tab until something is in focus, as a person would who looks for it. */
export async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp): Promise<void> {
  // The last one: what a dialog covers comes before it.
  const wanted = page.getByRole(role, { name, exact: typeof name === 'string' }).last()
  await expect(wanted).toBeVisible()
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to the ${role} ${String(name)}`)
}

/** Pictures at both sizes and in both themes; nothing may stick out sideways at either. */
export async function look(page: Page, name: string): Promise<void> {
  await takePictures(page, name)
  for (const width of [900, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  }
  await expectAccessible(page)
}
