import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { expectAccessible } from './accessibility.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { Workbench } from './workbench.ts'

/** On a machine that also builds and serves, rooms and turns take a while. */
const expect = expectSoon.configure({ timeout: 20_000 })

test.describe.configure({ timeout: 180_000 })

const KEY = 'canary-93ab-never-in-the-page'

async function fromPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Presses Tab until something is in focus, as a person would who looks for it. */
async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: typeof name === 'string' }).last()
  await expect(wanted).toBeVisible()
  for (let presses = 0; presses < 120; presses++) {
    if (await wanted.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to the ${role} ${String(name)}`)
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, 'button', name)
  await page.keyboard.press('Enter')
}

async function type(page: Page, name: string, words: string): Promise<void> {
  await tabTo(page, 'textbox', name)
  await page.keyboard.type(words)
}

async function look(page: Page, name: string): Promise<void> {
  await takePictures(page, name)
  for (const width of [900, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  }
  await expectAccessible(page)
}

const inHome = ({ home }: Workbench, path: string) => join(home, 'heddle', path)
const rowOf = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true })

for (const kind of ['browser', 'desktop'] as const) {
  test(`${kind}: a provider is added, tried, given a key, used in a turn, deleted and brought back, by keyboard`, async () => {
    const model = await startModelServer(() => ({
      type: 'answer',
      speech: [{ type: 'text', text: 'Hello from the new provider.' }],
      ending: { type: 'completed' },
    }))
    const workbench = await openWorkbench(kind, '# My settings.\n')
    const { page } = workbench
    const complaints = complaintsOf(page)
    try {
      await page.getByRole('heading', { name: 'Welcome to Heddle' }).waitFor()
      await fromPalette(page, 'settings: providers')
      await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeFocused()
      await expect(rowOf(page, 'OpenAI').getByText('No key yet')).toBeVisible()
      if (kind === 'browser') await look(page, 'settings-providers')

      await press(page, 'Add provider')
      const dialog = page.getByRole('dialog', { name: 'Add a provider' })
      await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(dialog.getByText('Give it a name.')).toBeVisible()
      await type(page, 'Name', 'My Models')
      await type(page, 'Address', model.url)
      await type(page, 'Key', KEY)
      await press(page, 'Test connection')
      await expect(dialog.getByText(/It works: scripted answered in \d+ ms/)).toBeVisible()
      expect(model.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)
      if (kind === 'browser') await look(page, 'settings-add-provider')
      await press(page, 'Add provider')
      await expect(dialog).toBeHidden()

      const row = rowOf(page, 'My Models')
      await expect(row.getByText('Key kept in a file that only you can read')).toBeVisible()
      expect(readFileSync(inHome(workbench, 'config.toml'), 'utf8')).toMatch(/^# My settings\.\n/)
      expect(readFileSync(inHome(workbench, 'config.toml'), 'utf8')).not.toContain(KEY)
      expect(statSync(inHome(workbench, 'auth.json')).mode & 0o777).toBe(0o600)
      expect(await page.content()).not.toContain(KEY)
      expect(
        await page.evaluate(() => [...document.querySelectorAll('input')].map(({ value }) => value).join()),
      ).not.toContain(KEY)

      await row.getByRole('button', { name: 'Test' }).focus()
      await page.keyboard.press('Enter')
      await expect(row.getByText(/It works: scripted answered/)).toBeVisible()
      await row.getByRole('button', { name: 'Use' }).focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('combobox', { name: 'Model for new threads' })).toBeFocused()
      await expect(page.getByRole('combobox', { name: 'Model for new threads' })).toHaveValue('scripted')
      await page.keyboard.press('Enter')
      await expect(row.getByText('new threads use it')).toBeVisible()
      if (kind === 'browser') await look(page, 'settings-provider-used')

      await page.keyboard.press(kind === 'browser' ? 'Alt+n' : 'ControlOrMeta+n')
      await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
      await expect(page.getByRole('radio', { name: /sample/ })).toBeChecked()
      const message = page.getByRole('textbox', { name: 'Message' })
      await expect(page.getByText(/scripted/).first()).toBeVisible()
      await message.focus()
      await page.keyboard.type('Say hello')
      await page.keyboard.press('Enter')
      await expect(page.getByText('Hello from the new provider.')).toBeVisible()
      expect(model.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)

      await fromPalette(page, 'settings: providers')
      await press(page, 'More for My Models')
      await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
      await expect(row).toBeHidden()
      expect(readFileSync(inHome(workbench, 'auth.json'), 'utf8')).not.toContain(KEY)
      await page.getByRole('button', { name: 'Undo' }).press('Enter')
      await expect(row.getByText('Needs no key')).toBeVisible()
      expect(model.problems).toEqual([])
      expect(complaints).toEqual([])
    } finally {
      await workbench.close()
      await model.close()
    }
  })
}

test('a shortcut is recorded, refused, swapped, used and reset; features, notifications and a report', async () => {
  const model = await startModelServer(script())
  const secret = 'canary-in-config-4711'
  const config = `developer_instructions = "${secret}"\nmodel_provider = "scripted"\nmodel = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${model.url}" }
[features]
# On purpose.
view_image = false
`
  const workbench = await openWorkbench('browser', config)
  const { page } = workbench
  const complaints = complaintsOf(page)
  try {
    await page.getByRole('heading', { name: 'Welcome to Heddle' }).waitFor()
    await page.keyboard.press('ControlOrMeta+,')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeFocused()
    await expect(page.getByRole('tab', { name: 'General' })).toHaveAttribute('data-state', 'active')
    await look(page, 'settings')

    await tabTo(page, 'tab', 'General')
    await page.keyboard.press('ArrowDown')
    await expect(page.getByText('These belong to the desktop window.')).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('heading', { name: 'Notifications', level: 2 })).toBeVisible()
    await look(page, 'settings-notifications')
    await tabTo(page, 'switch', 'A turn is done')
    await page.keyboard.press('Space')
    await expect(page.getByRole('switch', { name: 'A turn is done' })).toBeChecked()
    const remembered = () => {
      const path = inHome(workbench, 'interface.json')
      return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).preferences : undefined
    }
    await expect.poll(() => remembered()?.notify).toMatchObject({ waits: true, done: true, failed: true })

    await fromPalette(page, 'settings: features')
    const feature = page.getByRole('switch', { name: 'view_image' })
    await expect(feature).not.toBeChecked()
    await expect(page.getByText(/Off by .*config\.toml:\d+; the default is on\./)).toBeVisible()
    await look(page, 'settings-features')
    await tabTo(page, 'switch', 'view_image')
    await page.keyboard.press('Space')
    await expect(feature).toBeChecked()
    expect(readFileSync(inHome(workbench, 'config.toml'), 'utf8')).not.toContain('view_image')

    await fromPalette(page, 'settings: keyboard')
    const shortcut = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}: `) })
    const field = page.getByRole('textbox', { name: /^New shortcut of/ })
    const record = async (name: string, chord: string) => {
      await shortcut(name).focus()
      await page.keyboard.press('Enter')
      await expect(field).toBeFocused()
      await page.keyboard.press(chord)
    }
    await record('Compact the context of this thread', 'k')
    await expect(page.getByText('other keys write text')).toBeVisible()
    await page.keyboard.press('Control+w')
    await expect(page.getByText('The browser keeps it to itself')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('It is fixed in one place: Composer')).toBeVisible()
    await page.keyboard.press('Control+b')
    await expect(page.getByText('“Show or hide sidebar” has it.')).toBeVisible()
    await look(page, 'settings-shortcuts')
    await field.focus()
    await page.keyboard.press('F9')
    await expect(shortcut('Compact the context of this thread')).toHaveAccessibleName(/f9/)
    await expect(shortcut('Compact the context of this thread')).toBeFocused()

    await record('Search or run a command', 'Control+b')
    await press(page, 'Swap')
    await expect(shortcut('Show or hide sidebar')).toHaveAccessibleName(/mod\+k/)
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('navigation', { name: 'Threads' })).toBeHidden()
    await page.keyboard.press('Control+b')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.type('compact the context')
    await expect(page.getByRole('option', { name: /Compact the context/ })).toContainText('F9')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('banner').getByText('Ctrl+B')).toBeVisible()
    await press(page, 'Reset all')
    await expect(page.getByRole('banner').getByText('Ctrl+K')).toBeVisible()
    await expect.poll(() => remembered()?.chords).toEqual({})

    await fromPalette(page, 'settings: about')
    await press(page, 'Write a report')
    await expect(page.getByText('Nothing was sent anywhere.')).toBeVisible()
    await look(page, 'settings-about')
    const path = await page.getByRole('status').locator('.mono').first().textContent()
    const files = unzipSync(readFileSync(path ?? ''))
    const all = Object.values(files)
      .map(file => new TextDecoder().decode(file))
      .join('\n')
    expect(all).toContain('"model": "scripted"')
    expect(all).not.toContain(secret)
    expect(complaints).toEqual([])
  } finally {
    await workbench.close()
    await model.close()
  }
})

