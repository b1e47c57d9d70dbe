import type { Page } from '@playwright/test'
import type { ApprovalRequest } from '../../src/core/thread/calls.ts'
import { openScripted, summaryOf } from './scriptedEngine.ts'
import type { Scripted, ScriptedEngine } from './scriptedEngine.ts'
import { waitingThread } from './waiting.ts'

export const VIEWPORT = { width: 1280, height: 800 }

/** An engine with these questions in these threads, which takes each answer off the list as the real one does. */
export async function openWith(
  page: Page,
  questions: Record<string, readonly ApprovalRequest[]>,
  { values, ...over }: Partial<Scripted> = {},
): Promise<ScriptedEngine> {
  await page.setViewportSize(VIEWPORT)
  const made = Object.entries(questions).map(([title, requests], at) => waitingThread(`t${at}`, title, requests))
  let entries = made.flatMap(each => each.entries)
  const engine = await openScripted(page, {
    threads: made.map(each => each.thread),
    summaries: made.map(({ thread }) => summaryOf(thread, { status: 'waiting' })),
    values: values ?? { layout: { tabs: ['room:inbox'], active: 'room:inbox' } },
    ...over,
    frames: { 'inbox/watch': { type: 'reset', entries }, ...over.frames },
    answers: {
      'approval/answer': ({ threadId, callId }) => {
        entries = entries.filter(entry => entry.threadId !== threadId || entry.callId !== callId)
        const left = entries.filter(entry => entry.threadId === threadId)
        engine.send('inbox/watch', { type: 'changed', threadId, entries: left })
        return { seq: 1 }
      },
      ...over.answers,
    },
  })
  return engine
}
