import { expect, test } from '@playwright/test'
import { expectAccessibleNow } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted, summaryOf } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { look, tabTo } from './roomKeys.ts'

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

test('sidebar: pinned first, a menu by keyboard, a new thread where another one works', async ({ page }) => {
  const complaints = complaintsOf(page)
  const thread = script('t').create('Fix flaky session test').asks('Find out why.').finishes().thread()
  const row = (id: string, title: string, over = {}) => summaryOf(thread, { id, title, ...over })
  const engine = await openScripted(page, {
    threads: [thread],
    summaries: [
      row('t', 'Fix flaky session test', { status: 'done', createdAt: Date.now() }),
      row('p', 'Profile editor: provenance', { pinned: true, status: 'running' }),
      row('w', LONG, { cwd: '/home/ada/website', status: 'waiting', branch: 'a-branch-with-a-name-that-does-not-fit' }),
      row('f', 'Lighthouse regressions', { cwd: '/home/ada/website', status: 'failed', pinned: true }),
      row('a', 'Try without the lock', { archived: true }),
    ],
    answers: {
      'session/pin': ({ threadIds }) => ({ changed: threadIds, refused: [] }),
      'session/trash': ({ threadIds }) => ({ changed: threadIds, refused: [] }),
      'thread/fork': () => ({ threadId: 't' }),
    },
  })
  const sidebar = page.getByRole('navigation', { name: 'Threads' })
  const headings = () => sidebar.getByRole('heading').allInnerTexts()
  await expect(sidebar.getByRole('button', { name: /Lighthouse/ })).toBeVisible()
  expect((await headings()).map(text => text.split('\n')[0]?.toLowerCase())).toEqual([
    'pinned',
    'heddle',
    'website',
    'archived',
  ])
  await tabTo(page, 'button', 'New thread in website')
  await expectAccessibleNow(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('radio', { name: /website/ })).toBeChecked()

  await sidebar.getByRole('button', { name: /Fix flaky/ }).focus()
  await page.keyboard.press('Shift+F10')
  const menu = page.getByRole('menu')
  await expect(menu).toBeVisible()
  await menu.getByRole('menuitem', { name: 'Pin', exact: true }).press('Enter')
  expect(engine.calls('session/pin')).toEqual([{ threadIds: ['t'], pinned: true }])

  await sidebar.getByRole('button', { name: /Fix flaky/ }).focus()
  await page.keyboard.press('Shift+F10')
  await look(page, 'sidebar-menu')
  await menu.getByRole('menuitem', { name: 'Delete' }).press('Enter')
  await expect(page.getByText('“Fix flaky session test” is in the trash.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(() => engine.calls('trash/restore')).toEqual([{ threadIds: ['t'] }])
  expect(complaints).toEqual([])
})

test('a turn that a crash cut short behind another tab is said, and led to', async ({ page }) => {
  const [front, behind] = ['front', 'behind'].map(id => script(id).create(`In ${id}`).asks('Go on.').thread())
  await openScripted(page, {
    threads: [front!, behind!],
    summaries: [
      summaryOf(front!, { status: 'interrupted' }),
      summaryOf(behind!, { status: 'interrupted' }),
      summaryOf(behind!, { id: 'cli', source: 'cli', status: 'interrupted' }),
    ],
    values: { layout: { tabs: ['front'], active: 'front' } },
  })
  const banner = page.getByRole('status').filter({ hasText: 'was interrupted. What was done is kept.' })
  await expect(banner).toContainText('A turn of “In behind” was interrupted.')
  await tabTo(page, 'button', 'Show')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'In behind', level: 1 })).toBeVisible()
  await expect(banner).toContainText('In front')
  await tabTo(page, 'button', 'Hide')
  await page.keyboard.press('Enter')
  await expect(banner).toBeHidden()
})
