import { useRef } from 'react'
import type { InboxEntry } from '../../../contract/inbox.ts'
import type { Decision } from '../../../core/thread/calls.ts'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { useSummary } from '../../state/app.ts'
import type { Waiting } from '../../state/inbox.ts'
import { titleOf } from '../../state/selectors.ts'
import { Button } from '../../ui/Button.tsx'
import { defused } from '../../ui/hiddenText.ts'
import { t } from '../../ui/i18n/t.ts'
import { ElicitationCard, Question } from '../approvals/index.ts'
import { WORD_OF_ACTION, wordOfDecision } from './words.ts'

interface InboxDetailProps {
  item: Waiting
  onOpen(): void
  onDismiss(): void
  /** A word for what was done, to be said before what comes next. */
  onAnswered(word: string): void
  onFormClosed(): void
}

/** The selected line in full, with every answer to it. */
export function InboxDetail({ item, onOpen, onDismiss, onAnswered, onFormClosed }: InboxDetailProps) {
  return (
    <>
      {item.threadId !== null && (
        <div className="inbox-where">
          <Where threadId={item.threadId} agent={item.type === 'approval' ? item.entry.agent : undefined} />
          {item.type !== 'failure' && (
            <Button look="quiet" chord="enter" onClick={onOpen}>
              {t('Open the thread')}
            </Button>
          )}
        </div>
      )}
      {item.type === 'approval' && (
        <Approval
          entry={item.entry}
          onAnswered={decision => onAnswered(wordOfDecision(decision))}
          onFormClosed={onFormClosed}
        />
      )}
      {item.type === 'question' && (
        <ElicitationCard elicitation={item.elicitation} onAnswered={action => onAnswered(WORD_OF_ACTION[action])} />
      )}
      {item.type === 'failure' && <FailureCard thread={item.thread} onOpen={onOpen} onDismiss={onDismiss} />}
    </>
  )
}

/** Where it waits. An agent is named by the thread that it works for. */
function Where({ threadId, agent }: { threadId: string; agent: InboxEntry['agent'] }) {
  const thread = useSummary(threadId)
  if (agent) {
    return (
      <p className="inbox-path truncate" title={thread?.cwd}>
        <b>{defused(agent.nickname)}</b> · {t('agent of {title}', { title: defused(agent.root) })}
      </p>
    )
  }
  return (
    <p className="inbox-path truncate" title={thread?.cwd}>
      <b>{titleOf(thread)}</b>
      {thread && <span> · {thread.cwd}</span>}
    </p>
  )
}

interface ApprovalProps {
  entry: InboxEntry
  onAnswered(decision: Decision): void
  onFormClosed(): void
}

function Approval({ entry, onAnswered, onFormClosed }: ApprovalProps) {
  const card = useRef<HTMLElement>(null)
  const isCutShort = useSummary(entry.threadId)?.status === 'interrupted'
  return (
    <>
      {isCutShort && (
        <p className="inbox-note">
          {t(
            'Heddle was closed while this waited. It did not run; with your answer the turn goes on where it stopped.',
          )}
        </p>
      )}
      <Question
        asked={entry}
        card={card}
        isVisible
        listensAt={target => target === document.body || target.closest('.inbox') !== null}
        onFormClosed={onFormClosed}
        onAnswered={onAnswered}
      />
    </>
  )
}

interface FailureCardProps {
  thread: ThreadSummary
  onOpen(): void
  onDismiss(): void
}

const FailureCard = ({ thread, onOpen, onDismiss }: FailureCardProps) => (
  <section className="inbox-failure" aria-label={t('Failure')}>
    <h3>{t('The last turn failed')}</h3>
    <p>{defused(thread.activity ?? t('Open the thread to see what happened. What was done before is kept.'))}</p>
    <div className="inbox-buttons">
      <Button look="fill" chord="enter" onClick={onOpen}>
        {t('Open the thread')}
      </Button>
      <Button look="quiet" chord="x" onClick={onDismiss}>
        {t('Dismiss')}
      </Button>
    </div>
  </section>
)
