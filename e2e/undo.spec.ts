import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { Failure } from '../src/contract/procedure.ts'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import type { Scripted } from './gallery/scriptedEngine.ts'
import { changes, undoPreview, undos, undoThread } from './gallery/undo.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

/** On a machine that also builds and serves, files take a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 120_000 })

const LINES = Array.from({ length: 40 }, (_, n) => `export const value${n} = ${n}\n`).join('')

const PATCH = `*** Begin Patch
*** Update File: values.ts
@@
-export const value3 = 3
+export const value3 = 'three'
@@
-export const value30 = 30
+export const value30 = 'thirty'
*** Update File: tools.sh
*** Move to: bin/tools.sh
@@
-echo one
+echo two
*** Delete File: obsolete.txt
*** Update File: greeting.txt
@@
-Hello, world.
+Good evening, world.
*** End Patch
`

const WRITES =
  'mkdir -p generated && for n in 1 2 3; do echo "report $n" > generated/report-$n.txt; done; printf "end\\n" >> log.txt'

interface Stage extends Workbench {
  folder: string
  file(name: string): string
  read(name: string): string
  end(): Promise<void>
}

/** A thread whose turn patches, moves, deletes, and runs a script that writes files, in the sample project. */
async function play(kind: HostKind, writes = WRITES): Promise<Stage> {
  const model = await startModelServer(
    script()
      .calls('exec_command', { cmd: 'pwd' })
      .says('Ready.')
      .next()
      .calls('apply_patch', { input: PATCH })
      .next()
      .calls('exec_command', { cmd: writes })
      .says('All done.'),
  )
  const provider = `name = "Mock", base_url = "${model.url}", wire_api = "responses"`
  const policy = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n'
  const names = 'model = "gpt-5.5"\nmodel_provider = "mock"\n'
  const bench = await openWorkbench(kind, `${policy}${names}[model_providers]\nmock = { ${provider} }\n`)
  const { page } = bench
  await beginThread(page, 'get ready')
  await expect(page.getByText('Ready.', { exact: true })).toBeVisible()
  const folder = join(bench.home, 'heddle/sample')
  const file = (name: string) => join(folder, name)
  writeFileSync(file('values.ts'), LINES)
  writeFileSync(file('tools.sh'), '#!/bin/sh\necho one\n')
  chmodSync(file('tools.sh'), 0o755)
  writeFileSync(file('obsolete.txt'), 'not needed\r\nany more')
  writeFileSync(file('greeting.txt'), 'Hello, world.\n')
  writeFileSync(file('log.txt'), 'begin\n')
  return Object.assign(bench, {
    folder,
    file,
    read: (name: string) => readFileSync(file(name), 'utf8'),
    end: async () => {
      await bench.close()
      await model.close()
    },
  })
}

async function work(page: Page, files = 8): Promise<void> {
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('go')
  await page.keyboard.press('Enter')
  await expect(page.getByText('All done.', { exact: true })).toBeVisible()
  // What the command changed is counted, too: whatever is edited from now on is a person's doing.
  await expect(page.getByText(`${files} files +`).last()).toBeVisible()
}

/** Everything in a folder: names, bits and contents. */
const contentsOf = (folder: string): string =>
  String(
    execFileSync(
      'sh',
      ['-c', 'find . -printf "%M %p %l\\n" | sort -k2; find . -type f | sort | xargs sha256sum 2>/dev/null; true'],
      {
        cwd: folder,
      },
    ),
  )

