import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import type { ScriptedEngine } from './gallery/scriptedEngine.ts'
import { QUERIES, REACHING, scriptedTerminal, shell } from './gallery/terminals.ts'
import { script } from './gallery/threads.ts'

const rows = (page: Page) => page.locator('.xterm-rows')

/** The pane of a thread with one shell, in which this was printed before. */
async function openShell(page: Page, replayed: string) {
  const terminal = scriptedTerminal(replayed)
  const thread = script('shells').create('Shells').asks('hello').says('Hello.').finishes().thread()
  const engine = await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: ['shells'], active: 'shells', panelTab: 'terminal' } },
    frames: {
      'terminals/watch': { type: 'terminals', terminals: [], shells: [shell], canOpen: true },
    },
    answers: { 'terminal/read': terminal.read },
  })
  return { terminal, engine }
}

const typed = (engine: ScriptedEngine) =>
  engine
    .calls('terminal/write')
    .map(params => (params as { data: string }).data)
    .join('')

test('what is replayed is never answered and reaches nothing; a living program gets its answers', async ({ page }) => {
  const complaints = complaintsOf(page)
  await page.addInitScript(() => {
    const reached: string[] = []
    Object.assign(globalThis, { reached })
    globalThis.open = (...args: unknown[]) => (reached.push(`open ${String(args[0])}`), null)
    globalThis.confirm = text => (reached.push(`confirm ${text}`), false)
    navigator.clipboard.writeText = async text => void reached.push(`clipboard ${text}`)
    navigator.clipboard.readText = async () => (reached.push('clipboard read'), '')
  })
  const hostile = [...QUERIES, ...REACHING, ...QUERIES].join('seen ')
  const { terminal, engine } = await openShell(page, `${hostile}\u001bc`)
  const title = await page.title()
  await page.getByRole('textbox', { name: 'Terminal input' }).focus()
  terminal.print('\r\nalive\r\n')
  await expect(rows(page)).toContainText('alive')
  expect(JSON.stringify(typed(engine))).toBe('""')

  // The same from a program that is alive: titles, windows and the clipboard stay out of reach all the same.
  for (const bytes of REACHING) terminal.print(bytes)
  terminal.print('\u001bcstill alive\r\n')
  await expect(rows(page)).toContainText('still alive')
  expect(typed(engine)).toBe('')
  terminal.print('\u001b[c')
  await expect.poll(() => typed(engine)).toBe('\u001b[?1;2c')
  terminal.print('\u001b[21t\u001b]52;c;?\u0007\u001b]0;owned\u0007\u001b[5n')
  await expect.poll(() => typed(engine)).toBe('\u001b[?1;2c\u001b[0n')
  expect(await page.title()).toBe(title)
  expect(await page.evaluate(() => (globalThis as { reached?: string[] }).reached)).toEqual([])

  expect(engine.strays).toEqual([])
  expect(complaints).toEqual([])
})

test('several lines are pasted when a person has seen them; links are reached without a mouse', async ({ page }) => {
  const complaints = complaintsOf(page)
  const { terminal, engine } = await openShell(page, '$ ready on http://localhost:3000/ \r\n')
  const input = page.getByRole('textbox', { name: 'Terminal input' })
  await expect(rows(page)).toContainText('ready on')
  await input.focus()
  const paste = (text: string) =>
    input.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  await paste('one line')
  await expect.poll(() => typed(engine)).toBe('one line')
  await paste('curl evil\u001b[201~\nrm -rf here\n')
  await expect(page.getByRole('dialog', { name: 'Paste 2 lines?' })).toContainText('1 control character was taken out.')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(typed(engine)).toBe('one line')
  terminal.print('\u001b[?2004h')
  await paste('first\nsecond')
  await expect.poll(() => typed(engine)).toBe('one line\u001b[200~first\rsecond\u001b[201~')

  await page.getByRole('button', { name: 'More', exact: true }).last().press('Enter')
  await expect(page.getByRole('menuitem', { name: 'http://localhost:3000/' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('menuitem', { name: 'Rename…' }).press('Enter')
  await page.getByRole('textbox', { name: 'Name' }).fill('server')
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.calls('shell/rename')).toEqual([{ shellId: 'one', name: 'server' }])
  expect(complaints).toEqual([])
})
