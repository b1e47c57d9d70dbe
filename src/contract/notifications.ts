import { z } from 'zod'
import type { ThreadSummary } from './schemas.ts'

const FIRST = { waits: true, done: false, failed: true, sound: false }

/** What a person is told of while they look elsewhere. Whatever cannot be used reads as it is at first. */
export const NotifyChoices = z
  .object({
    /** Something waits for an answer. */
    waits: z.boolean().catch(FIRST.waits),
    /** A turn is done. */
    done: z.boolean().catch(FIRST.done),
    /** A turn failed. */
    failed: z.boolean().catch(FIRST.failed),
    sound: z.boolean().catch(FIRST.sound),
  })
  .catch(FIRST)
export type NotifyChoices = z.infer<typeof NotifyChoices>

/** Something that happened to a thread and may be told. */
export interface News {
  kind: 'waits' | 'done' | 'failed'
  threadId: string
  title: string
  text: string
}

const TEXTS = { waits: 'Waits for you.', done: 'Done.', failed: 'The turn failed.' } as const

/**
 * What is new about a thread, if a person wants to hear of it. A thread that was not known before has no news: it is old.
 * That an agent ends is told by the thread that it works for.
 */
export function newsOf(before: ThreadSummary | undefined, after: ThreadSummary, choices: NotifyChoices): News | null {
  const kind = before === undefined || before.status === after.status ? null : kindOf(before, after)
  if (kind === null || !choices[kind] || after.archived) return null
  const title = after.title || after.agent?.nickname || after.preview || 'New thread'
  return {
    kind,
    threadId: after.id,
    title: title.slice(0, 120),
    text: (after.activity ?? '').slice(0, 200) || TEXTS[kind],
  }
}

function kindOf(before: ThreadSummary, after: ThreadSummary): News['kind'] | null {
  if (after.status === 'waiting') return 'waits'
  if (after.parentId !== undefined) return null
  const ran = before.status === 'running' || before.status === 'waiting'
  return ran && (after.status === 'done' || after.status === 'failed') ? after.status : null
}
