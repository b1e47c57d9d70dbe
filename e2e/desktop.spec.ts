import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectAccessible, expectAccessibleNow } from './accessibility.ts'
import { DesktopSettings } from '../src/contract/desktop.ts'
import type { UpdateState } from '../src/contract/desktop.ts'
import { menuCommands } from '../src/main/hosts/electron/menu.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { launchElectron, type ElectronApp } from './electronApp.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import type * as Surroundings from './standin/surroundings.ts'
import { takePictures } from './workbench.ts'

const expect = expectSoon.configure({ timeout: 20_000 })

/** What the stand-in has beside Electron's own: what would have been shown. */
type Seen = Pick<typeof Surroundings, 'Notification' | 'Tray' | 'powerSaveBlocker' | 'globalShortcut'>

/** Labels of a menu, in order, without separators. */
const trayLabels = (app: ElectronApp) =>
  app.evaluate(electron => {
    const { Tray } = electron as unknown as Seen
    return Tray.all.map(({ menu }) => menu?.items.map(({ label }) => String(label ?? '—')))
  })

const clickTray = (app: ElectronApp, label: string) =>
  app.evaluate((electron, wanted) => {
    const { Tray } = electron as unknown as Seen
    const item = Tray.all[0]?.menu?.items.find(each => each.label === wanted)
    ;(item!.click as () => void)()
  }, label)

/** The items of the application's menu that are commands of the interface, by id. */
const menuLabels = (app: ElectronApp) =>
  app.evaluate(({ Menu }) => {
    const labels: Record<string, string> = {}
    const look = (items: readonly Electron.MenuItem[]) => {
      for (const { id, label, submenu } of items) {
        if (id) labels[id] = label
        if (submenu) look(submenu.items)
      }
    }
    look(Menu.getApplicationMenu()?.items ?? [])
    return labels
  })

const clickMenu = (app: ElectronApp, id: string) =>
  app.evaluate(({ Menu }, wanted) => {
    const look = (items: readonly Electron.MenuItem[]): void => {
      for (const item of items) {
        if (item.id === wanted) item.click()
        else if (item.submenu) look(item.submenu.items)
      }
    }
    look(Menu.getApplicationMenu()?.items ?? [])
  }, id)

async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true })
  await expect(wanted).toBeVisible()
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to the ${role} ${name}`)
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, 'button', name)
  await page.keyboard.press('Enter')
}

async function settingsPage(page: Page, words: string, heading: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(`settings: ${words}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: heading, level: 2 })).toBeVisible()
}

test('what surrounds the window tells what waits, leads there, and obeys its settings', async () => {
  test.setTimeout(120_000)
  const model = await startModelServer(script().calls('exec_command', { cmd: 'touch built.txt' }).says('done'))
  const home = mkdtempSync(join(tmpdir(), 'heddle-e2e-'))
  const own = join(home, 'my-folder')
  mkdirSync(own)
  mkdirSync(join(home, 'heddle'), { mode: 0o700 })
  const config = `model_provider = "scripted"\nmodel = "scripted"\napproval_policy = "untrusted"
model_providers.scripted = { name = "Scripted", base_url = "${model.url}" }\n`
  writeFileSync(join(home, 'heddle/config.toml'), config, { mode: 0o600 })
  const env = { PATH: process.env.PATH ?? '', HOME: home, HEDDLE_HOME: join(home, 'heddle'), LANG: 'C.UTF-8' }
  const app = await launchElectron({ userDataDir: join(home, 'user-data'), env })
  test.skip(app.kind !== 'stand-in', 'What the system shows can be seen in the stand-in alone.')
  const notifications = () =>
    app.evaluate(electron =>
      (electron as unknown as Seen).Notification.shown.map(({ title, silent }) => ({ title, silent })),
    )
  const badge = () => app.evaluate(({ app: desktop }) => desktop.getBadgeCount())
  const awake = () => app.evaluate(electron => (electron as unknown as Seen).powerSaveBlocker.running.size)
  const title = (page: Page) => page.getByRole('heading', { level: 1 }).first()
  try {
    const page = await app.firstWindow()
    const complaints = complaintsOf(page)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
    await page.getByText(/Answers come from/).waitFor()
    expect(await trayLabels(app)).toEqual([
      ['Show Heddle', 'New thread', '—', 'Nothing waits for an answer', '—', 'Quit'],
    ])

    await page.getByRole('textbox', { name: 'Message' }).fill('build it')
    await page.keyboard.press('Enter')
    const allow = page.getByRole('button', { name: /^Allow once/ }).first()
    await expect(allow).toBeVisible()
    await expect.poll(notifications).toEqual([{ title: 'build it', silent: true }])
    expect(await badge()).toBe(1)
    await expect.poll(async () => (await trayLabels(app))[0]).toContain('build it')

    // The menu says what the interface says, and every item of it is a command there.
    const labels = await menuLabels(app)
    expect(Object.keys(labels).toSorted()).toEqual(Object.values(menuCommands).flatMap(Object.keys).toSorted())
    expect(labels).toMatchObject({ new: 'New thread', 'room.skills': 'Open Skills', find: 'Find in this thread' })
    await clickMenu(app, 'room.skills')
    await expect(title(page)).toHaveText(/^Skills/)
    await app.evaluate(electron => void (electron as unknown as Seen).Notification.shown[0]?.emit('click'))
    await expect(allow).toBeVisible()
    await clickMenu(app, 'settings')
    await expect(title(page)).toHaveText('Settings')
    await clickTray(app, 'build it')
    await allow.press('Enter')
    await expect.poll(badge).toBe(0)
    await expect.poll(awake).toBe(0)
    expect(await notifications(), 'that it is done is told only if it was chosen').toHaveLength(1)

    // The system's dialog, and a folder that is given to a program that runs already.
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, own)
    await clickMenu(app, 'folder')
    await expect(page.getByRole('radio', { name: /my-folder/ })).toBeChecked()
    await clickMenu(app, 'room.inbox')
    await expect(title(page)).toHaveText(/^Inbox/)
    await app.evaluate(
      ({ app: desktop }, path) => {
        Object.assign(desktop, { isPackaged: true })
        desktop.emit('second-instance', {}, ['heddle', path], '/', null)
        Object.assign(desktop, { isPackaged: false })
      },
      join(own, '..', 'my-folder'),
    )
    await expect(title(page)).toHaveText('New thread')
    await expect(page.getByRole('radio', { name: /my-folder/ })).toBeChecked()

    await settingsPage(page, 'desktop', 'Desktop')
    await press(page, 'Choose keys')
    await page.keyboard.press('h')
    await expect(page.getByText('Hold Ctrl, Alt or ⌘ with it.')).toBeVisible()
    await page.keyboard.press('Control+Alt+h')
    await expect(page.getByRole('button', { name: 'Take away' })).toBeVisible()
    const held = () => app.evaluate(electron => [...(electron as unknown as Seen).globalShortcut.held.keys()].join())
    expect(await held()).toBe('CommandOrControl+Alt+H')
    await tabTo(page, 'switch', 'Icon in the system tray')
    await page.keyboard.press('Space')
    await expect.poll(() => trayLabels(app)).toEqual([])
    const kept = () => JSON.parse(readFileSync(join(home, 'user-data', 'desktop.json'), 'utf8'))
    expect(kept()).toMatchObject({ tray: false, shortcut: 'mod+alt+h', keepAwake: true })
    await takePictures(page, 'settings-desktop')
    await expectAccessible(page)
    await press(page, 'Take away')
    await expect.poll(held).toBe('')

    await app.evaluate(
      ({ app: desktop }) => void desktop.emit('render-process-gone', {}, {}, { reason: 'oom', exitCode: 9 }),
    )
    await settingsPage(page, 'about', 'About')
    await expect(page.getByText("A window's process ended: oom (9)", { exact: true })).toBeVisible()
    await expect(page.getByText('Only an installed application updates itself.')).toBeVisible()
    await tabTo(page, 'button', 'Show folder')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/Heddle \d.*Node 24/)).toBeVisible()
    await takePictures(page, 'settings-crashes')
    await expectAccessible(page)
    expect(readdirSync(join(home, 'heddle', 'log', 'crashes'))).toHaveLength(1)
    await press(page, 'Remove all')
    await expect(page.getByText('There are none.')).toBeVisible()
    expect(readdirSync(join(home, 'heddle', 'log', 'crashes'))).toEqual([])
    expect(complaints).toEqual([])
  } finally {
    await app.close()
    await model.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
})

