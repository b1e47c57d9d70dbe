import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './accessibility.ts'
import { Failure } from '../src/contract/procedure.ts'
import type { ApprovalRequest } from '../src/core/thread/calls.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWith } from './gallery/openWaiting.ts'
import { summaryOf } from './gallery/scriptedEngine.ts'
import type { ScriptedEngine } from './gallery/scriptedEngine.ts'
import { script } from './gallery/threads.ts'
import { BRAKE, DANGEROUS, FORM, LONG, PAGE, PATCH, PUSH, QUESTIONS, RETRY, TOOL } from './gallery/waiting.ts'
import { startModelServer, script as model } from '../src/testing/modelServer.ts'
import type { ModelServer } from '../src/testing/modelServer.ts'
import { openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

const list = (page: Page) => page.getByRole('listbox', { name: 'What waits for you' })
const selected = (page: Page) => list(page).getByRole('option', { selected: true })
const card = (page: Page) => page.locator('.approval')

/** Presses an answering key as soon as the card takes it. */
async function answer(page: Page, key: string): Promise<void> {
  await page.locator('button[aria-keyshortcuts="n"]').waitFor()
  await page.keyboard.press(key)
}

const decisions = (engine: ScriptedEngine) =>
  (engine.calls('approval/answer') as { decision: unknown }[]).map(each => each.decision)

test.describe('the Inbox', () => {
  test('is worked off by keyboard alone, and says what was done', async ({ page }) => {
    const complaints = complaintsOf(page)
    const engine = await openWith(page, {
      'Fix flaky session test': [PUSH, RETRY, LONG],
      'Report what was found': [TOOL],
      'Set up the shell': [PATCH],
    })
    await expect(list(page)).toBeFocused()
    await expect(page.getByText('5 waiting').first()).toBeVisible()
    await expect(selected(page)).toContainText('git push')
    await expectAccessible(page)
    await takePictures(page, 'inbox')

    await answer(page, 'y')
    await expect(page.getByRole('status').filter({ hasText: 'Allowed. Next: npm install left-pad' })).toBeAttached()
    await expect(card(page).getByRole('heading', { name: 'Run again without the sandbox?' })).toBeVisible()
    await page.getByRole('button', { name: /what it printed/ }).press('Enter')
    await expect(card(page).getByText('EAI_AGAIN')).toBeVisible()
    await list(page).focus()
    await answer(page, 'a')
    await expect(selected(page)).toContainText('curl')
    await page.keyboard.press('j')
    await expect(selected(page)).toContainText('create_issue')
    await page.keyboard.press('ArrowUp')
    await expect(selected(page)).toContainText('curl')
    await answer(page, 'n')
    await expect(selected(page)).toContainText('create_issue')
    await takePictures(page, 'inbox-tool')
    await answer(page, 'p')
    await page.keyboard.press('Enter')
    await expect(selected(page)).toContainText('2 files')
    await expect(card(page).getByText('outside the project')).toHaveCount(1)
    await takePictures(page, 'inbox-patch')
    await answer(page, 'Escape')
    await page.keyboard.type('Leave my shell alone.')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Nothing waits for you')).toBeFocused()
    expect(decisions(engine)).toEqual([
      { type: 'approve', scope: 'once' },
      { type: 'approve', scope: 'session' },
      { type: 'deny' },
      { type: 'approveTool', scope: 'project' },
      { type: 'deny', feedback: 'Leave my shell alone.' },
    ])
    await takePictures(page, 'inbox-empty')
    expect(complaints).toEqual([])
  })

  test('Enter opens the thread at the card; ⌘⇧A comes back', async ({ page }) => {
    await openWith(page, { One: [LONG, PUSH], Two: [TOOL] })
    await expect(list(page)).toBeFocused()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'One' })).toBeVisible()
    const sought = card(page).filter({ hasText: 'git push' })
    await expect(sought).toBeFocused()
    await expect(sought).toBeInViewport()
    await page.keyboard.press('ControlOrMeta+Shift+A')
    await expect(list(page)).toBeFocused()
  })

  test('a rule is made wider and narrower by keyboard; what is too broad is refused where it is made', async ({
    page,
  }) => {
    let isRefusing = true
    const engine = await openWith(
      page,
      { One: [PUSH] },
      {
        answers: {
          'approval/answer': () => {
            if (isRefusing) throw new Failure('rule.tooBroad', 'The rules of this machine forbid this prefix.')
            return { seq: 1 }
          },
        },
      },
    )
    await answer(page, 'p')
    const words = page.getByRole('slider', { name: 'Words of the rule' })
    await expect(words).toBeFocused()
    await expect(words).toHaveAttribute('aria-valuetext', 'git push')
    await expect(page.getByLabel('The rule', { exact: true })).toHaveText(
      'prefix_rule(pattern=["git", "push"], decision="allow")',
    )
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByRole('alert')).toContainText('"git" can run other programs')
    await expect(page.getByRole('button', { name: /^Always allow/ })).toBeDisabled()
    await expectAccessible(page)
    await takePictures(page, 'inbox-rule')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(words).toHaveAttribute('aria-valuetext', 'git push origin')
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByRole('alert')).toHaveText('The rules of this machine forbid this prefix.')
    await page.keyboard.press('End')
    isRefusing = false
    await page.getByRole('radio', { name: 'Everywhere' }).press('Space')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect
      .poll(() => decisions(engine).at(-1))
      .toEqual({
        type: 'approvePrefix',
        prefix: ['git', 'push', 'origin', 'fix/resume-race'],
        scope: 'everywhere',
      })
  })

  test('a dangerous call asks again, and Enter pressed at once does nothing', async ({ page }) => {
    const engine = await openWith(page, { One: [DANGEROUS] })
    await expect(card(page).getByText('Deleted files do not come back.')).toBeVisible()
    await takePictures(page, 'inbox-danger')
    await answer(page, 'y')
    const dialog = page.getByRole('alertdialog', { name: 'This command is dangerous' })
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Enter')
    await page.keyboard.press(' ')
    const confirm = dialog.getByRole('button', { name: 'Run it once' })
    await expect(confirm).toBeDisabled()
    await expect(dialog).toBeVisible()
    expect(decisions(engine)).toEqual([])
    await expect(confirm).toBeEnabled()
    await expect(dialog.getByRole('button', { name: /Go back/ })).toBeFocused()
    await expectAccessible(page)
    await takePictures(page, 'danger')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    expect(decisions(engine)).toEqual([])
    await answer(page, 'y')
    await expect(confirm).toBeEnabled()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await expect(confirm).toBeFocused()
    await page.keyboard.press('Enter')
    await expect.poll(() => decisions(engine)).toEqual([{ type: 'approve', scope: 'once' }])
  })

  test('in its own thread a dangerous call brings up the dialog by itself, once', async ({ page }) => {
    const engine = await openWith(
      page,
      { One: [DANGEROUS] },
      { values: { layout: { tabs: ['t0', 'room:inbox'], active: 't0' } } },
    )
    const dialog = page.getByRole('alertdialog', { name: 'This command is dangerous' })
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await page.keyboard.press('ControlOrMeta+Shift+A')
    await expect(list(page)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(card(page)).toBeFocused()
    await expect(dialog).toBeHidden()
    expect(decisions(engine)).toEqual([])
  })

  test('questions of servers are answered here, with what they asked for', async ({ page }) => {
    const answered: unknown[] = []
    let waiting = [FORM, PAGE]
    const engine = await openWith(
      page,
      {},
      {
        frames: { 'elicitations/watch': { type: 'elicitations', elicitations: waiting } },
        answers: {
          'elicitation/answer': params => {
            answered.push(params)
            waiting = waiting.filter(each => each.id !== params.id)
            engine.send('elicitations/watch', { type: 'elicitations', elicitations: waiting })
            return {}
          },
        },
      },
    )
    await expect(page.getByRole('heading', { name: 'The MCP server deploy asks' })).toBeVisible()
    await page.getByLabel('Environment').focus()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByRole('alert').first()).toHaveText('This is required.')
    await expect(page.getByLabel('Environment')).toBeFocused()
    await expectAccessible(page)
    await takePictures(page, 'elicitation')
    await page.getByLabel('Environment').selectOption('production')
    await page.getByLabel('Tell').fill('ada@example.com')
    await page.getByLabel('Replicas').fill('3')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'The MCP server billing asks' })).toBeVisible()
    await expect(list(page)).toBeFocused()
    await expect(page.getByLabel('Address')).toHaveText(PAGE.url ?? '')
    await takePictures(page, 'elicitation-page')
    expect(engine.strays).toEqual([])
    await page.getByRole('button', { name: 'Decline' }).press('Enter')
    await expect(page.getByText('Nothing waits for you')).toBeVisible()
    const content = { environment: 'production', email: 'ada@example.com', replicas: 3, migrate: true }
    expect(answered).toEqual([
      { id: 'q1', action: 'accept', content },
      { id: 'q2', action: 'decline' },
    ])
  })

  test('a failure is put away, and stays away', async ({ page }) => {
    const thread = script('f')
      .create('Lighthouse regressions')
      .asks('Look.')
      .finishes('failed', 'The key was refused.')
      .thread()
    const summary = summaryOf(thread, { status: 'failed', activity: 'The key was refused.' })
    const engine = await openWith(page, { One: [PUSH] }, { threads: [thread], summaries: [summary] })
    await expect(page.getByText('1 waiting · 1 failed')).toBeVisible()
    await page.keyboard.press('End')
    await expect(page.getByRole('region', { name: 'Failure' })).toContainText('The key was refused.')
    await takePictures(page, 'inbox-failure')
    await page.keyboard.press('x')
    await expect(page.getByRole('option')).toHaveCount(1)
    const written = () => engine.calls('interface/write') as { key: string; value: unknown }[]
    await expect.poll(() => written().find(each => each.key === 'dismissed')?.value).toEqual({ f: summary.updatedAt })
  })
})

