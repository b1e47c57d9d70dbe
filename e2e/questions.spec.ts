import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import { complaintsOf } from './gallery/checks.ts'
import { openWith } from './gallery/openWaiting.ts'
import type { ScriptedEngine } from './gallery/scriptedEngine.ts'
import { BRAKE, PUSH, QUESTIONS } from './gallery/waiting.ts'
import { startModelServer, script } from '../src/testing/modelServer.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { HostKind } from './workbench.ts'

const list = (page: Page) => page.getByRole('listbox', { name: 'What waits for you' })
const card = (page: Page) => page.locator('.approval')
const option = (page: Page, name: string) => card(page).getByRole('radio', { name, exact: true })
const words = (page: Page, question: RegExp) => card(page).getByRole('textbox', { name: question })

/** Waits until keys answer. */
const listening = (page: Page) => page.locator('button[aria-keyshortcuts="n"]').waitFor()

const decisions = (engine: ScriptedEngine) =>
  (engine.calls('approval/answer') as { decision: unknown }[]).map(each => each.decision)

test('three questions are one form, answered in the Inbox by a few keys', async ({ page }) => {
  const complaints = complaintsOf(page)
  const engine = await openWith(page, { 'Keep drafts': [QUESTIONS], 'Fix flaky test': [PUSH] })
  await expect(list(page)).toBeFocused()
  await expect(card(page).getByRole('heading', { name: 'The agent has 3 questions' })).toBeVisible()
  await takePictures(page, 'questions-inbox')
  await listening(page)
  await page.keyboard.press('2')
  await expect(option(page, 'In the index')).toBeChecked()
  await expect(option(page, 'Everything')).toBeFocused()
  await page.keyboard.press('3')
  await expect(words(page, /How much of a draft/)).toBeFocused()
  // Letters that mean something in the list are letters here.
  await page.keyboard.type('Just 1 MB, x or k')
  await expectAccessible(page)

  // What has no answer yet is said, not sent.
  await page.keyboard.press('Enter')
  await expect(card(page).getByRole('alert')).toHaveText('This one has no answer yet.')
  await expect(option(page, 'Delete them too')).toBeFocused()
  expect(decisions(engine)).toEqual([])
  await expectAccessible(page)
  await takePictures(page, 'questions-missed')
  await page.keyboard.press('ArrowDown')
  await expect(option(page, 'Keep them a week')).toBeChecked()
  await page.keyboard.press('Enter')
  await expect
    .poll(() => decisions(engine))
    .toEqual([
      {
        type: 'answer',
        answers: { storage: ['In the index'], limit: ['Just 1 MB, x or k'], old_drafts: ['Keep them a week'] },
      },
    ])
  await expect(page.getByRole('status').filter({ hasText: 'Answered. Next: git push' })).toBeAttached()
  await expect(list(page)).toBeFocused()
  expect(complaints).toEqual([])
})

test('Esc leaves questions waiting, half filled in; they are so in their thread as well', async ({ page }) => {
  const engine = await openWith(page, { 'Keep drafts': [QUESTIONS], 'Fix flaky test': [PUSH] })
  await listening(page)
  await page.keyboard.press('1')
  await page.keyboard.press('2')
  await page.keyboard.press('Escape')
  await expect(list(page)).toBeFocused()
  await page.keyboard.press('j')
  await expect(card(page)).toContainText('git push')
  await page.keyboard.press('k')
  await expect(option(page, '64 KiB')).toBeChecked()

  await page.keyboard.press('Enter')
  await expect(card(page)).toBeFocused()
  await expect(option(page, 'In one file')).toBeChecked()
  await expect(option(page, '64 KiB')).toBeChecked()
  await expectAccessible(page)
  await takePictures(page, 'questions')
  await page.keyboard.press('Enter')
  await expect(option(page, 'Delete them too')).toBeFocused()
  await page.keyboard.press('1')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => decisions(engine))
    .toEqual([
      {
        type: 'answer',
        answers: { storage: ['In one file'], limit: ['64 KiB'], old_drafts: ['Delete them too'] },
      },
    ])
})

