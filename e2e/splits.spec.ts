import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import type { Scripted, ScriptedEngine } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { openFromPalette } from './roomKeys.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'

/** Panes come as they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })
test.describe.configure({ timeout: 120_000 })

const TITLES = ['Fix flaky session test', 'Add profiles', 'Rewrite the parser', 'Speed up the index', 'Tidy the docs']
const THREADS = TITLES.map((title, at) => script(`t${at}`).create(title).asks(`Please: ${title}.`).thread())

const scripted = (values: Record<string, unknown> = {}): Scripted => ({
  threads: THREADS,
  summaries: THREADS.map((thread, at) => summaryOf(thread, { status: 'running', updatedAt: Date.now() - at })),
  values,
})

const pane = (page: Page, at: number) => page.getByRole('region', { name: TITLES[at] ?? '', exact: true })
const field = (page: Page, at: number) => pane(page, at).getByRole('textbox', { name: 'Message', exact: true })

/** The layout of this window as it was kept last. */
const kept = (engine: ScriptedEngine) => {
  const writes = engine.calls('interface/write') as {
    key: string
    value: { tabs: { columns: { panes: string[] }[] }[] }
  }[]
  return writes.findLast(({ key }) => key.startsWith('layout:'))
}
const shape = (engine: ScriptedEngine) =>
  kept(engine)?.value.tabs.map(({ columns }) => columns.map(({ panes }) => panes.join('/')).join(' | '))

async function split(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+\\')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

test('four live panes by keyboard alone: opened, moved, maximised, closed, reopened, kept', async ({ page }) => {
  const complaints = complaintsOf(page)
  await page.setViewportSize({ width: 1600, height: 900 })
  const engine = await openScripted(page, scripted({ layout: { tabs: ['t0'], active: 't0', panel: false } }))
  await expect(field(page, 0)).toBeVisible()
  await split(page, 'profiles')
  await expect(field(page, 1)).toBeFocused()
  await split(page, 'parser')
  await split(page, 'index')
  await expect(field(page, 3)).toBeFocused()
  await expect.poll(() => shape(engine)).toEqual(['t0/t3 | t1/t2'])

  // Each of them is live.
  for (const [at, { id, seq }] of THREADS.slice(0, 4).entries())
    engine.push(id, { type: 'live', kind: 'text', itemId: `m-${seq + 1}`, offset: 0, text: `Stream ${at} runs.` })
  for (const at of [0, 1, 2, 3]) await expect(pane(page, at).getByText(`Stream ${at} runs.`)).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: 'e2e/screenshots/panes-four-dark-1600.png' })

  await page.keyboard.press('Alt+]')
  await expect(field(page, 1)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Alt+Shift+ArrowLeft')
  await expect.poll(() => shape(engine)).toEqual(['t0/t3 | t1 | t2'])
  await page.keyboard.press('ControlOrMeta+Shift+\\')
  await expect(pane(page, 0)).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Panes of this tab' }).getByRole('button')).toHaveCount(5)
  await takePictures(page, 'panes-one')
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.keyboard.press('ControlOrMeta+Shift+\\')
  await expect(field(page, 0)).toBeVisible()

  const divider = page.getByRole('separator', { name: 'Height of the panes' })
  await divider.focus()
  await page.keyboard.press('ArrowUp')
  await expect(divider).toHaveAttribute('aria-valuenow', '48')

  await field(page, 1).focus()
  await page.keyboard.press('Alt+w')
  await expect.poll(() => shape(engine)).toEqual(['t0/t3 | t2'])
  await page.keyboard.press('Alt+Shift+T')
  await expect.poll(() => shape(engine)).toEqual(['t0/t3 | t1 | t2'])
  await openFromPalette(page, 'panes in a grid')
  await expect.poll(() => shape(engine)).toEqual(['t0/t3 | t1/t2'])

  // Read again as it was kept, in a window too small for all of them.
  const { key = '', value } = kept(engine) ?? {}
  const again = await page.context().newPage()
  await again.setViewportSize({ width: 900, height: 600 })
  await openScripted(again, scripted({ [key]: value }))
  const names = again.getByRole('navigation', { name: 'Panes of this tab' }).getByRole('button')
  await expect(names).toHaveCount(4)
  await names.first().press('Enter')
  await expect(field(again, 0)).toBeVisible()
  await takePictures(again, 'panes-small')
  await again.close()
  expect(complaints).toEqual([])
})

test('tabs are dragged and moved, threads dropped at the edge of a pane; back and forward lead through them', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1600, height: 900 })
  const values = { layout: { tabs: ['t0', 't1', 't2'], active: 't0', panel: false } }
  const engine = await openScripted(page, scripted(values))
  await expect(field(page, 0)).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Alt+]')
  await expect.poll(() => shape(engine)).toEqual(['t1', 't0', 't2'])

  const tabs = page.getByRole('navigation', { name: 'Open tabs' })
  await tabs.getByTitle(TITLES[2] ?? '').dragTo(tabs.getByTitle(TITLES[1] ?? ''), {
    targetPosition: { x: 4, y: 8 },
  })
  await expect.poll(() => shape(engine)).toEqual(['t2', 't1', 't0'])

  const { width = 0, height = 0 } = (await pane(page, 0).boundingBox()) ?? {}
  await tabs.getByTitle(TITLES[1] ?? '').dragTo(pane(page, 0), { targetPosition: { x: width - 20, y: height / 2 } })
  await expect.poll(() => shape(engine)).toEqual(['t2', 't0 | t1'])

  await page.keyboard.press('ControlOrMeta+1')
  await expect(field(page, 2)).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(field(page, 1)).toBeVisible()
  await page.getByRole('button', { name: 'Forward' }).press('Enter')
  await expect(field(page, 2)).toBeVisible()
})

test('on the desktop a new thread opens beside the one in front, and both come back after a restart', async () => {
  const workbench = await openWorkbench('desktop')
  const messages = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })
  let { page } = workbench
  try {
    await page.setViewportSize({ width: 1600, height: 900 })
    await beginThread(page, 'hello')
    await page.keyboard.press('ControlOrMeta+Alt+b')
    await page.keyboard.press('ControlOrMeta+\\')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Enter')
    await expect(messages(page)).toHaveCount(2)
    await expect(messages(page).nth(1)).toBeFocused()
    await page.keyboard.type('long')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/Rehearsal model:/).last()).toBeVisible()

    await workbench.kill()
    const again = await workbench.restart()
    page = again.page
    await page.setViewportSize({ width: 1600, height: 900 })
    await expect(messages(page)).toHaveCount(2)
    await expect(page.getByText('hello', { exact: true }).first()).toBeVisible()
    await again.close()
  } finally {
    await workbench.close()
  }
})