test('hostile text in everything that waits does nothing', async ({ page }) => {
  const complaints = complaintsOf(page)
  const path = join(import.meta.dirname, '../src/testing/hostileTexts.json')
  const payloads = JSON.parse(readFileSync(path, 'utf8')) as { payload?: string }[]
  const all = payloads.map(each => each.payload ?? '').join('\n')
  const rule = { pattern: all, file: all, line: 1, decision: all, layer: all, justification: all }
  const reason = { code: 'x', text: all, rule }
  const mcp = { server: all, tool: all, schemaHash: 'x', description: all, arguments: { [all]: all } }
  const asked = { id: all, header: all, question: all, options: [{ label: all, description: all }] }
  const hostile: ApprovalRequest[] = [
    { ...RETRY, command: all, reason, justification: all, attempt: { output: all, exitCode: 1 }, cwd: all },
    { ...TOOL, reason, mcp },
    { ...PATCH, reason, changes: [{ path: all, kind: 'add', content: all }] },
    { ...QUESTIONS, reason, questions: [asked] },
    { ...BRAKE, reason, command: all },
  ]
  const field = { type: 'string', title: all, description: all, enum: [all], default: all }
  const form = { ...FORM, server: all, message: all, schema: { properties: { [all]: field }, required: [all] } }
  const links = payloads.map(({ payload }, at) => ({ ...PAGE, id: `p${at}`, url: payload ?? '' }))
  const engine = await openWith(
    page,
    { [all.slice(0, 400)]: hostile },
    { frames: { 'elicitations/watch': { type: 'elicitations', elicitations: [form, ...links] } } },
  )
  await expect(list(page)).toBeFocused()
  const count = await page.getByRole('option').count()
  expect(count).toBe(hostile.length + 1 + links.length)
  for (let at = 1; at < count; at++) {
    await page.keyboard.press('j')
    await expect(page.locator('.inbox-detail a[href]:not([href^="http:"]):not([href^="https:"])')).toHaveCount(0)
  }
  expect(await page.evaluate(() => '__pwn' in window)).toBe(false)
  expect(engine.strays).toEqual([])
  expect(complaints).toEqual([])
})

