import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { Workbench } from './workbench.ts'

const expect = expectSoon.configure({ timeout: 15_000 })
test.describe.configure({ timeout: 120_000 })

/** What somebody has who has worked with the real program for a while. */
const THEIRS: Readonly<Record<string, string>> = {
  'config.toml': `model = "gpt-5.5"
approval_policy = "on-request"
personality = "friendly"
notify = ["/usr/bin/notify-send", "Codex"]

[sandbox_workspace_write]
network_access = true

[model_providers.acme]
name = "Acme"
base_url = "https://models.acme.example/v1"
env_key = "ACME_KEY"
experimental_bearer_token = "sk-canary-theirs"

[mcp_servers.docs]
command = "docs-server"
args = ["--port", "8080"]

[profiles.fast]
model = "gpt-5.5-mini"

[projects."/srv/shop"]
trust_level = "trusted"
`,
  'rules/default.rules': 'prefix_rule(pattern=["npm", "test"], decision="allow")\n',
  'skills/release-notes/SKILL.md': '---\nname: release-notes\ndescription: Writes them.\n---\nWrite them.\n',
  'prompts/standup.md': 'What did I do since yesterday?\n',
  'AGENTS.md': 'Answer briefly.\n',
}

function writeTheirs({ home }: Workbench): void {
  for (const [path, text] of Object.entries(THEIRS)) {
    mkdirSync(dirname(join(home, '.codex', path)), { recursive: true })
    writeFileSync(join(home, '.codex', path), text)
  }
}

const ours = ({ home }: Workbench, path: string) => readFileSync(join(home, 'heddle', path), 'utf8')
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Import from Codex' })

test('settings, rules and skills of Codex come over, and go back again, by keyboard', async () => {
  const workbench = await openWorkbench('browser', '# mine\nmodel = "other" # because\n')
  const { page } = workbench
  const complaints = complaintsOf(page)
  try {
    await page.getByRole('heading', { name: 'Welcome to Heddle' }).waitFor()
    writeTheirs(workbench)
    await page.reload()
    await expect(page.getByText('You have settings of Codex in')).toBeVisible()
    await takePictures(page, 'migration-first-run')
    await page.getByRole('button', { name: 'Import from Codex' }).press('Enter')
    const dialog = dialogOf(page)
    await expect(dialog.getByRole('group', { name: /^Settings/ })).toBeVisible()
    await expect(dialog.getByRole('checkbox', { name: /model = "gpt-5.5"/ })).not.toBeChecked()
    await expect(dialog.getByText('Replaces what is here. Here it is "other".')).toBeVisible()
    await expect(dialog.getByRole('checkbox', { name: /its bearer token/ })).not.toBeChecked()
    await expect(dialog.getByText('sk-canary')).toHaveCount(0)
    await takePictures(page, 'migration')
    await expectAccessible(page)

    // The model as well: Space turns a box, Enter imports.
    await dialog.getByRole('checkbox', { name: /model = "gpt-5.5"/ }).focus()
    await page.keyboard.press('Space')
    await dialog.getByText('more stay where they are').focus()
    await page.keyboard.press('Enter')
    await expect(dialog.getByText('It means nothing here.')).toBeVisible()
    await dialog.getByRole('button', { name: /^Import \d+ things$/ }).press('Enter')
    await expect(dialog.getByText(/things came over/)).toBeVisible()
    await takePictures(page, 'migration-done')
    await expectAccessible(page)
    const config = ours(workbench, 'config.toml')
    expect(config).toContain('# mine\nmodel = "gpt-5.5" # because\n')
    expect(config).toContain('[profiles.fast]')
    expect(config).not.toContain('canary')
    expect(ours(workbench, 'rules/default.rules')).toContain('npm')
    expect(ours(workbench, 'skills/release-notes/SKILL.md')).toContain('release-notes')

    await dialog.getByRole('button', { name: 'Undo the import' }).press('Enter')
    await expect(dialog.getByText('The import was taken back.')).toBeVisible()
    expect(ours(workbench, 'config.toml')).toBe('# mine\nmodel = "other" # because\n')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    expect(complaints).toEqual([])
  } finally {
    await workbench.close()
  }
})

test('where there is nothing, the palette says so', async () => {
  const workbench = await openWorkbench('browser')
  const { page } = workbench
  try {
    await expect(page.getByRole('heading', { name: 'Welcome to Heddle' })).toBeVisible()
    await expect(page.getByText('You have settings of Codex in')).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('import from codex')
    await page.keyboard.press('Enter')
    await expect(dialogOf(page).getByText('There is nothing to import')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialogOf(page)).toBeHidden()
  } finally {
    await workbench.close()
  }
})
