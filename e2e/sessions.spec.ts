import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { trustAnswers } from './gallery/rooms.ts'
import { mainThreadDuring } from './gallery/mainThread.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import type { Scripted, ScriptedEngine } from './gallery/scriptedEngine.ts'
import { rowsOfPast, sessionAnswers } from './gallery/sessions.ts'
import { script } from './gallery/threads.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'

/** Rooms load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 120_000 })

const READY = { phase: 'ready', done: 200, of: 200, damaged: null }

/** The sessions room over an engine with so many past threads. */
async function open(page: Page, count = 200, scripted: Partial<Scripted> = {}): Promise<ScriptedEngine> {
  const thread = script('t').create('Fix flaky session test').asks('Find out why.').finishes().thread()
  await page.setViewportSize({ width: 1280, height: 800 })
  const engine = await openScripted(page, {
    threads: [thread, { ...thread, id: 'past-2' }],
    summaries: [summaryOf(thread)],
    frames: { 'index/watch': READY },
    ...scripted,
    answers: {
      ...trustAnswers({ level: 'trusted', origin: '~/.heddle/config.toml:77' }),
      ...sessionAnswers(rowsOfPast(count)),
      ...scripted.answers,
    },
  })
  await page.keyboard.press('ControlOrMeta+Shift+F')
  await expect(search(page)).toBeFocused()
  // Keys act on what is there.
  if (count > 0) await expect(lines(page).first()).toBeVisible()
  return engine
}

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search past threads' })
const grid = (page: Page) => page.getByRole('grid', { name: 'Past threads' })
const lines = (page: Page) => grid(page).locator('.sessions-line')
const active = (page: Page) => grid(page).locator('.sessions-line.active')
const preview = (page: Page) => page.getByRole('region', { name: /^Preview of / })
const found = (page: Page) => page.locator('.roomAside')
const toast = (page: Page) => page.locator('.toast')

/** Pictures at both sizes and in both themes; nothing may stick out sideways at either, nor at twice the size. */
async function look(page: Page, name: string): Promise<void> {
  await takePictures(page, name)
  for (const [width, height] of [
    [640, 400],
    [900, 600],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wide).toBeLessThanOrEqual(0)
  }
  await expectAccessible(page)
}

test('a past thread is found by its words, read at the hit, forked, and opened there, by keyboard alone', async ({
  page,
}) => {
  const complaints = complaintsOf(page)
  const engine = await open(page)
  await expect(found(page)).toHaveText('200 threads')
  await expect(lines(page).first()).toContainText('Profile editor: provenance')
  await look(page, 'sessions')

  await search(page).focus()
  await page.keyboard.type('stale offset')
  await expect(found(page)).toContainText(/threads · \d+\+? hits in \d+ ms/)
  await expect(active(page).locator('mark')).toHaveText(['stale', 'offset'])
  await page.keyboard.press('Enter')
  await expect(grid(page)).toBeFocused()
  await expect(preview(page).getByText('1 of 7 hits')).toBeVisible()
  await expect(preview(page).getByRole('heading', { name: 'Turn 4 of 30' })).toBeAttached()
  await expect.poll(() => marksInView(page)).toBeGreaterThan(0)
  await look(page, 'sessions-search')

  await grid(page).focus()
  await page.keyboard.press('n')
  await page.keyboard.press('n')
  await expect(preview(page).getByText('3 of 7 hits')).toBeVisible()
  await expect(preview(page).getByText('rollout.ts: appends at a stale offset')).toBeInViewport()
  await expect.poll(() => marksInView(page)).toBeGreaterThan(0)
  await page.keyboard.press('ArrowDown')
  await expect(preview(page)).toHaveAccessibleName('Preview of Why does resume sample twice?')
  await page.keyboard.press('f')
  await expect.poll(() => engine.calls('thread/fork')).toMatchObject([{ threadId: 'past-1' }])
  await expect(page.getByRole('heading', { name: 'Fix flaky session test' })).toBeVisible()

  await page.keyboard.press('Alt+w')
  await expect(search(page)).toBeFocused()
  await expect(search(page)).toHaveValue('stale offset')
  await page.keyboard.press('ArrowDown')
  await expect(active(page)).toContainText('Why does resume sample twice?')
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.watched('past-1')).toBe(true)
  expect(complaints).toEqual([])
})