const THREADS = 6
const hosts: HostKind[] = ['browser', 'desktop']

/** A model that in each thread wants to run two commands outside the sandbox, at once. */
const twoQuestionsEach = (): Promise<ModelServer> =>
  startModelServer({
    byPrompt: Array.from({ length: THREADS }, (_, at) => [
      `Job ${at} of`,
      model()
        .calls('exec_command', escalated(`echo done > job-${at}-a.txt`))
        .calls('exec_command', escalated(`echo done > job-${at}-b.txt`))
        .says(`Job ${at} is done.`),
    ]),
    otherwise: model().says('A title').times(50),
  })

const escalated = (cmd: string) => ({
  cmd,
  sandbox_permissions: 'require_escalated',
  justification: 'May this file be written?',
})

const configOf = (url: string): string => `model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
`

/** Begins a thread in the sample project, by keyboard. */
async function beginJob({ page, kind }: Workbench, at: number): Promise<void> {
  if (at > 0) await page.keyboard.press(kind === 'desktop' ? 'ControlOrMeta+n' : 'Alt+n')
  await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
  const message = page.getByRole('textbox', { name: 'Message' })
  await page.getByText(/Answers come from/).waitFor()
  await message.focus()
  await page.keyboard.type(`Job ${at} of ${THREADS}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Run this command outside the sandbox?' }).first()).toBeVisible({
    timeout: 30_000,
  })
}

/** Answers `count` questions in a row and never leaves the list. */
async function answerSome(page: Page, count: number, left: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await answer(page, 'y')
    const rest = left - n
    if (rest > 0) await expect(page.getByRole('option')).toHaveCount(rest)
    else await expect(page.getByText('Nothing waits for you')).toBeVisible()
  }
}

for (const kind of hosts) {
  test(`twelve approvals in six threads are answered from the Inbox, over a kill as well, in the ${kind}`, async () => {
    test.setTimeout(180_000)
    const server = await twoQuestionsEach()
    let workbench = await openWorkbench(kind, configOf(server.url))
    try {
      for (let at = 0; at < THREADS; at++) await beginJob(workbench, at)
      await workbench.page.keyboard.press('ControlOrMeta+Shift+A')
      await expect(workbench.page.getByRole('option')).toHaveCount(2 * THREADS)
      await expect(list(workbench.page)).toBeFocused()
      if (kind === 'browser') await takePictures(workbench.page, 'inbox-twelve')
      await answerSome(workbench.page, 5, 12)
      const written = () => readdirSync(join(workbench.home, 'heddle/sample')).filter(name => name.startsWith('job-'))
      // A command that the kill cut short would never run again, and rightly so.
      await expect.poll(written, { timeout: 30_000 }).toHaveLength(5)

      await workbench.kill()
      workbench = await workbench.restart()
      const { page } = workbench
      await page.keyboard.press('ControlOrMeta+Shift+A')
      await expect(page.getByRole('option')).toHaveCount(7, { timeout: 20_000 })
      await expect(list(page)).toBeFocused()
      await expect(page.getByText('Heddle was closed while this waited.')).toBeVisible()
      if (kind === 'browser') await takePictures(page, 'inbox-interrupted')
      await answerSome(page, 7, 7)
      await expect.poll(written, { timeout: 30_000 }).toHaveLength(12)
      expect(server.problems).toEqual([])
    } finally {
      await workbench.close()
      await server.close()
    }
  })
}
