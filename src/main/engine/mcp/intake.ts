import type { Message } from './messages.ts'
import { isNotification } from './messages.ts'

/** Messages a server may send in one window before its stream is held back, and notifications that are listened to. */
const WINDOW_MS = 100
const MAX_MESSAGES = 2000
const MAX_NOTIFICATIONS = 50

export interface Intake {
  /** Whether to pass a message on. Answers and questions always go through; notifications up to a rate. */
  admits(message: Message): boolean
  dispose(): void
}

/**
 * Keeps a server that never stops talking from taking the whole process: beyond a rate its notifications are dropped and
 * counted, and beyond a higher one nothing is read until the window is over.
 */
export function createIntake(hooks: { hold(): void; release(): void; onDropped(count: number): void }): Intake {
  let messages = 0
  let notifications = 0
  let dropped = 0
  let timer: NodeJS.Timeout | null = null

  const closeWindow = (): void => {
    timer = null
    if (messages > MAX_MESSAGES) hooks.release()
    if (dropped > 0) hooks.onDropped(dropped)
    messages = notifications = dropped = 0
  }

  return {
    admits(message) {
      timer ??= setTimeout(closeWindow, WINDOW_MS)
      if (++messages === MAX_MESSAGES + 1) hooks.hold()
      if (!isNotification(message) || ++notifications <= MAX_NOTIFICATIONS) return true
      dropped++
      return false
    },
    dispose() {
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
