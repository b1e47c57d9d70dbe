import { addUsage } from '../thread/apply.ts'
import type { EventBody, Millis, TokenUsage } from '../thread/events.ts'
import { textOf } from '../thread/items.ts'
import { NO_USAGE } from '../thread/thread.ts'

/** What lines repeat of the lines before them: totals, the last words of a turn, when a call began. */
export interface Tally {
  note(body: EventBody, at: Millis): void
  threadId(): string
  contextWindow(): number | null
  /** Count of facts so far: a name for items that have none. */
  items(): number
  turnUsage(): TokenUsage
  threadUsage(): TokenUsage
  lastAgentMessage(): string | null
  callStartedAt(callId: string): Millis | undefined
}

export function createTally(): Tally {
  let threadId = ''
  let contextWindow: number | null = null
  let items = 0
  let turnUsage = NO_USAGE
  let threadUsage = NO_USAGE
  let lastAgentMessage: string | null = null
  const callsStarted = new Map<string, Millis>()

  return {
    note(body, at) {
      items += 1
      switch (body.type) {
        case 'thread.created':
          threadId = body.threadId
          return
        case 'turn.started':
          contextWindow = body.contextWindow ?? contextWindow
          turnUsage = NO_USAGE
          lastAgentMessage = null
          callsStarted.clear()
          return
        case 'message.received':
          lastAgentMessage = textOf(body.item.content)
          return
        case 'call.started':
          callsStarted.set(body.callId, at)
          return
        case 'sample.completed':
          if (!body.usage) return
          turnUsage = addUsage(turnUsage, body.usage)
          threadUsage = addUsage(threadUsage, body.usage)
      }
    },
    threadId: () => threadId,
    contextWindow: () => contextWindow,
    items: () => items,
    turnUsage: () => turnUsage,
    threadUsage: () => threadUsage,
    lastAgentMessage: () => lastAgentMessage,
    callStartedAt: callId => callsStarted.get(callId),
  }
}