const undoButton = (page: Page) => page.getByRole('button', { name: 'Undo file changes' }).last()
const dialog = (page: Page) => page.getByRole('dialog')

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`a turn is undone to the byte and redone, by keyboard alone, ${kind}`, async () => {
    const stage = await play(kind)
    try {
      const { page, folder } = stage
      const complaints = complaintsOf(page)
      const before = contentsOf(folder)
      await work(page)
      const after = contentsOf(folder)
      await undoButton(page).press('Enter')
      await expect(dialog(page).getByRole('region', { name: 'generated/report-1.txt' })).toContainText('by a command')
      await expect(dialog(page).getByRole('region', { name: 'bin/tools.sh' })).toContainText('moves back')
      if (kind === 'browser') {
        await takePictures(page, 'undo')
      }
      await page.getByRole('button', { name: 'Undo 8 files' }).press('Enter')
      await expect(page.getByText('8 files put back.')).toBeVisible()
      expect(contentsOf(folder)).toBe(before)
      await page.getByRole('button', { name: 'Undo the undo' }).press('Enter')
      await expect.poll(() => contentsOf(folder)).toBe(after)
      expect(complaints).toEqual([])
    } finally {
      await stage.end()
    }
  })
}

test('an edit made since survives, a clash is shown and settled by choice', async () => {
  const stage = await play('browser')
  try {
    const { page, file, read } = stage
    const complaints = complaintsOf(page)
    await work(page)
    appendFileSync(file('values.ts'), 'export const mine = true\n')
    writeFileSync(file('greeting.txt'), 'Good morning, moon.\n')
    await undoButton(page).press('Enter')
    const greeting = dialog(page).getByRole('region', { name: 'greeting.txt', exact: true })
    await expect(greeting).toContainText('The same lines were changed since.')
    await expect(greeting).toContainText('Good morning, moon.')
    await expect(dialog(page).getByRole('region', { name: 'values.ts', exact: true })).toContainText('those edits stay')
    await greeting.scrollIntoViewIfNeeded()
    await takePictures(page, 'undo-clash')
    await page.getByRole('button', { name: 'Undo 7 files' }).press('Enter')
    await expect(page.getByText(/7 files put back\. 1 file left as it is/)).toBeVisible()
    expect(read('values.ts')).toBe(`${LINES}export const mine = true\n`)
    expect(read('greeting.txt')).toBe('Good morning, moon.\n')

    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('undo what the last')
    await page.keyboard.press('Enter')
    await greeting.getByRole('radio', { name: 'As before the agent' }).press('Space')
    await page.getByRole('button', { name: 'Undo 1 file' }).press('Enter')
    await expect.poll(() => read('greeting.txt')).toBe('Hello, world.\n')
    expect(complaints).toEqual([])
  } finally {
    await stage.end()
  }
})

test('the changes pane shows what commands did too, and takes back one change', async () => {
  const stage = await play('browser')
  try {
    const { page, folder, read } = stage
    const complaints = complaintsOf(page)
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder })
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'one')
    await work(page)
    await page.getByRole('tab', { name: 'Changes' }).press('Enter')
    const panel = page.getByRole('tabpanel', { name: 'Changes' })
    await expect(panel.getByRole('button', { name: /^values\.ts/ })).toBeVisible()
    const scrollTo = (top: number) =>
      page.getByRole('region', { name: 'Changed files' }).evaluate((element, to) => element.scrollTo({ top: to }), top)
    await scrollTo(10_000)
    await expect(panel.getByRole('button', { name: /^log\.txt by a command/ })).toBeVisible()
    await scrollTo(0)
    await expect(panel.getByText('8 files')).toBeVisible()
    await takePictures(page, 'changes')
    await page.setViewportSize({ width: 900, height: 600 })
    await page.getByRole('button', { name: 'Show panel' }).press('Enter')
    await expect(panel.getByText('8 files')).toBeVisible()
    await page.screenshot({ path: 'e2e/screenshots/changes-open-dark-900.png' })
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'Side by side' }).press('Enter')
    await takePictures(page, 'changes-split')
    await page.getByRole('button', { name: 'Undo change 2 of values.ts' }).press('Enter')
    await expect(dialog(page).getByRole('heading', { name: 'Undo one change of values.ts' })).toBeVisible()
    await page.getByRole('button', { name: 'Undo 1 file' }).press('Enter')
    await expect.poll(() => read('values.ts')).toContain('export const value30 = 30\n')
    expect(read('values.ts')).toContain("value3 = 'three'")

    writeFileSync(join(folder, 'mine.txt'), 'mine\n')
    await page.getByRole('radio', { name: 'Uncommitted' }).press('Space')
    await expect(panel.getByText('10 files')).toBeVisible()
    await page.getByRole('button', { name: 'Read changes over the whole window' }).press('Enter')
    await page
      .getByRole('navigation', { name: 'Changed files' })
      .getByRole('button', { name: 'mine.txt' })
      .press('Enter')
    await expect(page.getByRole('button', { name: /^mine\.txt new/ })).toBeVisible()
    await takePictures(page, 'changes-uncommitted')
    expect(complaints).toEqual([])
  } finally {
    await stage.end()
  }
})

