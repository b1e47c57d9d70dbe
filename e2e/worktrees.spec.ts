import { expect as expectSoon, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { HostKind } from './workbench.ts'

const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 90_000 })

const PATCH = '*** Begin Patch\n*** Update File: greeting.txt\n@@\n-Hello\n+Good morning\n*** End Patch\n'

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a thread works in a worktree of its own, is read, removed and brought back, ${kind}`, async () => {
    const model = await startModelServer(script().calls('apply_patch', { input: PATCH }).says('Done.'))
    const provider = `name = "Mock", base_url = "${model.url}", wire_api = "responses"`
    const policy = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n'
    const names = 'model = "gpt-5.5"\nmodel_provider = "mock"\n'
    const bench = await openWorkbench(kind, `${policy}${names}[model_providers]\nmock = { ${provider} }\n`)
    try {
      const { page, home } = bench
      const complaints = complaintsOf(page)
      const sample = join(home, 'heddle/sample')
      mkdirSync(sample, { recursive: true })
      writeFileSync(join(sample, 'greeting.txt'), 'Hello\n')
      const git = (...args: string[]) =>
        String(
          execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: sample, stdio: 'pipe' }),
        ).trim()
      git('init', '-q', '-b', 'main')
      git('add', '.')
      git('commit', '-qm', 'one')

      await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
      await page.getByRole('switch', { name: 'In a new worktree' }).press('Space')
      await expect(page.getByRole('button', { name: 'Begins from: main' })).toBeVisible()
      if (kind === 'browser') {
        await takePictures(page, 'worktree-new')
        await expectAccessible(page)
      }
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Greet politely')
      await page.keyboard.press('Enter')
      await expect(page.getByText('Done.', { exact: true })).toBeVisible()
      expect(readFileSync(join(sample, 'greeting.txt'), 'utf8')).toBe('Hello\n')
      const [project = ''] = readdirSync(join(home, 'heddle/worktrees'))
      const path = join(home, 'heddle/worktrees', project, 'greet-politely')
      expect(readFileSync(join(path, 'greeting.txt'), 'utf8')).toBe('Good morning\n')

      await page.getByRole('tab', { name: 'Changes' }).press('Enter')
      await page.getByRole('radio', { name: 'Branch' }).press('Space')
      const panel = page.getByRole('tabpanel', { name: 'Changes' })
      await expect(panel.getByRole('button', { name: /^greeting\.txt/ })).toBeVisible()
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('worktrees of this')
      await page.keyboard.press('Enter')
      const row = page.getByRole('listitem', { name: 'heddle/greet-politely' })
      await expect(row).toContainText('from main · 1 file not committed')
      await row.getByRole('button', { name: 'Remove' }).press('Enter')
      await expect(row).toContainText('1 file with changes that are not committed goes with it')
      if (kind === 'browser') {
        await takePictures(page, 'worktrees')
        await expectAccessible(page)
      }
      await page.getByRole('button', { name: 'Remove the worktree' }).press('Enter')
      await expect(page.getByText(/^Removed the worktree/)).toBeVisible()
      expect(existsSync(path)).toBe(false)
      expect(git('branch', '--list')).toContain('heddle/greet-politely')
      await page.getByRole('button', { name: 'Undo', exact: true }).press('Enter')
      await expect.poll(() => existsSync(join(path, 'greeting.txt'))).toBe(true)
      await expect(page.getByText(`${path} is back.`)).toBeVisible()
      expect(readFileSync(join(path, 'greeting.txt'), 'utf8')).toBe('Good morning\n')
      expect(complaints).toEqual([])
    } finally {
      await bench.close()
      await model.close()
    }
  })
}
