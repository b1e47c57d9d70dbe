import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

/** Rooms and the editor load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 120_000 })

const CONFIG = `# what I set
model = "gpt-5.5"
approval_policy = "untrusted" # ask me
`
const HOSTS: readonly HostKind[] = ['browser', 'desktop']

const configOf = ({ home }: Workbench): string => join(home, 'heddle/config.toml')

/** Tabs on until the focus is on a button. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab')
    if (await button.evaluate(element => element === document.activeElement)) return
  }
  throw new Error(`The focus does not come to "${name}"`)
}

for (const kind of HOSTS) {
  test(`a broken configuration is mended from its banner, by keyboard: ${kind}`, async () => {
    const at = await openWorkbench(kind, CONFIG)
    const { page } = at
    try {
      await page.getByRole('heading', { name: 'Welcome to Heddle' }).waitFor()
      const banner = page.getByRole('status').filter({ hasText: 'config.toml:' })
      await expect(banner).toHaveCount(0)

      // Another program writes nonsense while the window is open.
      writeFileSync(configOf(at), CONFIG.replace('"untrusted"', '"untrusted'))
      await expect(banner).toContainText('config.toml:3:')
      await expect(banner).toContainText('What it said before counts until it is mended.')
      await takePictures(page, `broken-config-${kind}`)
      await expectAccessible(page)

      await tabTo(page, 'Fix it')
      await page.keyboard.press('Enter')
      const editor = page.getByRole('textbox', { name: /^Text of .*config\.toml/ })
      await expect(editor).toBeFocused()
      await expect(page.getByRole('region', { name: 'Problems' })).toContainText('3:')
      await takePictures(page, `broken-config-editor-${kind}`)

      // The cursor is in the line that is wrong.
      await page.keyboard.press('End')
      await page.keyboard.press('Shift+Home')
      await page.keyboard.type('approval_policy = "sometimes"')
      await page.keyboard.press('ControlOrMeta+s')
      await expect(banner).toContainText('config.toml:3:1')
      await expect(banner).toContainText('approval_policy')
      await page.keyboard.press('End')
      await page.keyboard.press('Shift+Home')
      await page.keyboard.type('approval_policy = "on-request"')
      await page.keyboard.press('ControlOrMeta+s')
      await expect(banner).toHaveCount(0)
      expect(readFileSync(configOf(at), 'utf8')).toBe(
        '# what I set\nmodel = "gpt-5.5"\napproval_policy = "on-request"\n',
      )
      await expectAccessible(page)

      // A file that is broken from the start says so as well, and one hides what one knows.
      await at.kill()
      writeFileSync(configOf(at), 'model = \n')
      const again = await at.restart()
      try {
        const said = again.page.getByRole('status').filter({ hasText: 'config.toml:1:' })
        await expect(said).toContainText('Fix it')
        await tabTo(again.page, 'Hide')
        await again.page.keyboard.press('Enter')
        await expect(said).toHaveCount(0)
      } finally {
        await again.close()
      }
    } finally {
      await at.close()
    }
  })
}
