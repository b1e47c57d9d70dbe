import { expect as expectSoon, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility.ts'
import type { EventBody } from '../src/core/thread/events.ts'
import { complaintsOf } from './gallery/checks.ts'
import { contextReport, contextThread } from './gallery/context.ts'
import { openScripted } from './gallery/scriptedEngine.ts'
import type { Scripted } from './gallery/scriptedEngine.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'

/** On a machine that also builds and serves, panes take a while. */
const expect = expectSoon.configure({ timeout: 15_000 })

test.describe.configure({ timeout: 120_000 })

const pane = (page: Page) => page.locator('.contextPane')
const compactNow = (page: Page) => page.getByRole('button', { name: 'Compact now' })

async function open(page: Page, answers: Scripted['answers'] = {}) {
  const thread = contextThread().thread()
  await page.setViewportSize({ width: 1280, height: 800 })
  const engine = await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [thread.id], active: thread.id, panel: true, panelTab: 'context' } },
    answers: { 'thread/context': contextReport, 'thread/compact': () => ({ seq: 1, turnId: 'c' }), ...answers },
  })
  await pane(page).getByRole('heading', { name: 'By kind' }).waitFor()
  return { engine, thread }
}

test('the pane shows what fills the window, by kind and by piece, and leads to each', async ({ page }) => {
  const complaints = complaintsOf(page)
  await open(page)
  await expect(page.getByRole('meter', { name: 'Context window used' })).toHaveAttribute('aria-valuenow', '65')
  await expect(pane(page).getByText('168,240 tokens')).toBeVisible()
  await expect(pane(page).getByText('about 161,900 tokens')).toBeVisible()
  await expect(pane(page).getByText(/Compacted at 245k/)).toBeVisible()
  await takePictures(page, 'context')
  await expectAccessible(page)

  const pieces = pane(page).getByRole('region', { name: 'Largest' })
  await expect(pieces.getByRole('listitem')).toHaveCount(12)
  await pieces.getByRole('button', { name: 'Show 20 more' }).press('Enter')
  await expect(pieces.getByRole('listitem')).toHaveCount(32)
  await pieces.getByRole('button', { name: /part-5/ }).press('Enter')
  await expect(page.locator('.flash').or(page.getByText('npx vitest run src/part-5').first())).toBeVisible()

  const kept = pane(page).getByRole('region', { name: 'What a compaction keeps' })
  await kept.scrollIntoViewIfNeeded()
  await expect(kept.getByText('compacted once')).toBeVisible()
  await expect(kept.getByText(/about 340 tokens are cut out/)).toBeVisible()
  await takePictures(page, 'context-kept')
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

test('a compaction is asked for, shows how far it is, and can be stopped', async ({ page }) => {
  const { engine, thread } = await open(page)
  await compactNow(page).press('Enter')
  expect(engine.calls('thread/compact')).toMatchObject([{ threadId: thread.id }])
  let { seq } = thread
  const push = (body: EventBody) => engine.push(thread.id, { type: 'event', event: { ...body, seq: ++seq, at: 1 } })
  push({ type: 'turn.started', turnId: 'c' })
  push({ type: 'compaction.requested', turnId: 'c' })
  await expect(pane(page).getByText('Compacting…')).toBeVisible()
  const text = 'The user wants the race fixed. '.repeat(140)
  engine.push(thread.id, { type: 'live', kind: 'summary', itemId: 'c', offset: 0, text })
  await expect(pane(page).getByText('about 1.1k tokens written')).toBeVisible()
  await expect(page.locator('.timeline-working').getByText('Compacting…')).toBeVisible()
  await takePictures(page, 'compacting')
  await expectAccessible(page)
  await pane(page).getByRole('button', { name: 'Stop' }).press('Enter')
  expect(engine.calls('turn/interrupt')).toMatchObject([{ threadId: thread.id, turnId: 'c' }])
  push({ type: 'interrupt.requested', turnId: 'c' })
  push({ type: 'turn.finished', turnId: 'c', status: 'interrupted', startedAt: 0 })
  await expect(compactNow(page)).toBeEnabled()
})

test('the palette asks for a compaction of the thread in front', async ({ page }) => {
  const { engine, thread } = await open(page)
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('compact the')
  await page.keyboard.press('Enter')
  await expect.poll(() => engine.calls('thread/compact')).toMatchObject([{ threadId: thread.id }])
})

test('what it cannot do it says', async ({ page }) => {
  const { engine, thread } = await open(page)
  engine.push(thread.id, { type: 'event', event: { type: 'turn.started', turnId: 'x', seq: thread.seq + 1, at: 1 } })
  await expect(compactNow(page)).toBeDisabled()
  await expect(pane(page).getByText('Possible when this turn has ended.')).toBeVisible()
})

test('an answer that does not come can be asked for again', async ({ page }) => {
  let asked = 0
  const answers = {
    'thread/context': () => {
      if (asked++ === 0) throw new Error('The history cannot be read.')
      return contextReport()
    },
  }
  const thread = contextThread().thread()
  await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [thread.id], active: thread.id, panel: true, panelTab: 'context' } },
    answers,
  })
  await expect(pane(page).getByText(/The history cannot be read/)).toBeVisible()
  await pane(page).getByRole('button', { name: 'Try again' }).press('Enter')
  await expect(pane(page).getByRole('heading', { name: 'By kind' })).toBeVisible()
})

test('a real thread is compacted by keyboard alone, and goes on', async () => {
  const workbench = await openWorkbench('browser')
  try {
    const { page } = workbench
    await beginThread(page, 'look around')
    await expect(page.getByText(/I looked: the listing/)).toBeVisible({ timeout: 30_000 })
    await page.getByRole('button', { name: /^Context \d+ %: .* tokens$/ }).press('Enter')
    await expect(pane(page).getByText('With the last answer')).toBeVisible()
    await compactNow(page).press('Enter')
    await expect(page.getByText('Context compacted').last()).toBeVisible({ timeout: 30_000 })
    await expect(pane(page).getByText('Summary').first()).toBeVisible()
    await expect(pane(page).getByText('compacted once')).toBeVisible()
    await expect(pane(page).getByText('not counted yet')).toBeVisible()
    await takePictures(page, 'compacted')
    await page.getByRole('textbox', { name: 'Message' }).focus()
    await page.keyboard.type('help')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Begin a message with one of these words:')).toBeVisible({ timeout: 30_000 })
    await expect(pane(page).getByText('not counted yet')).toBeHidden()
  } finally {
    await workbench.close()
  }
})
