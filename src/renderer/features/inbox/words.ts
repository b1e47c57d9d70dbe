import type { Decision } from '../../../core/thread/calls.ts'
import type { Waiting } from '../../state/inbox.ts'
import { subjectOf, titleOfRequest } from '../approvals/index.ts'
import type { ElicitationAction } from '../approvals/index.ts'
import { t } from '../../ui/i18n/t.ts'

const isPause = (item: Waiting): boolean => item.type === 'approval' && item.entry.request.kind === 'brake'

/** What waits, in one line. */
export function subjectOfWaiting(item: Waiting): string {
  switch (item.type) {
    case 'approval':
      return isPause(item) ? titleOfRequest(item.entry.request) : subjectOf(item.entry.request)
    case 'question':
      return t('{server} asks: {message}', {
        server: item.elicitation.server,
        message: item.elicitation.message,
      })
    case 'failure':
      return item.thread.activity ?? t('The last turn failed.')
  }
}

/** The kind of a line, for those who do not see its dot. */
export function questionOf(item: Waiting): string {
  switch (item.type) {
    case 'approval':
      return isPause(item) ? t('A turn pauses') : titleOfRequest(item.entry.request)
    case 'question':
      return t('A server asks')
    case 'failure':
      return t('Failed')
  }
}

const ANSWERS: Readonly<Record<Decision['type'], string>> = {
  approve: t('Allowed'),
  approvePrefix: t('Always allowed'),
  approveTool: t('Always allowed'),
  approveEdited: t('Allowed as changed'),
  answer: t('Answered'),
  deny: t('Denied'),
  abort: t('Stopped'),
}

export const wordOfDecision = (decision: Decision): string => ANSWERS[decision.type]

export const WORD_OF_ACTION: Readonly<Record<ElicitationAction, string>> = {
  accept: t('Answered'),
  decline: t('Declined'),
  cancel: t('Cancelled'),
}
