import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import { LONG, longThread } from './longThread.ts'
import { VIEWPORT } from './openWaiting.ts'
import { openScripted } from './scriptedEngine.ts'
import type { Scripted, ScriptedEngine } from './scriptedEngine.ts'

/** With so many items that all of them at once would be too many: 20,000. */
export const TURNS = 4000

export const timeline = (page: Page) => page.getByRole('group', { name: 'What happened' })

/** Opens the long thread at its end. */
export async function openLong(page: Page, count = TURNS, over: Scripted['answers'] = {}): Promise<ScriptedEngine> {
  await page.setViewportSize(VIEWPORT)
  const { thread, answers } = longThread(count)
  const engine = await openScripted(page, {
    threads: [thread],
    values: { layout: { tabs: [LONG], active: LONG, panel: false } },
    answers: { ...answers, ...over },
  })
  await expect(page.getByText(`Part ${count - 1} holds now`)).toBeVisible()
  return engine
}
