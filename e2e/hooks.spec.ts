import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { Workbench } from './workbench.ts'

const expect = expectSoon.configure({ timeout: 15_000 })
test.describe.configure({ timeout: 120_000 })

async function openFromPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** A hook of one's own: it keeps passwords from the model. */
const OWN = `[[hooks.UserPromptSubmit]]
[[hooks.UserPromptSubmit.hooks]]
type = "command"
command = "if grep -q hunter2; then echo that is a password >&2; exit 2; fi"
timeout = 10
`

/** What a project brings along: it would leave a mark. */
const THEIRS = `[[hooks.UserPromptSubmit]]
[[hooks.UserPromptSubmit.hooks]]
type = "command"
command = "echo ran >> ../canary"
`

const sampleOf = ({ home }: Workbench) => join(home, 'heddle', 'sample')
const isMarked = ({ home }: Workbench): boolean => {
  try {
    return readFileSync(join(home, 'heddle', 'canary'), 'utf8').includes('ran')
  } catch {
    return false
  }
}

/** The sample project with a hook of its own, trusted as somebody writes it by hand. */
function addToProject(workbench: Workbench): void {
  const sample = sampleOf(workbench)
  mkdirSync(join(sample, '.codex'), { recursive: true })
  writeFileSync(join(sample, '.codex', 'config.toml'), THEIRS)
  const file = join(workbench.home, 'heddle', 'config.toml')
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n[projects."${sample}"]\ntrust_level = "trusted"\n`)
}

test('a hook keeps a message from the model; one of a project runs once it is allowed, by keyboard', async () => {
  const workbench = await openWorkbench('browser', OWN)
  const { page } = workbench
  const complaints = complaintsOf(page)
  try {
    await beginThread(page, 'my password is hunter2')
    await expect(page.getByText('A hook refused this message: that is a password').first()).toBeVisible()
    await takePictures(page, 'hooks-refused')
    await expectAccessible(page)

    addToProject(workbench)
    const message = page.getByRole('textbox', { name: 'Message' })
    await message.focus()
    await page.keyboard.type('hello')
    await page.keyboard.press('Enter')
    await expect(page.getByText('This project has a hook that does not run until you allow it')).toBeVisible()
    expect(isMarked(workbench)).toBe(false)

    await openFromPalette(page, 'settings: hooks')
    const waiting = page.getByRole('region', { name: 'They wait for your word' })
    await expect(waiting.getByText('echo ran >> ../canary')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Yours' }).getByText('grep -q hunter2')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Ran lately' }).getByText('Refused')).toBeVisible()
    await takePictures(page, 'hooks')
    await expectAccessible(page)
    await waiting.getByRole('button', { name: 'Allow this command' }).press('Enter')
    await expect(page.getByText('Runs: you allowed it as it is now.')).toBeVisible()
    await expect(waiting).toBeHidden()

    await page.keyboard.press('Alt+n')
    await expect(page.getByText(/Answers come from/)).toBeVisible()
    await message.focus()
    await page.keyboard.type('hello again')
    await page.keyboard.press('Enter')
    await expect.poll(() => isMarked(workbench)).toBe(true)
    expect(complaints).toEqual([])
  } finally {
    await workbench.close()
  }
})

test('where there are none, the page says how to add one', async () => {
  const workbench = await openWorkbench('browser')
  const { page } = workbench
  try {
    await expect(page.getByRole('heading', { name: 'Welcome to Heddle' })).toBeVisible()
    await openFromPalette(page, 'settings: hooks')
    await expect(page.getByRole('region', { name: 'No hooks yet' })).toBeVisible()
    await expect(page.getByText('None has run since Heddle started.')).toBeVisible()
    await takePictures(page, 'hooks-none')
    await expectAccessible(page)
  } finally {
    await workbench.close()
  }
})