test('questions can be skipped, and say how long they wait', async ({ page }) => {
  const timed = { ...QUESTIONS, questions: QUESTIONS.questions?.slice(0, 1), answeredBy: Date.now() + 3_600_000 }
  const engine = await openWith(page, { 'Keep drafts': [timed] })
  await expect(card(page).getByRole('heading', { name: 'The agent asks' })).toBeVisible()
  await expect(card(page).getByRole('timer')).toHaveText(/decides itself in (1:00:00|59:\d\d)\./)
  await expectAccessible(page)
  await takePictures(page, 'question-timed')
  await listening(page)
  await page.keyboard.press('n')
  await expect.poll(() => decisions(engine)).toEqual([{ type: 'deny' }])
  await expect(page.getByText('Nothing waits for you')).toBeFocused()
})

test('a turn that pauses says why, and goes on or stops by one key', async ({ page }) => {
  const engine = await openWith(page, { Long: [BRAKE], Longer: [BRAKE] })
  await expect(card(page).getByRole('heading', { name: '199 calls without a word from you. Go on?' })).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'brake')
  await listening(page)
  await page.keyboard.press('y')
  await expect.poll(() => decisions(engine)).toEqual([{ type: 'approve', scope: 'once' }])
  await listening(page)
  await page.keyboard.press('n')
  await expect.poll(() => decisions(engine).at(-1)).toEqual({ type: 'abort' })
})

const configOf = (url: string): string => `model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
`

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`questions outlive a kill and are answered from the Inbox, in the ${kind}`, async () => {
    test.setTimeout(120_000)
    const { questions } = QUESTIONS
    const model = await startModelServer({
      byPrompt: [
        [
          'Keep my drafts',
          script()
            .says('Before I begin:')
            .calls('request_user_input', { questions })
            .says('Thank you, that settles it.'),
        ],
      ],
      otherwise: script().says('Drafts').times(20),
    })
    let workbench = await openWorkbench(kind, configOf(model.url))
    try {
      await beginThread(workbench.page, 'Keep my drafts')
      await expect(card(workbench.page).getByRole('heading', { name: 'The agent has 3 questions' })).toBeVisible({
        timeout: 30_000,
      })
      await workbench.kill()
      workbench = await workbench.restart()
      const { page } = workbench
      await expect(page.getByRole('navigation', { name: 'Threads' })).toContainText('drafts', { ignoreCase: true })
      await page.keyboard.press('ControlOrMeta+Shift+A')
      await expect(page.getByText('Heddle was closed while this waited.')).toBeVisible({ timeout: 20_000 })
      await expect(list(page)).toBeFocused()
      await listening(page)
      for (const key of ['3', '1', '3']) await page.keyboard.press(key)
      await page.keyboard.type('Ask me then')
      await page.keyboard.press('Enter')
      await expect(page.getByText('Nothing waits for you')).toBeVisible()

      await page
        .getByRole('navigation', { name: 'Threads' })
        .getByRole('button', { name: /(Keep my drafts|Drafts)/ })
        .first()
        .press('Enter')
      await expect(page.getByText('Thank you, that settles it.')).toBeVisible({ timeout: 30_000 })
      const asked = page.locator('.timeline-asked')
      for (const answer of ['In each thread', 'Everything', 'Ask me then']) await expect(asked).toContainText(answer)
      if (kind === 'browser') {
        await expectAccessible(page)
        await takePictures(page, 'questions-answered')
      }
      const output = model.requests.flatMap(({ input }) => input).findLast(item => 'output' in item)
      expect(output?.output).toBe(
        '{"answers":{"storage":{"answers":["In each thread"]},"limit":{"answers":["Everything"]},"old_drafts":{"answers":["Ask me then"]}}}',
      )
      expect(model.problems).toEqual([])
    } finally {
      await workbench.close()
      await model.close()
    }
  })
}
