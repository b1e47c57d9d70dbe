import type { Decision } from '../../../core/thread/calls.ts'
import type { Waiting } from '../../state/inbox.ts'
import { subjectOf, titleOfRequest } from '../approvals/index.ts'
import type { ElicitationAction } from '../approvals/index.ts'

const isPause = (item: Waiting): boolean => item.type === 'approval' && item.entry.request.kind === 'brake'

/** What waits, in one line. */
export function subjectOfWaiting(item: Waiting): string {
  switch (item.type) {
    case 'approval':
      return isPause(item) ? titleOfRequest(item.entry.request) : subjectOf(item.entry.request)
    case 'question':
      return `${item.elicitation.server} asks: ${item.elicitation.message}`
    case 'failure':
      return item.thread.activity ?? 'The last turn failed.'
  }
}

/** The kind of a line, for those who do not see its dot. */
export function questionOf(item: Waiting): string {
  switch (item.type) {
    case 'approval':
      return isPause(item) ? 'A turn pauses' : titleOfRequest(item.entry.request)
    case 'question':
      return 'A server asks'
    case 'failure':
      return 'Failed'
  }
}

const ANSWERS: Readonly<Record<Decision['type'], string>> = {
  approve: 'Allowed',
  approvePrefix: 'Always allowed',
  approveTool: 'Always allowed',
  approveEdited: 'Allowed as changed',
  answer: 'Answered',
  deny: 'Denied',
  abort: 'Stopped',
}

export const wordOfDecision = (decision: Decision): string => ANSWERS[decision.type]

export const WORD_OF_ACTION: Readonly<Record<ElicitationAction, string>> = {
  accept: 'Answered',
  decline: 'Declined',
  cancel: 'Cancelled',
}
