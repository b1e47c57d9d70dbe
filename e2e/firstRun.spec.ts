import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessibleNow } from './accessibility.ts'
import { startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { PUSH } from './gallery/waiting.ts'
import { tabTo } from './roomKeys.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { HostKind } from './workbench.ts'

/** On a machine that also builds and serves, rooms and turns take a while. */
const expect = expectSoon.configure({ timeout: 30_000 })

test.describe.configure({ timeout: 180_000 })

const KEY = 'canary-51c0-never-in-the-page'

/** Nobody who begins should need longer for a step, with a person's own thinking left out. */
const BOUND_MS = 60_000

const kinds: HostKind[] = ['browser', 'desktop']

/** Says how long each step took. */
function stopwatch(kind: HostKind) {
  let last = performance.now()
  const steps: string[] = []
  return {
    step(name: string) {
      const now = performance.now()
      steps.push(`${name} ${((now - last) / 1000).toFixed(1)} s`)
      expect(now - last, name).toBeLessThan(BOUND_MS)
      last = now
    },
    tell: () => console.log(`first run, ${kind}: ${steps.join(' · ')}`),
  }
}

const mark = (page: Page, title: string) => page.getByRole('complementary', { name: title })
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })

async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, 'button', name)
  await page.keyboard.press('Enter')
}

/** Looks at the page, in both themes and sizes, where it is the browser's turn. */
async function look(page: Page, kind: HostKind, name: string): Promise<void> {
  if (kind !== 'browser') return
  await takePictures(page, name)
  await expectAccessibleNow(page)
}

for (const kind of kinds) {
  test(`somebody who knows nothing: tour, folder, model, first task, by keyboard, in the ${kind}`, async () => {
    const model = await startModelServer(request =>
      request.headers.authorization === `Bearer ${KEY}`
        ? {
            type: 'answer',
            speech: [{ type: 'text', text: 'It counts words, and that is all it does.' }],
            ending: { type: 'completed' },
          }
        : { type: 'refusal', status: 401, headers: {}, body: '{"error":{"message":"Incorrect API key provided"}}' },
    )
    const config = `model_provider = "rehearsal"\nmodel = "rehearsal"\n\n[model_providers.lab]\nname = "Lab"\nbase_url = "${model.url}"\nwire_api = "responses"\nenv_key = "LAB_KEY"\n`
    const workbench = await openWorkbench(kind, config, 'no-preference')
    const { page, home } = workbench
    const own = join(home, 'my-project')
    mkdirSync(own)
    writeFileSync(join(own, 'README.md'), '# My project\n')
    const complaints = complaintsOf(page)
    const watch = stopwatch(kind)
    try {
      await expect(page.getByRole('heading', { name: 'Welcome to Heddle' })).toBeVisible()
      await expect(page.getByRole('radio', { name: /Rehearsal model/ })).toBeChecked()
      watch.step('open')
      await look(page, kind, 'welcome')
      await takeTour(page, kind, watch.step)
      if (kind === 'browser') await chooseOwnFolder(page, own)
      else await closeSystemDialog(page)
      watch.step('own folder')
      await chooseModel(page, kind)
      watch.step('model')

      await beginTask(page, kind)
      await page.keyboard.press('Enter')
      await expect(page.getByText('It counts words, and that is all it does.')).toBeVisible()
      expect(model.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)
      watch.step('first task')
      expect(await page.content()).not.toContain(KEY)
      expect(complaints).toEqual([])
      watch.tell()
    } finally {
      await workbench.close()
      await model.close()
    }
  })
}

async function takeTour(page: Page, kind: HostKind, step: (name: string) => void): Promise<void> {
  await press(page, 'Start the tour')
  await expect(mark(page, 'An agent at work')).toBeVisible()
  await expect(mark(page, 'It asks you')).toBeVisible()
  step('tour: watch')
  await look(page, kind, 'tour-asks')
  await press(page, 'To the question')
  await expect(page.locator('.approval:focus-within')).toBeVisible()
  // A card that has just come into view takes no letter yet.
  await page.locator('.approval button[aria-keyshortcuts="y"]').waitFor()
  await page.keyboard.press('y')
  await expect(mark(page, 'All of it can be taken back')).toBeVisible()
  await tabTo(page, 'button', 'To the arrow')
  step('tour: answer')
  await press(page, 'To the arrow')
  await expect(page.getByRole('button', { name: 'Undo file changes' })).toBeFocused()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('REHEARSAL.md').first()).toBeVisible()
  await dialog.getByRole('button', { name: /^Undo/ }).last().press('Enter')
  await expect(mark(page, 'That was all')).toBeVisible()
  step('tour: undo')
}

