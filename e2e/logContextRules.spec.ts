import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'

test('the log and the context of a thread, and rules tried on its commands, by keyboard', async () => {
  const bench = await openWorkbench('browser')
  const { page } = bench
  const complaints = complaintsOf(page)
  const toPane = async (name: string) => {
    await page.getByRole('tab', { name, exact: true }).focus()
    await page.keyboard.press('Enter')
  }
  try {
    await beginThread(page, 'hello')
    await expect(page.getByText('response_item')).toHaveCount(0)
    await toPane('Log')
    const events = page.getByRole('listbox', { name: 'Events' })
    await expect(events.getByText('response_item · message').first()).toBeVisible()
    await events.focus()
    await page.keyboard.press('Home')
    await expect(page.getByRole('region', { name: 'Event at byte 0' })).toContainText('"session_meta"')
    await page.getByRole('searchbox', { name: 'Filter events' }).fill('hello user')
    await expect(page.getByText(/^\d+ of \d+ events$/)).toBeVisible()
    await page.getByRole('button', { name: 'Copy JSONL' }).press('Enter')
    await expect(page.getByText(/^Copied \d+ events?\.$/)).toBeVisible()
    await page.getByRole('searchbox', { name: 'Filter events' }).fill('')
    await expectAccessible(page)
    await takePictures(page, 'log')

    await toPane('Context')
    await expect(page.getByRole('meter', { name: 'Context window used' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Compact now' })).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'context')

    await page.getByRole('button', { name: 'Rules', exact: true }).press('Enter')
    await page.getByRole('textbox', { name: 'Command line to try' }).fill('git push --force && ls')
    await expect(page.getByRole('list', { name: 'Parts of the line' }).getByRole('listitem')).toHaveCount(2)
    await page.getByRole('tab', { name: 'Last real commands' }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'rules')
    expect(complaints).toEqual([])
  } finally {
    await bench.close()
  }
})