/** How many marked words are to be seen in the preview. */
const marksInView = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const view = document.querySelector('.preview-scroll')?.getBoundingClientRect()
    const marks = [...(CSS.highlights.get('sessions-hit') ?? [])] as Range[]
    return marks.filter(mark => {
      const { top, bottom } = mark.getBoundingClientRect()
      return view && bottom > top && top >= view.top && bottom <= view.bottom
    }).length
  })

test('threads are pinned, renamed, archived and deleted, and each can be taken back', async ({ page }) => {
  const engine = await open(page)
  await page.keyboard.press('Enter')
  await page.keyboard.press('End')
  await expect(active(page)).toContainText(/\w/)
  await page.keyboard.press('p')
  await expect.poll(() => engine.calls('session/pin')).toEqual([{ threadIds: ['past-199'], pinned: true }])
  await expect(active(page).getByText('pinned')).toBeAttached()
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => engine.calls('session/pin')).toHaveLength(2)

  await page.keyboard.press('Home')
  await expect(active(page)).toContainText('Profile editor: provenance')
  const title = 'Where a value comes from'
  await page.keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'Name of the thread' })).toBeFocused()
  await page.keyboard.type(title)
  await page.keyboard.press('Enter')
  await expect
    .poll(() => engine.calls('thread/rename'))
    .toEqual([{ threadId: 'past-2', title: 'Where a value comes from' }])
  await expect(grid(page)).toBeFocused()

  await page.keyboard.press('e')
  await expect(toast(page)).toContainText(`Archived “${title}”.`)
  await expect(active(page)).not.toContainText(title)
  await expect(found(page)).toHaveText('199 threads')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(found(page)).toHaveText('200 threads')
  await expect(lines(page).first()).toContainText(title)

  await page.keyboard.press('Home')
  await page.keyboard.press('Delete')
  await expect(toast(page).last()).toContainText(`In the trash: “${title}”.`)
  await expect(found(page)).toHaveText('199 threads')
  await expect(grid(page)).toBeFocused()
  await toast(page).last().getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(found(page)).toHaveText('200 threads')
  expect(engine.calls('trash/restore')).toEqual([{ threadIds: ['past-2'] }])
})

test('many are selected and put away together; what is of Codex stays', async ({ page }) => {
  const engine = await open(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByRole('toolbar', { name: 'Selected threads' })).toContainText('3 selected')
  await look(page, 'sessions-selected')
  await grid(page).focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('toolbar', { name: 'Selected threads' })).toBeHidden()
  await page.keyboard.press('ControlOrMeta+a')
  await expect(page.getByRole('toolbar', { name: 'Selected threads' })).toContainText('200 selected')
  await page.keyboard.press('e')
  const codex = rowsOfPast(200).filter(row => row.readOnly).length
  await expect(toast(page)).toContainText(`Archived ${200 - codex} threads.`)
  await expect(found(page)).toHaveText(`${codex} threads`)
  await page.keyboard.press('e')
  await expect(toast(page).last()).toContainText('That is not ours to change')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(found(page)).toHaveText('200 threads')
  expect(engine.calls('session/archive')).toHaveLength(2)
})

