import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

/** Rooms and the editor load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 120_000 })

const HOSTS: readonly HostKind[] = ['browser', 'desktop']

const CONFIG = `# my settings
model = "gpt-5.5"
approval_policy = "on-request"

# for the hard ones
[profiles.deep]
model_reasoning_effort = "medium" # enough for now

[profiles.fast]
model = "gpt-5.5-mini" # cheap
sandbox_mode = "read-only"
`

/** What answers is the rehearsal model: there is neither a key nor a model of one's own. */
const PROVIDERLESS = '[profiles.careful]\nsandbox_mode = "read-only"\n'

const configOf = ({ home }: Workbench): string => join(home, 'heddle/config.toml')
const read = (at: Workbench): string => readFileSync(configOf(at), 'utf8')

async function openRoom(page: Page): Promise<void> {
  page.setDefaultTimeout(15_000)
  await page.getByRole('heading', { name: 'Welcome to Heddle' }).waitFor()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('open profiles')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: /^default/ }).waitFor()
}

const entry = (page: Page, name: string) =>
  page.getByRole('tablist', { name: 'Profiles' }).getByRole('tab', { name: new RegExp(`^${name}`) })
const setting = (page: Page, name: string) => page.getByRole('group', { name, exact: true })

/** Takes a completion. The editor lets no key choose one that has only just come: it could be meant for the text. */
async function accept(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('option', { name }).waitFor()
  await page.waitForTimeout(150)
  await page.keyboard.press('Enter')
}