/** A path that is no folder is said where it was typed, and typing goes on. */
async function chooseOwnFolder(page: Page, own: string): Promise<void> {
  await press(page, 'Choose my folder')
  const dialog = page.getByRole('dialog', { name: 'Choose a folder' })
  const path = dialog.getByRole('textbox', { name: 'Path' })
  await path.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(`${own}-that-is-not-there`)
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('cannot be opened')
  await path.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(own)
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('No folders in here.')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('radio', { name: /my-project/ })).toBeChecked()
  await expect(page.getByText(/Answers come from Rehearsal model/)).toBeVisible()
}

/** The system's own dialog, closed without a choice, is no dead end: what was there is still there to choose. */
async function closeSystemDialog(page: Page): Promise<void> {
  await press(page, 'Choose my folder')
  await expect(page.getByRole('heading', { name: 'New thread' })).toBeVisible()
  await expect(page.getByRole('radio', { name: /sample/ })).toBeChecked()
}

/** A suggestion goes into the field, to be changed and sent; where somebody worked before there is none. */
async function beginTask(page: Page, kind: HostKind): Promise<void> {
  if (kind === 'browser') {
    await press(page, 'Explain this project')
    await expect(message(page)).toBeFocused()
    await expect(message(page)).toHaveValue(/^Explain what this project does/)
  } else {
    await message(page).focus()
    await page.keyboard.type('What is in here?')
  }
}

/** No server on this machine, a key that opens nothing, and one that does. */
async function chooseModel(page: Page, kind: HostKind): Promise<void> {
  await press(page, 'Other models')
  await tabTo(page, 'radio', /Rehearsal model/)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText(/No model server answers here|Use it/)).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: /^Service: / })).toBeVisible()
  await tabTo(page, 'button', /^Service: /)
  await page.keyboard.press('Enter')
  await page.getByRole('menuitemradio', { name: 'Lab' }).press('Enter')
  await tabTo(page, 'textbox', 'Key of Lab')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'did not accept the API key' })).toContainText(
    'Nothing was kept',
  )
  await look(page, kind, 'wrong-key')
  await expect(page.getByRole('textbox', { name: 'Key of Lab' })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(KEY)
  await page.keyboard.press('Enter')
  await expect(page.getByText(/Answers come from scripted/)).toBeVisible()
}

const PROVIDERS = {
  providers: ['rehearsal', 'openai'].map(id => ({
    id,
    name: id === 'openai' ? 'OpenAI' : 'Rehearsal',
    baseUrl: id === 'openai' ? 'https://api.openai.com/v1' : '',
    wireApi: 'responses',
    envKey: id === 'openai' ? 'OPENAI_API_KEY' : null,
    builtIn: true,
    key: id === 'openai' ? 'none' : 'notNeeded',
    keptIn: null,
    active: id === 'rehearsal',
    file: null,
    line: null,
  })),
}
const ANSWERS = { 'providers/list': () => PROVIDERS, 'providers/discover': () => ({ found: [] }) }

test('the tour is put away and stays away; the palette has it', async ({ page }) => {
  const engine = await openScripted(page, { threads: [], summaries: [], answers: ANSWERS })
  await press(page, 'Not now')
  await expect(page.getByRole('button', { name: 'Start the tour' })).toBeHidden()
  const kept = (engine.calls('interface/write') as { key: string; value: unknown }[]).findLast(
    ({ key }) => key === 'preferences',
  )
  expect(kept?.value).toMatchObject({ tour: { phase: 'over' } })
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('show the tour')
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.calls('workspace/sample')).toHaveLength(1)
})

test('a tour goes on after a restart where its thread stands, and Esc ends it', async ({ page }) => {
  const thread = script('t')
    .create('Show me around')
    .asks('Show me around')
    .calls('exec_command', { cmd: 'uname -a' })
    .waits(PUSH)
    .thread()
  await openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread, { status: 'waiting' })],
    values: {
      preferences: { tour: { phase: 'running', threadId: 't' } },
      layout: { tabs: ['t'], active: 't' },
    },
  })
  await expect(mark(page, 'It asks you')).toBeVisible()
  await tabTo(page, 'button', 'Skip the tour')
  await page.keyboard.press('Escape')
  await expect(mark(page, 'It asks you')).toBeHidden()
})