test('what waits is told by the browser while the page is not looked at, and a click leads there', async () => {
  const model = await startModelServer(script().calls('exec_command', { cmd: 'touch built.txt' }).says('done'))
  const config = `model_provider = "scripted"\nmodel = "scripted"\napproval_policy = "untrusted"
model_providers.scripted = { name = "Scripted", base_url = "${model.url}" }\n`
  const workbench = await openWorkbench('browser', config)
  const { page } = workbench
  try {
    await page.getByRole('heading', { name: 'Welcome to Heddle' }).waitFor()
    // No desktop shows anything here: what would be shown is written down, and nobody looks at the page.
    await page.evaluate(() => {
      const shown: { title: string; body: string; silent: boolean; target: EventTarget }[] = []
      class Told extends EventTarget {
        static permission = 'granted'
        constructor(title: string, { body, silent }: { body: string; silent: boolean }) {
          super()
          shown.push({ title, body, silent, target: this })
        }
        close() {}
      }
      Object.assign(globalThis, { Notification: Told, shown })
      document.hasFocus = () => false
    })
    const shown = () =>
      page.evaluate(() => (globalThis as unknown as { shown: { title: string; silent: boolean }[] }).shown)
    await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
    await page.getByText(/Answers come from/).waitFor()
    await page.getByRole('textbox', { name: 'Message' }).fill('clean up')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: /^Allow once/ }).first()).toBeVisible()
    await expect.poll(async () => (await shown()).length).toBe(1)
    expect((await shown())[0]).toMatchObject({ title: 'clean up', silent: true })
    await expect(page).toHaveTitle('(1) Heddle')
    await page.keyboard.press('ControlOrMeta+,')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeFocused()
    await page.evaluate(() =>
      (globalThis as unknown as { shown: { target: EventTarget }[] }).shown[0]?.target.dispatchEvent(
        new Event('click'),
      ),
    )
    await page
      .getByRole('button', { name: /^Allow once/ })
      .first()
      .press('Enter')
    await expect(page).toHaveTitle('Heddle')
  } finally {
    await workbench.close()
    await model.close()
  }
})