for (const kind of HOSTS) {
  test(`a profile from nothing to active, by keyboard (${kind})`, async () => {
    const at = await openWorkbench(kind, CONFIG)
    const { page } = at
    try {
      await openRoom(page)
      await expect(entry(page, 'fast')).toContainText('gpt-5.5-mini')

      // From scratch.
      await page.getByRole('button', { name: 'New profile' }).press('Enter')
      await page.keyboard.type('careful')
      await page.keyboard.press('Enter')
      await expect(entry(page, 'careful')).toHaveAttribute('data-state', 'active')
      await expect(page.getByRole('heading', { name: 'careful' })).toBeVisible()

      // Where each value comes from.
      await expect(setting(page, 'Model')).toContainText('user')
      await expect(setting(page, 'Model')).toContainText('config.toml:2')
      await expect(setting(page, 'Sandbox')).toContainText('default')

      // A value, reviewed and saved.
      const effort = setting(page, 'Reasoning effort').getByRole('button', { name: /^Reasoning effort/ })
      await effort.press('Enter')
      await page.getByRole('menuitemradio', { name: 'high', exact: true }).press('Enter')
      await expect(setting(page, 'Reasoning effort')).toContainText('not saved')
      const network = setting(page, 'Network in sandbox').getByRole('switch')
      await network.press('Space')
      await page.getByRole('button', { name: 'Review 2 changes' }).press('Enter')
      const review = page.getByRole('dialog')
      await expect(review).toContainText('model_reasoning_effort = "high"')
      await takePictures(page, `profiles-review-${kind}`)
      await expectAccessible(page)
      await page.keyboard.press('Enter')
      await expect(setting(page, 'Reasoning effort')).toContainText('profile careful')
      expect(read(at)).toContain('[profiles.careful]\nmodel_reasoning_effort = "high"\n')
      expect(read(at)).toContain(
        '# for the hard ones\n[profiles.deep]\nmodel_reasoning_effort = "medium" # enough for now\n',
      )
      await takePictures(page, `profiles-form-${kind}`)
      await expectAccessible(page)

      // What is below counts again.
      await setting(page, 'Network in sandbox')
        .getByRole('button', { name: /Take Network in sandbox out/ })
        .press('Enter')
      await expect(setting(page, 'Network in sandbox')).toContainText('default')
      await page.getByRole('button', { name: 'Review 1 change' }).press('Enter')
      await page.getByRole('button', { name: 'Save', exact: true }).press('Enter')
      await expect(page.getByRole('button', { name: /^Review/ })).toHaveCount(0)
      expect(read(at)).not.toContain('network_access')

      // Compare.
      await page.getByRole('button', { name: 'Compare with…' }).press('Enter')
      await page.getByRole('menuitem', { name: 'fast' }).press('Enter')
      const table = page.getByRole('table', { name: 'careful and fast' })
      await expect(table.getByRole('row', { name: /^model / })).toContainText('gpt-5.5-mini')
      await expect(table.getByRole('row', { name: /^sandbox_mode/ })).toContainText('profile fast')
      await takePictures(page, `profiles-compare-${kind}`)
      await expectAccessible(page)

      // Activate, and what comes of it.
      await page.getByRole('tab', { name: 'Effective result' }).press('Enter')
      await expect(page.getByRole('table')).toContainText('model_reasoning_effort')
      await page.getByRole('button', { name: 'Use for new threads' }).press('Enter')
      await expect(entry(page, 'careful')).toContainText('active')
      expect(read(at)).toContain('profile = "careful"')
      await takePictures(page, `profiles-result-${kind}`)

      // Another name.
      await page.getByRole('button', { name: 'Rename careful' }).press('Enter')
      await page.keyboard.type('thorough')
      await page.keyboard.press('Enter')
      await expect(entry(page, 'thorough')).toContainText('active')
      expect(read(at)).toContain('profile = "thorough"')

      // Away, and back to the byte.
      const before = read(at)
      await entry(page, 'thorough').press('Delete')
      await expect(entry(page, 'thorough')).toHaveCount(0)
      expect(read(at)).not.toContain('thorough')
      await page.getByRole('button', { name: 'Undo' }).press('Enter')
      await expect(entry(page, 'thorough')).toContainText('active')
      expect(read(at)).toBe(before)
    } finally {
      await at.close()
    }
  })

  test(`the file as text, with help, marks and somebody else writing it (${kind})`, async () => {
    const at = await openWorkbench(kind, CONFIG)
    const { page } = at
    const complaints: string[] = []
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    try {
      await openRoom(page)
      await entry(page, 'deep').press('Enter')
      await page.getByRole('tab', { name: 'TOML' }).press('Enter')
      const editor = page.getByRole('textbox', { name: /^Text of/ })
      await expect(editor).toContainText('[profiles.deep]')
      // It is at the profile: what is typed goes there.
      await expect(editor).toBeFocused()
      await page.keyboard.press('End')
      await page.keyboard.type('\napproval_')
      await accept(page, /approval_policy/)
      await page.keyboard.type(' = "of')
      await expect(page.getByRole('region', { name: 'Problems' })).toBeVisible()
      await takePictures(page, `profiles-toml-${kind}`)
      await editor.focus()
      await page.keyboard.press('Backspace')
      await page.keyboard.type('n-req')
      await accept(page, /on-request/)
      await expect(page.getByRole('region', { name: 'Problems' })).toHaveCount(0)
      await expectAccessible(page)

      // Somebody else was faster.
      writeFileSync(configOf(at), read(at).replace('# my settings', '# theirs'))
      await expect(page.getByRole('alert')).toContainText('changed on disk')
      await page.getByRole('button', { name: 'Show the difference' }).press('Enter')
      await takePictures(page, `profiles-conflict-${kind}`)
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Keep mine' }).press('Enter')
      await editor.press('ControlOrMeta+s')
      await expect.poll(() => read(at)).toContain('[profiles.deep]\napproval_policy = "on-request"')
      expect(read(at)).toContain('# my settings')
      // Theirs this time, and mine is one step back.
      await editor.press('ControlOrMeta+End')
      await page.keyboard.type('# mine again')
      writeFileSync(configOf(at), read(at).replace('# my settings', '# theirs'))
      await page.getByRole('button', { name: 'Take theirs' }).press('Enter')
      await expect(editor).toContainText('# theirs')
      await editor.press('ControlOrMeta+z')
      await expect(editor).toContainText('# mine again')
      expect(read(at)).not.toContain('# mine again')
      expect(complaints).toEqual([])
    } finally {
      await at.close()
    }
  })

  test(`a thread follows a profile, by keyboard (${kind})`, async () => {
    const at = await openWorkbench(kind, PROVIDERLESS)
    const { page } = at
    try {
      page.setDefaultTimeout(15_000)
      await beginThread(page, 'hello')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.focus()
      await page.keyboard.type('/profile ')
      await page.getByRole('option', { name: /^careful/ }).waitFor()
      await page.keyboard.type('careful')
      await page.keyboard.press('Enter')
      const picker = page.getByRole('button', { name: 'Profile: careful' })
      await expect(picker).toBeVisible()
      await expect(page.getByRole('button', { name: /^Access: / })).toContainText(/read/i)
      await picker.press('Enter')
      await takePictures(page, `profiles-thread-${kind}`)
      await expectAccessible(page)
      await page.getByRole('menuitem', { name: 'Open careful' }).press('Enter')
      await expect(page.getByText('used by 1 thread')).toBeVisible()

      // And the other way round: a profile of what the thread is set to.
      await page.keyboard.press('ControlOrMeta+1')
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.type('new profile from this')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'New profile' }).waitFor()
      await page.keyboard.type('taken')
      await takePictures(page, `profiles-new-${kind}`)
      await expectAccessible(page)
      await page.keyboard.press('Enter')
      await expect(entry(page, 'taken')).toHaveAttribute('data-state', 'active')
      expect(read(at)).toContain('[profiles.taken]\nmodel_provider = "rehearsal"')

      // The next thread begins with it, and follows it while it is not begun.
      await page.getByRole('button', { name: 'Use for new threads' }).press('Enter')
      await expect(entry(page, 'taken')).toContainText('active')
      await page
        .getByRole('button', { name: /^New thread/ })
        .first()
        .press('Enter')
      await expect(page.getByRole('button', { name: 'Profile: taken' })).toBeVisible()
      const access = page.getByRole('button', { name: /^Access: / })
      await expect(access).toContainText(/read/i)
      writeFileSync(configOf(at), read(at).replace(/(\[profiles\.taken\][^[]*)"read-only"/, '$1"workspace-write"'))
      await expect(access).toContainText(/workspace/i)
    } finally {
      await at.close()
    }
  })
}
