import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { accessibilityFaults } from './accessibility.ts'
import { german } from '../src/renderer/ui/i18n/german/german.ts'
import { complaintsOf } from './gallery/checks.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'

test.describe.configure({ timeout: 240_000 })

const ROOMS = ['Inbox', 'Sessions', 'Skills', 'Profiles', 'MCP servers', 'Rules', 'Settings']
const PANES = ['Plan', 'Agents', 'Changes', 'Terminal', 'Context', 'Log']

const inGerman = (text: string) => german[text] ?? text
const LARGE = { width: 1280, height: 800 }
/** What 200 % leaves of the large window. */
const ZOOMED = { width: 640, height: 400 }
const THEMES = [
  { colorScheme: 'dark', contrast: 'no-preference' },
  { colorScheme: 'light', contrast: 'no-preference' },
  { colorScheme: 'dark', contrast: 'more' },
] as const

/** Controls that lie beside the window or whose words do not fit in them. What scrolls by itself may be wider. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element): boolean =>
      element.parentElement !== null &&
      (/auto|scroll/.test(getComputedStyle(element.parentElement).overflowX)
        ? element.parentElement.scrollWidth > element.parentElement.clientWidth
        : scrolls(element.parentElement))
    const controls = [...document.querySelectorAll<HTMLElement>('button, input, textarea, a[href], h1, h2, label')]
    const found = controls.flatMap(element => {
      if (!element.checkVisibility() || element.closest('.srOnly, .skipLink') !== null) return []
      const { left, right, width } = element.getBoundingClientRect()
      const name = `${element.className || element.tagName} “${element.innerText.slice(0, 40)}”`
      if (width > 1 && (left < -1 || right > innerWidth + 1) && !scrolls(element)) return [`${name} ends at ${right}`]
      const isOpen = getComputedStyle(element).overflowX === 'visible'
      return isOpen && element.matches('button') && element.scrollWidth > element.clientWidth + 1
        ? [`${name} is wider than its frame`]
        : []
    })
    const { scrollWidth } = document.documentElement
    return scrollWidth > innerWidth ? [...found, `The page is ${scrollWidth} wide`] : found
  })

/** Looks at what is open: by the rules, and for words that do not fit, in the large window and at 200 %. */
async function examine(page: Page, name: string): Promise<string[]> {
  const faults = await accessibilityFaults(page, THEMES)
  for (const size of [LARGE, ZOOMED]) {
    await page.setViewportSize(size)
    faults.push(...(await cutOff(page)).map(fault => `${size.width}: ${fault}`))
  }
  await page.screenshot({ path: `e2e/screenshots/german-${name}-${ZOOMED.width}.png` })
  await page.setViewportSize(LARGE)
  return faults.map(fault => `${name}: ${fault}`)
}

test('in German every room and pane can be used by everybody, also at 200 %', async () => {
  const bench = await openWorkbench('browser')
  try {
    const { page } = bench
    const complaints = complaintsOf(page)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await beginThread(page, 'Fix the failing test.')
    await page.keyboard.press('ControlOrMeta+,')
    await page.getByRole('radio', { name: 'English' }).focus()
    await page.keyboard.press('ArrowRight')
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await expect(page.getByRole('radio', { name: 'Deutsch' })).toBeChecked()

    const faults: string[] = []
    for (const room of ROOMS) {
      const places = page.getByRole('navigation', { name: inGerman('Threads') })
      await places.getByRole('button', { name: inGerman(room) }).press('Enter')
      await expect(page.locator('main h1').first()).toBeVisible()
      faults.push(...(await examine(page, room)))
    }
    await page.keyboard.press('ControlOrMeta+1')
    for (const pane of PANES) {
      await page.getByRole('tab', { name: inGerman(pane) }).click()
      faults.push(...(await examine(page, pane)))
    }
    await page.emulateMedia({ contrast: 'no-preference' })
    await takePictures(page, 'german')
    expect(faults).toEqual([])
    expect(complaints).toEqual([])
  } finally {
    await bench.close()
  }
})
