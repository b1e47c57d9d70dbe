import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import axe from 'axe-core'

type Theme = Parameters<Page['emulateMedia']>[0]

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

/**
 * Where the page breaks the rules of accessibility, each as `rule: element, element`: all rules in the first theme,
 * those of colours in the others, because nothing else depends on the theme.
 */
export async function accessibilityFaults(page: Page, themes: readonly Theme[]): Promise<string[]> {
  const faults: string[] = []
  for (const [index, theme] of themes.entries()) {
    await page.emulateMedia(theme)
    await animationsEnd(page)
    // A script that is evaluated stays until the page is loaded anew; no policy of the page applies to it.
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
    const rules = index === 0 ? RULES : ['color-contrast']
    faults.push(...(await page.evaluate(violated, { type: index === 0 ? 'tag' : 'rule', values: rules } as const)))
  }
  return faults
}

/** No violation of the rules in the theme shown. */
export const expectAccessibleNow = async (page: Page): Promise<void> =>
  expect(await accessibilityFaults(page, [{}])).toEqual([])

/** No violation of the rules, in either theme. */
export const expectAccessible = async (page: Page): Promise<void> =>
  expect(await accessibilityFaults(page, [{ colorScheme: 'light' }, { colorScheme: 'dark' }])).toEqual([])

/** A colour measured on its way from one theme to the other belongs to neither. */
const animationsEnd = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })

/** Runs in the page. */
async function violated(runOnly: axe.RunOnly): Promise<string[]> {
  const inPage = window as unknown as { axe: typeof axe }
  const { violations } = await inPage.axe.run({ runOnly, resultTypes: ['violations'], preload: false })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}