test('the trash gives back, and asks before it is emptied', async ({ page }) => {
  const engine = await open(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Delete')
  await expect(found(page)).toHaveText('198 threads')
  await page.getByRole('radio', { name: 'Threads' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(found(page)).toHaveText('2 threads')
  await look(page, 'sessions-trash')
  await search(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('r')
  await expect(found(page)).toHaveText('1 thread')
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('alertdialog', { name: 'Delete for good?' })
  await expect(dialog.getByRole('button', { name: 'Keep' })).toBeFocused()
  await look(page, 'sessions-trash-ask')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  expect(engine.calls('trash/empty')).toEqual([])
  await page.getByRole('button', { name: 'Empty trash…' }).press('Enter')
  await dialog.getByRole('button', { name: 'Delete for good' }).press('Enter')
  await expect(page.getByText('The trash is empty:')).toBeVisible()
  await expect(search(page)).toBeFocused()
  expect(engine.calls('trash/empty')).toEqual([{}])
  await look(page, 'sessions-trash-empty')
})

test('filters narrow the list, stay set, and are cleared at once', async ({ page }) => {
  const engine = await open(page)
  await page.getByRole('button', { name: 'Workspace: all' }).press('Enter')
  await page.getByRole('menuitemradio', { name: /website/ }).press('Enter')
  await expect(found(page)).toHaveText('40 threads')
  await page.getByRole('button', { name: 'Home: all' }).press('Enter')
  await page.getByRole('menuitemradio', { name: /Codex/ }).press('Enter')
  await page.getByRole('button', { name: 'File', exact: true }).press('Enter')
  await expect(search(page)).toBeFocused()
  await page.keyboard.type('"my notes.md"')
  await expect
    .poll(() => engine.calls('session/list').at(-1))
    .toMatchObject({ filter: { workspace: '/home/ada/website', home: 'codex', file: 'my notes.md', shelf: 'active' } })
  await look(page, 'sessions-filters')
  await page.getByRole('button', { name: 'Clear filters' }).press('Enter')
  await expect(search(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Delete')
  await expect(found(page)).toHaveText('200 threads')
  await page.keyboard.type('nothing holds this')
  await expect(page.getByText('No thread holds all of these words')).toBeVisible()
})

test('a thread is exported and taken in from a file', async ({ page }) => {
  const engine = await open(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('s')
  await expect(page.getByRole('menuitem', { name: 'Markdown' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(toast(page)).toContainText('Exported to /home/ada/.heddle/exports/past-2.md')
  expect(engine.calls('session/export')).toEqual([{ threadId: 'past-2', format: 'markdown' }])

  await page.getByRole('button', { name: 'Import…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Import a thread' })
  await dialog.getByRole('button', { name: 'bad.jsonl' }).press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('Line 3 of /home/ada/bad.jsonl is no JSON.')
  await look(page, 'sessions-import')
  await dialog.getByRole('button', { name: 'good.jsonl' }).press('Enter')
  await expect(dialog).toBeHidden()
  await expect.poll(() => engine.watched('past-0')).toBe(true)
})

test('the tree of forks is walked with arrows', async ({ page }) => {
  const engine = await open(page)
  const tree = page.getByRole('tree', { name: 'Lineage' })
  await expect(tree.getByRole('treeitem', { name: /Try without the lock/ })).toHaveAttribute('aria-level', '3')
  await expect(tree.getByRole('treeitem', { name: /said with fewer words/ })).toContainText('‹3/3›')
  await tree.focus()
  await page.keyboard.press('ArrowRight')
  await expect(tree.getByRole('treeitem', { selected: true })).toContainText('Try without the lock')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(tree.getByRole('treeitem', { selected: true })).toContainText('Fix flaky session test')
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.watched('past-0')).toBe(true)
})

test('in a small window the preview is a page of its own', async ({ page }) => {
  await open(page)
  await page.setViewportSize({ width: 900, height: 600 })
  await expect(preview(page)).toBeHidden()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await expect(preview(page)).toHaveAccessibleName('Preview of Accessible menu for the editor')
  await expect(preview(page).getByRole('group', { name: 'What happened' })).toBeFocused()
  await page.keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'Name of the thread' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(preview(page).getByRole('group', { name: 'What happened' })).toBeFocused()
  await look(page, 'sessions-reading')
  await page.setViewportSize({ width: 900, height: 600 })
  await page.keyboard.press('Escape')
  await expect(grid(page)).toBeFocused()
  await expect(preview(page)).toBeHidden()
})

test('an index that is being built, or was damaged, says so', async ({ page }) => {
  const engine = await open(page, 200, {
    frames: {
      'index/watch': { phase: 'reading', done: 3210, of: 10_000, damaged: '/home/ada/.heddle/index.sqlite.damaged' },
    },
  })
  await expect(page.getByText('Reading 3,210 of 10,000 sessions…')).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Reading sessions' })).toHaveAttribute('aria-valuenow', '3210')
  await look(page, 'sessions-building')
  await page.getByRole('alert').getByRole('button', { name: 'OK' }).press('Enter')
  await expect(page.getByText('was damaged')).toBeHidden()
  engine.send('index/watch', READY)
  await expect(page.getByText('Reading 3,210')).toBeHidden()
})

test('no past threads yet', async ({ page }) => {
  await open(page, 0)
  await expect(page.getByText('Every thread that you or Codex ever had')).toBeVisible()
  await look(page, 'sessions-empty')
})

test('what lies on disk, and what can be done about it', async ({ page }) => {
  const engine = await open(page)
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('storage')
  await page.keyboard.press('Enter')
  const storage = page.getByRole('tabpanel', { name: 'Storage' })
  await expect(storage.getByText('747 MB in')).toBeVisible()
  await expect(storage.getByText('213 MB of at most 1 GB')).toBeVisible()
  await look(page, 'settings-storage')
  await storage.getByRole('button', { name: 'Rebuild index' }).press('Enter')
  await expect(toast(page)).toContainText('The index is rebuilt: 200 threads.')
  expect(engine.calls('index/rebuild')).toEqual([{}])
  await page.getByRole('tab', { name: 'Storage' }).focus()
  await page.keyboard.press('Home')
  await expect(page.getByText('Enter while a turn runs')).toBeVisible()
  await page.getByRole('tab', { name: 'Storage' }).focus()
  await storage.getByRole('button', { name: /^Open/ }).press('Enter')
  await expect(page.getByText('The trash is empty:')).toBeVisible()
})

/** What one task may compute. Two cores also run the engine, the browser and other journeys, and are slower for it. */
const LONGEST_MS = cpus().length > 2 ? 50 : 100

test('ten thousand threads: to the end and back without a long task', async ({ page }) => {
  await open(page, 10_000)
  await expect(found(page)).toHaveText('10,000 threads')
  await page.keyboard.press('ArrowDown')
  const box = await grid(page).boundingBox()
  if (!box) throw new Error('The list is not there')
  await page.mouse.move(box.x + 200, box.y + 300)
  const work = await mainThreadDuring(page, async () => {
    for (let step = 0; step < 40; step++) await page.mouse.wheel(0, 2000)
    await page.keyboard.press('End')
    await expect(active(page)).toContainText('9999', { timeout: 30_000 })
    expect(await lines(page).count()).toBeLessThan(60)
    for (let step = 0; step < 40; step++) await page.mouse.wheel(0, -3000)
    await page.keyboard.press('Home')
    await expect(active(page)).toContainText('Profile editor: provenance')
  })
  console.log('10,000 threads, to the end and back:', work)
  expect(work.tasks).toBeGreaterThan(100)
  expect(work.longestMs).toBeLessThan(LONGEST_MS)
})

const turnEnds = (page: Page) => page.getByRole('group', { name: 'What happened' }).getByText(/tokens/)

/** Says something in a new thread in the folder of the one before, and waits for the answer. */
async function beginAnother(page: Page, words: string): Promise<void> {
  await openFromPalette(page, 'new thread')
  const message = page.getByRole('textbox', { name: 'Message' })
  await expect(message).toBeEditable()
  await page.getByText(/Answers come from/).waitFor()
  await message.focus()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(turnEnds(page)).toHaveCount(1)
}

/** Looks for words among past threads, with the focus on the best one. */
async function lookFor(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Shift+F')
  await expect(search(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(grid(page)).toBeFocused()
  await expect(active(page).locator('mark').first()).toBeVisible()
}

const tabs = (page: Page) => page.getByRole('navigation', { name: 'Open tabs' }).locator('.tabName')

for (const kind of ['browser', 'desktop'] as const) {
  test(`past threads over a real engine in the ${kind}, by keyboard alone`, async () => {
    const workbench = await openWorkbench(kind)
    try {
      const { page, home } = workbench
      const complaints = complaintsOf(page)
      await beginThread(page, 'help with a stale offset')
      await expect(turnEnds(page)).toHaveCount(1)
      await page.getByRole('textbox', { name: 'Message' }).focus()
      await page.keyboard.type('help with blue')
      await page.keyboard.press('Enter')
      await expect(turnEnds(page)).toHaveCount(2)
      await beginAnother(page, 'help with the lighthouse')

      await lookFor(page, 'stale off')
      await expect(found(page)).toHaveText(/^1 thread · \d hits? in \d+ ms$/)
      await expect(preview(page).getByRole('heading', { name: 'Turn 1 of 2' })).toBeVisible()
      await expect.poll(() => marksInView(page)).toBeGreaterThan(0)
      if (kind === 'browser') await takePictures(page, 'sessions-real')
      await grid(page).focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
      await expect(turnEnds(page)).toHaveCount(2)

      await lookFor(page, 'stale')
      await page.keyboard.press('f')
      await expect(turnEnds(page)).toHaveCount(1)
      await expect(tabs(page)).toHaveCount(4)

      await lookFor(page, 'lighthouse')
      await page.keyboard.press('F2')
      await page.keyboard.type('Regressions of the site')
      await page.keyboard.press('Enter')
      await expect(active(page)).toContainText('Regressions of the site')
      await expect(grid(page)).toBeFocused()
      await page.keyboard.press('e')
      await expect(toast(page).last()).toContainText('Archived “Regressions of the site”.')
      await expect(active(page)).toContainText('Archived')
      await page.keyboard.press('ControlOrMeta+z')
      await expect(active(page)).not.toContainText('Archived')
      await page.keyboard.press('p')
      await expect(active(page).locator('.sessions-sign')).toHaveCount(1)

      await page.keyboard.press('Delete')
      await expect(toast(page).last()).toContainText('In the trash: “Regressions of the site”.')
      await expect(page.getByText('No thread holds all of these words')).toBeVisible()
      await openFromPalette(page, 'open the trash')
      await expect(lines(page)).toHaveCount(1)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('r')
      await expect(page.getByText('The trash is empty:')).toBeVisible()

      await lookFor(page, 'lighthouse')
      await page.keyboard.press('s')
      await expect(page.getByRole('menuitem', { name: 'Markdown' })).toBeFocused()
      await page.keyboard.press('Enter')
      const path = await exportedPath(page)
      expect(readFileSync(path, 'utf8')).toContain('help with the lighthouse')
      await grid(page).focus()
      await page.keyboard.press('s')
      await expect(page.getByRole('menuitem', { name: 'Markdown' })).toBeFocused()
      await page.keyboard.press('End')
      await expect(page.getByRole('menuitem', { name: /^Bundle/ })).toBeFocused()
      await page.keyboard.press('Enter')
      const bundle = await exportedPath(page, '.jsonl')
      await page.getByRole('button', { name: 'Import…' }).press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Import a thread' })
      await dialog.getByRole('textbox', { name: 'Path' }).focus()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(bundle)
      await page.keyboard.press('Enter')
      await expect(dialog).toBeHidden()
      await expect(turnEnds(page)).toHaveCount(1)
      await lookFor(page, 'lighthouse')
      await expect(lines(page)).toHaveCount(2)

      await openFromPalette(page, 'storage')
      await expect(page.getByRole('heading', { name: join(home, 'heddle') })).toBeVisible()
      await page.getByRole('button', { name: 'Rebuild index' }).press('Enter')
      await expect(toast(page).last()).toContainText('The index is rebuilt: 4 threads.')
      if (kind === 'browser') await takePictures(page, 'settings-storage-real')
      expect(complaints).toEqual([])
    } finally {
      await workbench.close()
    }
  })
}

/** The path that the newest export tells. */
async function exportedPath(page: Page, ending = ''): Promise<string> {
  const told = toast(page).filter({ hasText: `Exported to` }).last().locator('.toastText')
  await expect(told).toContainText(ending)
  return (await told.innerText()).replace('Exported to ', '')
}

async function openFromPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}
