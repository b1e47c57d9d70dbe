import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { script, startModelServer } from '../src/testing/modelServer.ts'
import type { RecordedRequest } from '../src/testing/modelServer.ts'
import { beginThread, openWorkbench, takePictures } from './workbench.ts'
import type { HostKind, Workbench } from './workbench.ts'

/** Whether a user's message with these words is in the request. */
const heard = ({ input }: RecordedRequest, words: string): boolean =>
  input.some(item => item.role === 'user' && JSON.stringify(item.content).includes(words))
const called = ({ input }: RecordedRequest, callId: string): boolean => input.some(item => item.call_id === callId)

/** A model that leaves a command running, then asks whether it may run another, then answers what it has heard. */
const startModel = () =>
  startModelServer(request => {
    const answer = !called(request, 'background')
      ? script()
          .says('First something that runs on.')
          .calls('exec_command', { cmd: 'echo serving; sleep 300', yield_time_ms: 250 }, { callId: 'background' })
      : !called(request, 'question')
        ? script()
            .says('Now something that needs your word.')
            .calls('exec_command', { cmd: 'echo done >> effects.txt' }, { callId: 'question' })
        : script().says(
            heard(request, 'queued words')
              ? 'The queued words were heard.'
              : `Steered: ${heard(request, 'steering words')}.`,
          )
    const [round] = answer.rounds
    if (!round) throw new Error('there is no answer')
    return round
  })

const configOf = (url: string): string => `approval_policy = "untrusted"
sandbox_mode = "danger-full-access"
model = "gpt-5.5"
model_provider = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", wire_api = "responses" }
`

const card = (page: Page) => page.locator('.approval')
const waiting = (page: Page) => page.getByRole('list', { name: 'Messages not read yet' })

async function type(page: Page, words: string, keys: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).focus()
  await page.keyboard.type(words)
  await page.keyboard.press(keys)
  await expect(waiting(page)).toContainText(words)
}

/** Allows what is asked about, until nothing waits. */
async function allow(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Allow once/ })
    .first()
    .press('Enter')
}

for (const kind of ['browser', 'desktop'] satisfies HostKind[]) {
  test(`killed with everything open: all of it is there afterwards, and goes on, in the ${kind}`, async () => {
    test.setTimeout(120_000)
    const model = await startModel()
    let workbench: Workbench = await openWorkbench(kind, configOf(model.url))
    try {
      await beginThread(workbench.page, 'begin')
      await expect(card(workbench.page)).toContainText('sleep 300', { timeout: 30_000 })
      await allow(workbench.page)
      await expect(card(workbench.page)).toContainText('effects.txt', { timeout: 30_000 })
      await type(workbench.page, 'steering words', 'Enter')
      await type(workbench.page, 'queued words', 'ControlOrMeta+Enter')
      const states = ['Queued for the next turn', 'Read at the next step']
      for (const state of states) await expect(waiting(workbench.page)).toContainText(state)

      await workbench.kill()
      workbench = await workbench.restart()
      const { page } = workbench
      // Which tabs were open is remembered a moment later than what was said.
      await page
        .getByRole('navigation', { name: 'Threads' })
        .getByRole('button', { name: /^interrupted begin/ })
        .press('Enter', { timeout: 20_000 })
      await expect(page.getByText(/1 turn was interrupted at step/)).toBeVisible({ timeout: 20_000 })
      await expect(page.getByText(/A background command ended with it/)).toContainText('sleep 300')
      await expect(card(page)).toContainText('effects.txt')
      for (const words of ['queued words', 'steering words', ...states])
        await expect(waiting(page)).toContainText(words)
      if (kind === 'browser') await takePictures(page, 'after-a-kill')

      const effects = join(workbench.home, 'heddle/sample/effects.txt')
      expect(existsSync(effects)).toBe(false)
      await page.getByRole('button', { name: 'Continue' }).press('Enter')
      await allow(page)
      await expect(page.getByText('Steered: true.')).toBeVisible({ timeout: 30_000 })
      await expect(page.getByText('The queued words were heard.')).toBeVisible({ timeout: 30_000 })
      await expect(waiting(page)).toBeHidden()
      expect(readFileSync(effects, 'utf8')).toBe('done\n')
      expect(model.problems).toEqual([])
    } finally {
      await workbench.close()
      await model.close()
    }
  })
}
