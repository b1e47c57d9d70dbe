import { useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { viewOf } from '../../state/store.ts'
import { shownOf } from '../../state/stretch.ts'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { t } from '../../ui/i18n/t.ts'

interface AnswerCopyProps {
  threadId: string
  turnId: string
  itemId: string
}

/** Copies all that was said, as markdown: a row may hold a part of it. */
export function AnswerCopy(props: AnswerCopyProps) {
  const app = useAppParts()
  return (
    <span className="timeline-answerCopy">
      <CopyButton text={() => saidIn(app, props)} label={t('Copy as Markdown')} />
    </span>
  )
}

function saidIn({ store }: App, { threadId, turnId, itemId }: AnswerCopyProps): string {
  const { thread, stretch } = viewOf(store.getState(), threadId)
  const turn = thread && shownOf(thread, stretch).turns.find(({ id }) => id === turnId)
  const item = turn?.items.find(({ type, id }) => type === 'agentMessage' && id === itemId)
  return item?.type === 'agentMessage' ? item.text : ''
}
