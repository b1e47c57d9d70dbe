import { expect as expectSoon, test } from '@playwright/test'
import { expectAccessibleNow } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openFromPalette } from './roomKeys.ts'
import { beginThread, openWorkbench } from './workbench.ts'

/** Rooms load when they are opened: on a busy machine that takes a while. */
const expect = expectSoon.configure({ timeout: 30_000 })

test.describe.configure({ timeout: 180_000 })

/** What is typed to find a pane, the name of its tab, and a word of what it shows of the rehearsal's turn. */
const PANES = [
  { words: 'show plan', tab: 'Plan', shows: '2 of 5' },
  { words: 'show agents', tab: 'Agents', shows: /each in a thread of its own/ },
  { words: 'show changes', tab: 'Changes', shows: 'REHEARSAL.md' },
  { words: 'show context', tab: 'Context', shows: 'By kind' },
  { words: 'show log', tab: 'Log', shows: /call\.completed/ },
]

const ROOMS = [
  { words: 'open inbox', room: 'Inbox' },
  { words: 'open sessions', room: 'Sessions' },
  { words: 'open skills', room: 'Skills' },
  { words: 'open profiles', room: 'Profiles' },
  { words: 'open mcp', room: 'MCP servers' },
  { words: 'open rules', room: 'Rules' },
  { words: 'settings', room: 'Settings' },
]

test('desktop: every pane of a real thread, and every room, by keyboard', async () => {
  const workbench = await openWorkbench('desktop', undefined, 'no-preference')
  const { page } = workbench
  const complaints = complaintsOf(page)
  try {
    await beginThread(page, 'hello')
    await expect(page.getByText('Run this command outside the sandbox?').last()).toBeVisible()
    const panel = page.getByRole('complementary', { name: 'Panel' })
    for (const { words, tab, shows } of PANES) {
      await openFromPalette(page, words)
      await expect(panel.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
      await expect(panel.getByText(shows).first()).toBeVisible()
      await expectAccessibleNow(page)
    }
    await panel.getByRole('searchbox').focus()
    await page.keyboard.type('approval.requested')
    await expect(panel.getByText(/call\.completed/)).toBeHidden()
    await expect(panel.getByText(/approval\.requested/).first()).toBeVisible()
    for (const { words, room } of ROOMS) {
      await openFromPalette(page, words)
      await expect(page.getByRole('main').getByRole('heading', { level: 1, name: room })).toBeVisible()
      await expectAccessibleNow(page)
    }
    expect(complaints).toEqual([])
  } finally {
    await workbench.close()
  }
})
