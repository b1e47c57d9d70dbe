import { memo } from 'react'
import type { Turn } from '../../../core/thread/thread.ts'
import { changesOfTurn, sumLines } from '../../state/selectors.ts'
import { count, duration, plural } from '../../ui/format.ts'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { LineCounts } from './LineCounts.tsx'
import { NoticeRow } from './Markers.tsx'

const WORDS = {
  running: null,
  completed: null,
  interrupted: 'Stopped',
  failed: 'Failed',
  blocked: 'Blocked',
} as const

/** The end of a turn: how long, how much, what changed. */
export const TurnFooter = memo(function TurnFooter({ turn }: { turn: Turn; threadId: string }) {
  const files = changesOfTurn(turn)
  const answer = turn.items.findLast(item => item.type === 'agentMessage')
  const took = turn.finishedAt === undefined ? null : duration(turn.finishedAt - turn.startedAt)
  const tokens = turn.usage.totalTokens
  const parts = [WORDS[turn.status], took, tokens > 0 && `${count(tokens)} tokens`].filter(Boolean)
  return (
    <>
      {turn.failure && <NoticeRow level="error" text={turn.failure.message} />}
      <footer className="timeline-footer">
        <span>{parts.join(' · ')}</span>
        {files.length > 0 && (
          <span className="timeline-footerFiles">
            {parts.length > 0 && '· '}
            {plural(files.length, 'file')} <LineCounts {...sumLines(files)} />
          </span>
        )}
        {answer?.type === 'agentMessage' && <CopyButton text={answer.text} label="Copy answer" />}
      </footer>
    </>
  )
})
