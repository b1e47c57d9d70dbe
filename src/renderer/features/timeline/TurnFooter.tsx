import { Ellipsis, GitFork, History, Link, ListStart } from 'lucide-react'
import { memo, use } from 'react'
import { lastSaid } from '../../../core/plan/fold.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { changesOfTurn, sumLines } from '../../state/selectors.ts'
import { useRevisit } from '../../state/revisit.ts'
import { IconButton } from '../../ui/Button.tsx'
import { count, duration, plural } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { CopyButton } from '../../ui/markdown/CodeBlock.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { t } from '../../ui/i18n/t.ts'
import { UndoButton } from '../undo/index.ts'
import { LineCounts } from './LineCounts.tsx'
import { NoticeRow } from './Markers.tsx'
import { Revisiting } from './revisiting.ts'

const WORDS = {
  running: null,
  completed: null,
  interrupted: t('Stopped'),
  failed: t('Failed'),
  blocked: t('Blocked'),
} as const

/** The end of a turn: how long, how much, what changed, and what can be done with it. */
export const TurnFooter = memo(function TurnFooter({ turn, threadId }: { turn: Turn; threadId: string }) {
  const canRevisit = use(Revisiting) !== null
  const files = changesOfTurn(turn)
  const answer = lastSaid(turn)
  const took = turn.finishedAt === undefined ? null : duration(turn.finishedAt - turn.startedAt)
  const tokens = turn.usage.totalTokens
  const parts = [WORDS[turn.status], took, tokens > 0 && t('{n} tokens', { n: count(tokens) })].filter(Boolean)
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
        {answer && <CopyButton text={answer} label={t('Copy answer')} />}
        {canRevisit && <TurnActions threadId={threadId} turnId={turn.id} />}
      </footer>
    </>
  )
})

function TurnActions({ threadId, turnId }: { threadId: string; turnId: string }) {
  const { fork, revert, copyLink } = useRevisit()
  return (
    <>
      <IconButton
        icon={GitFork}
        label={t('Fork from here')}
        size={13}
        className="small"
        onClick={() => void fork(threadId, turnId, 'after')}
      />
      <UndoButton threadId={threadId} turnId={turnId} />
      <Menu
        align="start"
        trigger={
          <button type="button" className="iconButton small" aria-label={t('More for this turn')}>
            <Icon of={Ellipsis} size={13} />
          </button>
        }
      >
        <MenuItem icon={ListStart} onSelect={() => void fork(threadId, turnId, 'before')}>
          {t('Fork from before this turn')}
        </MenuItem>
        <MenuItem icon={History} onSelect={() => void revert(threadId, turnId)}>
          {t('Take back this turn and all after it')}
        </MenuItem>
        <MenuItem icon={Link} onSelect={() => void copyLink({ threadId, turnId })}>
          {t('Copy link to this turn')}
        </MenuItem>
      </Menu>
    </>
  )
}
