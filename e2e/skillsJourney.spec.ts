import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { zipSync } from 'fflate'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { look, openFromPalette, tabTo } from './roomKeys.ts'
import { openWorkbench } from './workbench.ts'
import type { HostKind } from './workbench.ts'

/** On a machine that also builds and serves, turns take a while. */
const expect = expectSoon.configure({ timeout: 20_000 })

const list = (page: Page) => page.getByRole('grid', { name: 'Skills' })
const title = (page: Page, name: string) =>
  page.getByRole('region', { name, exact: true }).getByRole('heading', { level: 2, name, exact: true })

const configOf = (url: string): string => `model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
`

/** A zip file with a skill of a folder and one that would leave it. */
function zipAt(path: string): void {
  const text = (name: string) =>
    new TextEncoder().encode(`---\nname: ${name}\ndescription: Comes from a zip.\n---\n\n# ${name}\n`)
  writeFileSync(
    path,
    zipSync({
      'pack/fold/SKILL.md': text('fold'),
      'pack/fold/notes.md': text('notes'),
      '../escape/SKILL.md': text('escape'),
    }),
  )
}

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a skill is written, tried, used in a turn, switched off, deleted and brought back, by keyboard alone (${kind})`, async () => {
    test.setTimeout(240_000)
    const server = await startModelServer({ byPrompt: [], otherwise: script().says('Good day.').times(20) })
    const workbench = await openWorkbench(kind, configOf(server.url))
    const { page, home } = workbench
    const complaints = complaintsOf(page)
    const file = join(home, 'heddle/skills/greet-well/SKILL.md')
    try {
      await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
      await page.getByText(/Answers come from/).waitFor()
      await openFromPalette(page, 'open skills')
      await expect(list(page)).toBeVisible()

      await tabTo(page, 'button', 'New skill')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'New skill' }).waitFor()
      await page.keyboard.type('greet-well')
      await tabTo(page, 'textbox', 'Description')
      await page.keyboard.type('Greets people well. Use it when somebody is greeted.')
      await tabTo(page, 'button', 'Create')
      await page.keyboard.press('Enter')
      await expect(title(page, 'greet-well')).toBeFocused()

      await tabTo(page, 'textbox', 'Name')
      await page.keyboard.press('End')
      await page.keyboard.type(' X')
      await expect(page.getByRole('status', { name: 'Problems' }).getByText(/small letters/)).toBeVisible()
      await page.keyboard.press('Backspace')
      await page.keyboard.press('Backspace')
      await expect(page.getByRole('status', { name: 'Problems' }).getByText(/small letters/)).toBeHidden()
      await tabTo(page, 'textbox', 'Text of greet-well')
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type('\nBow in {{cwd}}.\n')
      await page.keyboard.press('ControlOrMeta+s')
      await expect(page.getByText('not saved')).toHaveCount(0)
      expect(readFileSync(file, 'utf8')).toContain('\nBow in {{cwd}}.\n')
      if (kind === 'browser') await look(page, 'skills-journey')

      await page.keyboard.type('Mine.')
      writeFileSync(file, readFileSync(file, 'utf8').replace('Bow', 'Bow low'))
      const question = page.getByRole('alert').filter({ hasText: 'changed elsewhere' })
      await question.getByRole('button', { name: 'Take theirs' }).press('Enter')
      await expect(title(page, 'greet-well')).toBeFocused()
      await expect(page.getByRole('region', { name: 'Preview' }).getByText('Bow low in {{cwd}}.')).toBeVisible()

      await tabTo(page, 'button', 'Try it in a message')
      await page.keyboard.press('Enter')
      await tabTo(page, 'textbox', 'Message')
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type('everybody with $greet-wel')
      await expect(page.getByText(/^1 skill comes along/)).toBeVisible()
      await expect(page.getByRole('button', { name: 'Use $greet-well' })).toBeVisible()
      if (kind === 'browser') await look(page, 'skills-journey-try')

      await openFromPalette(page, 'new thread')
      const message = page.getByRole('textbox', { name: 'Message' })
      await message.focus()
      await page.keyboard.type('$greet-well everybody')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await expect(page.getByText('Good day.').first()).toBeVisible()
      const asked = JSON.stringify(server.requests[0]?.body)
      expect(asked).toContain(`<skill>\\n<name>greet-well</name>\\n<path>${file}</path>`)
      expect(asked).not.toContain('Bow in {{cwd}}.')

      await openFromPalette(page, 'open skills')
      await tabTo(page, 'searchbox', 'Search skills')
      await page.keyboard.type('greet')
      await page.keyboard.press('ArrowDown')
      await expect(page.getByRole('grid', { name: 'Skills' })).toBeFocused()
      await expect(page.getByRole('row', { name: /greet-well/, selected: true })).toBeVisible()
      await page.keyboard.press('Space')
      const switched = page.getByRole('switch', { name: 'Use greet-well' }).first()
      await expect(switched).not.toBeChecked()
      expect(readFileSync(join(home, 'heddle/config.toml'), 'utf8')).toContain('enabled = false')
      await page.keyboard.press('Space')
      await expect(switched).toBeChecked()

      const before = readFileSync(file)
      await page.keyboard.press('Delete')
      await expect(page.getByText('Moved greet-well to the trash.')).toBeVisible()
      expect(existsSync(file)).toBe(false)
      await page.getByRole('button', { name: 'Undo' }).last().press('Enter')
      await expect(list(page).getByText('greet-well')).toBeVisible()
      await expect.poll(() => existsSync(file) && readFileSync(file).equals(before)).toBe(true)

      zipAt(join(home, 'skills.zip'))
      await tabTo(page, 'button', 'Import…')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Import skills' })
      await page.keyboard.type(join(home, 'skills.zip'))
      await page.keyboard.press('Enter')
      await expect(dialog.getByText(/^Imported 1 skill/)).toBeVisible()
      if (kind === 'browser') await look(page, 'skills-journey-import')
      await dialog.getByRole('button', { name: 'Show' }).press('Enter')
      await expect(title(page, 'fold')).toBeFocused()
      expect(existsSync(join(home, 'heddle/skills/fold/notes.md'))).toBe(true)
      expect(existsSync(join(home, 'heddle/escape/SKILL.md'))).toBe(false)
      // What looks for faults in the page is itself complained of.
      if (kind === 'desktop') expect(complaints).toEqual([])
    } finally {
      await workbench.close()
      await server.close()
    }
  })
}
