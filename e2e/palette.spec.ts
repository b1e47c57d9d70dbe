import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { SERVERS } from './gallery/rooms.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { rowsOfPast, sessionAnswers } from './gallery/sessions.ts'
import { skillsGallery } from './gallery/skills.ts'
import { script } from './gallery/threads.ts'
import { openFromPalette } from './roomKeys.ts'
import { openWorkbench, takePictures } from './workbench.ts'

/** Rooms load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })
test.describe.configure({ timeout: 120_000 })

const TITLE = 'Fix flaky session test'
const thread = script('t').create(TITLE).asks('Find out why.').says('Because.').finishes().thread()

const CAREFUL = {
  name: 'careful',
  kind: 'table',
  file: '/home/ada/.heddle/config.toml',
  line: 3,
  values: {},
  active: false,
  threads: 0,
  problems: [],
}

const options = (page: Page) => page.getByRole('dialog').getByRole('option')
const front = (page: Page) => page.getByRole('heading', { level: 1 }).first()

/** Types into the palette, waits until the first line is what was meant, and takes it. */
async function choose(page: Page, typed: string, wanted: RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(typed)
  await expect(page.getByRole('option', { selected: true })).toContainText(wanted)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
}

test('the palette leads to one of each kind: by scope, by fuzzy words, and to what was used lately', async ({
  page,
}) => {
  const complaints = complaintsOf(page)
  const skills = skillsGallery()
  const files = ['src/main/engine.ts', 'docs/engine.md'].map(path => ({
    path,
    marks: [[path.indexOf('engine'), path.indexOf('engine') + 6]],
  }))
  const engine = await openScripted(page, {
    threads: [thread],
    summaries: [summaryOf(thread)],
    values: { layout: { tabs: ['t'], active: 't', panel: false } },
    frames: { 'mcp/watch': { type: 'servers', servers: SERVERS } },
    answers: {
      ...sessionAnswers(rowsOfPast(40)),
      ...skills.answers,
      'files/search': ({ query }) => ({
        files: files.filter(({ path }) => path.includes(String(query))),
        total: 2,
        state: 'whole',
      }),
      'profiles/list': () => ({ profiles: [CAREFUL], active: null }),
      'prompts/list': () => ({
        prompts: [
          {
            name: 'weekly',
            path: '/home/ada/.heddle/prompts/weekly.md',
            description: 'What happened this week',
            argumentHint: null,
            scope: 'user',
            text: 'Say what happened.',
            hash: '1',
            shadowed: false,
            editable: true,
            problems: [],
          },
        ],
        problems: [],
      }),
    },
  })
  const field = page.getByRole('textbox', { name: 'Message', exact: true })
  await expect(field).toBeVisible()

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('engine')
  await expect(options(page).filter({ hasText: 'docs/engine.md' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'palette')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await choose(page, '@engine.md', /docs\/engine\.md/)
  await expect(field).toHaveValue(/docs\/engine\.md/)
  await expect(field).toBeFocused()

  // What would do nothing now says when it would, and is not taken.
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('>next pane')
  await expect(options(page).filter({ hasText: 'Next pane' })).toHaveAttribute('aria-disabled', 'true')
  await expect(options(page).filter({ hasText: 'Next pane' })).toContainText('With several panes')
  await page.keyboard.press('Escape')

  await choose(page, '>orul', /Open Rules/)
  await expect(front(page)).toHaveText('Rules')
  await choose(page, 'flaky', /Fix flaky/)
  await expect(field).toBeVisible()
  await choose(page, '$', /./)
  await expect(front(page)).toHaveText('Skills')
  await choose(page, '/weekly', /weekly/)
  await expect(page.getByRole('tab', { name: 'Prompts', selected: true })).toBeVisible()
  await choose(page, ',issues', /issues/)
  await expect(page.getByRole('tab', { name: /issues/, selected: true })).toBeVisible()
  await choose(page, ',density', /Density/)
  await expect(page.getByRole('main').locator(':focus')).toBeVisible()
  await choose(page, ',careful', /careful/)
  await expect(front(page)).toHaveText('Profiles')

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('#cursor')
  await expect(options(page).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.calls('session/search')).not.toEqual([])

  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog').getByText('Used lately')).toBeVisible()
  await page.keyboard.press('Escape')
  expect(complaints).toEqual([])
})

test('windows on one engine: each keeps its own layout over a reload, and a new one begins empty', async () => {
  const workbench = await openWorkbench('browser')
  try {
    const { page } = workbench
    await expect(page.getByRole('button', { name: 'New thread' }).first()).toBeVisible()
    await openFromPalette(page, 'open rules')
    await expect(front(page)).toHaveText('Rules')

    // Another tab of the same browser begins as the window used last, then goes its own way.
    const other = await page.context().newPage()
    await other.goto(page.url())
    await expect(front(other)).toHaveText('Rules')
    await openFromPalette(other, 'open inbox')
    await expect(front(other)).toHaveText('Inbox')
    await page.reload()
    await expect(front(page)).toHaveText('Rules')
    await expect(page.getByRole('navigation', { name: 'Open tabs' }).getByText('Inbox')).toBeHidden()

    // A preference holds in all of them.
    await openFromPalette(other, 'theme: light')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')

    const opened = page.context().waitForEvent('page')
    await openFromPalette(page, 'new window')
    const fresh = await opened
    await expect(fresh.getByRole('button', { name: 'New thread' }).first()).toBeVisible()
    await expect(fresh.getByRole('navigation', { name: 'Open tabs' }).getByRole('button')).toHaveCount(1)
    await fresh.reload()
    await expect(fresh.getByRole('navigation', { name: 'Open tabs' }).getByRole('button')).toHaveCount(1)
    await page.bringToFront()
    await expect(front(page)).toHaveText('Rules')
  } finally {
    await workbench.close()
  }
})
