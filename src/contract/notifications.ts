import { z } from 'zod'
import type { ThreadSummary } from './schemas.ts'

/** Sounds that the page makes itself. */
export const SOUNDS = ['none', 'chime', 'knock', 'bell'] as const
export type Sound = (typeof SOUNDS)[number]

const SILENT = { waits: 'none', done: 'none', failed: 'none' } as const
const NEVER_QUIET = { on: false, from: '22:00', to: '07:00' }
const FIRST = { waits: true, done: false, failed: true, sounds: SILENT, quiet: NEVER_QUIET }

const SoundChoice = z.enum(SOUNDS).catch('none')
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** What a person is told of while they look elsewhere. Whatever cannot be used reads as it is at first. */
export const NotifyChoices = z
  .object({
    /** Something waits for an answer. */
    waits: z.boolean().catch(FIRST.waits),
    /** A turn is done. */
    done: z.boolean().catch(FIRST.done),
    /** A turn failed. */
    failed: z.boolean().catch(FIRST.failed),
    sounds: z.object({ waits: SoundChoice, done: SoundChoice, failed: SoundChoice }).catch(SILENT),
    /** Hours of the day in which nothing is told; what waits is counted all the same. */
    quiet: z
      .object({
        on: z.boolean().catch(NEVER_QUIET.on),
        from: TimeOfDay.catch(NEVER_QUIET.from),
        to: TimeOfDay.catch(NEVER_QUIET.to),
      })
      .catch(NEVER_QUIET),
  })
  .catch(FIRST)
export type NotifyChoices = z.infer<typeof NotifyChoices>

/** Whether a moment lies within the hours in which nothing is told. They may go past midnight. */
export function isQuiet({ quiet }: Pick<NotifyChoices, 'quiet'>, at: Date): boolean {
  if (!quiet.on || quiet.from === quiet.to) return false
  const now = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
  const hasBegun = now >= quiet.from
  const hasEnded = now >= quiet.to
  return quiet.from < quiet.to ? hasBegun && !hasEnded : hasBegun || !hasEnded
}

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