test('updates are off until an address is named, and each step of one is told', async ({ page }) => {
  const first = DesktopSettings.parse(undefined)
  const frame = (update: UpdateState, updates = first.updates) => ({
    state: { settings: { ...first, updates }, shortcut: 'off', update },
  })
  await page.setViewportSize({ width: 1280, height: 800 })
  const engine = await openScripted(page, {
    threads: [],
    values: { preferences: { tour: { phase: 'left' } } },
    frames: { 'desktop/watch': frame({ phase: 'off', why: null }) },
    answers: { 'desktop/configure': () => ({}), 'desktop/update': () => ({}) },
  })
  const configured = () =>
    (engine.calls('desktop/configure').at(-1) as { settings?: DesktopSettings })?.settings?.updates
  await settingsPage(page, 'about', 'About')
  await expect(page.getByText('Off. Nothing is asked anywhere.')).toBeVisible()
  await tabTo(page, 'textbox', 'Address of the updates')
  await page.keyboard.type('http://updates.example.com')
  await expect(page.getByText('The address has to begin with https://.')).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Space')
  expect(engine.calls('desktop/configure')).toEqual([])
  await page.keyboard.press('Tab')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('https://updates.example.com/heddle')
  await page.keyboard.press('Enter')
  const feed = 'https://updates.example.com/heddle'
  await expect.poll(configured).toEqual({ on: false, feed })
  await tabTo(page, 'switch', 'Look for updates')
  await page.keyboard.press('Space')
  await expect.poll(configured).toEqual({ on: true, feed })

  const told = (update: UpdateState) => engine.send('desktop/watch', frame(update, { on: true, feed }))
  told({ phase: 'failed', why: 'net::ERR_NAME_NOT_RESOLVED' })
  await expect(page.getByText('That did not work: net::ERR_NAME_NOT_RESOLVED')).toBeVisible()
  await press(page, 'Check now')
  await expect.poll(() => engine.calls('desktop/update')).toEqual([{ step: 'check' }])
  told({ phase: 'loading', version: '2.0.0', percent: 40 })
  await expect(page.getByRole('progressbar', { name: 'Fetching version 2.0.0' })).toBeVisible()
  await expectAccessibleNow(page)
  told({ phase: 'ready', version: '2.0.0' })
  await expect(page.getByText('Version 2.0.0 is ready.')).toBeVisible()
  await takePictures(page, 'settings-update')
  await expectAccessible(page)
  await press(page, 'Restart to update')
  await expect.poll(() => engine.calls('desktop/update').at(-1)).toEqual({ step: 'restart' })
})