test('killed in the middle of an undo, every file is old or new, and the rest is undone after the restart', async () => {
  const names = Array.from({ length: 400 }, (_, n) => `many/${n}.txt`)
  const old = (name: string) => `${name}\n`.repeat(200)
  const stage = await play('browser', `for f in many/*.txt; do echo new > "$f"; done`)
  const { file, read } = stage
  let again: Workbench | null = null
  try {
    mkdirSync(file('many'))
    for (const name of names) writeFileSync(file(name), old(name))
    const before = contentsOf(stage.folder)
    await work(stage.page, 404)
    await undoButton(stage.page).press('Enter')
    await expect(stage.page.getByRole('button', { name: /^Undo 40\d files$/ })).toBeFocused()
    const watcher = watch(file('many'), (_, name) => {
      // The first file that goes back: the process dies at once.
      if (!name?.endsWith('.tmp') && name !== null) process.kill(stage.pid, 'SIGKILL')
    })
    await stage.page.keyboard.press('Enter')
    await expect.poll(() => names.filter(name => read(name) === old(name)).length).toBeGreaterThan(0)
    watcher.close()
    await stage.kill()
    const undone = names.filter(name => read(name) === old(name))
    console.log(`${undone.length} of ${names.length} files were back when it was killed`)
    for (const name of names) expect([old(name), 'new\n']).toContain(read(name))

    again = await stage.restart()
    const { page } = again
    await page
      .getByRole('button', { name: /get ready/ })
      .first()
      .click()
    await undoButton(page).press('Enter')
    await page.getByRole('button', { name: /^Undo \d+ files?$/ }).press('Enter')
    await expect.poll(() => names.filter(name => read(name) === old(name)).length).toBe(names.length)
    await expect(page.getByText(/put back\.$/)).toBeVisible()
    // What the dead process had staged is swept away once it is too old to be of a living one, and its folder with it.
    expect(contentsOf(stage.folder).replaceAll(/.*\.heddle-.*\.tmp.*\n|.* \.\/bin \n/g, '')).toBe(before)
  } finally {
    await again?.close()
    await stage.end()
  }
})

const CLASH = /README\.md clash/

test('long names, what is not kept and clashes have room, and are read aloud', async ({ page }) => {
  const complaints = complaintsOf(page)
  const thread = undoThread().thread()
  const answers: Scripted['answers'] = {
    'undo/preview': () => undoPreview,
    'changes/read': () => changes,
    'undo/list': () => undos,
    'undo/apply': () => {
      throw new Failure('undo.changed', 'The files changed since this was shown. Look at it again.')
    },
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [thread.id], active: thread.id, panel: true, panelTab: 'changes' } },
    answers,
  })
  await expect(page.getByRole('region', { name: 'Undone', exact: true })).toContainText('taken back')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Side by side' }).press('Enter')
  await takePictures(page, 'changes-gallery')
  await expectAccessible(page)

  await undoButton(page).press('Enter')
  await expect(dialog(page).getByRole('button', { name: CLASH })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo 3 files' })).toBeFocused()
  await takePictures(page, 'undo-gallery')
  await expectAccessible(page)
  await dialog(page).getByRole('region', { name: 'Not undone' }).scrollIntoViewIfNeeded()
  await page.getByRole('button', { name: 'Undo 3 files' }).press('Enter')
  await expect(dialog(page).getByText(/The files changed since this was shown/)).toBeVisible()
  await takePictures(page, 'undo-gallery-end')
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  expect(complaints).toEqual([])
})
