import { Bot, Check, GitFork, Lock, Pin } from 'lucide-react'
import { memo } from 'react'
import type { CSSProperties, MouseEvent } from 'react'
import type { SessionRow } from '../../../contract/sessions.ts'
import { useSummary } from '../../state/app.ts'
import { titleOf } from '../../state/selectors.ts'
import type { SessionEntry } from '../../state/sessionList.ts'
import { ago, baseName, count, plural } from '../../ui/format.ts'
import { defused } from '../../ui/hiddenText.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { TitleEditor } from '../threads/index.ts'
import { fromFirstMark, MarkedText } from './MarkedText.tsx'
import { grouped, HIT_WORDS } from './words.ts'

interface SessionLineProps {
  id: string
  entry: SessionEntry
  index: number
  /** Where it stands in the list, and how much room it has, in pixels. */
  top: number
  height: number
  isActive: boolean
  isMarked: boolean
  /** Whether a mark is to be seen beside each line. */
  isMarking: boolean
  isRenaming: boolean
  now: number
  onPoint(index: number, event: MouseEvent): void
  onOpen(index: number): void
  onRenamed(name: string | null): void
}

/** One past thread: what it was about, where, with what and how much. */
export const SessionLine = memo(function SessionLine(props: SessionLineProps) {
  const { id, entry, index, top, height, isActive, isMarked, isMarking, isRenaming, now, onPoint, onOpen, onRenamed } =
    props
  const session = useNewest(entry.session)
  const { trashedAt, hitCount } = entry
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isMarked || (isActive && !isMarking)}
      className={`sessions-line${isActive ? ' active' : ''}${isMarked ? ' marked' : ''}`}
      style={lineStyle(top, height)}
      onClick={event => onPoint(index, event)}
      onDoubleClick={() => onOpen(index)}
    >
      <div role="gridcell" className="sessions-cell sign">
        {isMarking ? (
          <span className={isMarked ? 'sessions-check on' : 'sessions-check'}>
            {isMarked && <Icon of={Check} size={11} />}
            <span className="srOnly">{isMarked ? t('selected') : t('not selected')}</span>
          </span>
        ) : (
          <StatusDot status={session.status} />
        )}
      </div>
      <div role="gridcell" className="sessions-cell thread">
        <div className="sessions-name">
          {isRenaming ? (
            <TitleEditor threadId={session.id} title={titleOf(session)} onDone={onRenamed} />
          ) : (
            <span className="sessions-title truncate">{defused(titleOf(session))}</span>
          )}
          <Badges session={session} />
        </div>
        <Excerpt entry={entry} session={session} />
      </div>
      <div role="gridcell" className="sessions-cell workspace">
        <span className="truncate">{baseName(session.cwd)}</span>
        {session.branch !== null && <span className="sessions-quiet truncate">{session.branch}</span>}
      </div>
      <div role="gridcell" className="sessions-cell model">
        <span className="sessions-second truncate">{session.model ?? ''}</span>
        {session.totalTokens > 0 && (
          <span className="sessions-quiet truncate">{t('{n} tokens', { n: count(session.totalTokens) })}</span>
        )}
      </div>
      <div role="gridcell" className="sessions-cell turns">
        <span>
          {grouped(session.turns)}
          <span className="srOnly"> {session.turns === 1 ? t('turn') : t('turns')}</span>
        </span>
        {session.filesTouched > 0 && (
          <span className="sessions-quiet truncate">{plural(session.filesTouched, 'file')}</span>
        )}
      </div>
      <div role="gridcell" className="sessions-cell last">
        <span className="sessions-second">{ago(trashedAt ?? session.updatedAt, now)}</span>
        {hitCount > 0 && <span className="sessions-quiet truncate">{plural(hitCount, 'hit')}</span>}
      </div>
    </div>
  )
})

/** The place of a line in the list. */
export const lineStyle = (top: number, height: number): CSSProperties => ({
  height,
  transform: `translateY(${top}px)`,
})

/** What the window knows of a thread that changes right now goes before what the index said a moment ago. */
export function useNewest(session: SessionRow): SessionRow {
  const live = useSummary(session.id)
  if (!live || live.updatedAt < session.updatedAt) return session
  return { ...session, title: live.title, preview: live.preview, status: live.status, activity: live.activity }
}

function Badges({ session }: { session: SessionRow }) {
  return (
    <>
      {session.pinned && <Sign of={Pin} name={t('pinned')} />}
      {session.forkedFrom !== null && <Sign of={GitFork} name={t('fork')} />}
      {session.parentId !== null && <Sign of={Bot} name={t('agent of another thread')} />}
      {session.home === 'codex' && <span className="sessions-badge">Codex</span>}
      {session.readOnly && <Sign of={Lock} name={t('read-only')} />}
      {session.archived && <span className="sessions-badge">{t('Archived')}</span>}
    </>
  )
}

const Sign = ({ of, name }: { of: typeof Pin; name: string }) => (
  <span className="sessions-sign" title={name}>
    <Icon of={of} size={12} />
    <span className="srOnly">{name}</span>
  </span>
)

/** Where the words stand; without words how the thread began, unless its name says that already. */
function Excerpt({ entry, session }: { entry: SessionEntry; session: SessionRow }) {
  const [hit] = entry.hits
  if (hit) {
    const word = HIT_WORDS[hit.kind]
    return (
      <p className={`sessions-excerpt ${hit.kind}`}>
        {word !== null && <span className="sessions-hitKind">{word} </span>}
        <MarkedText {...fromFirstMark(hit.excerpt, hit.marks)} />
      </p>
    )
  }
  const text = session.title ? session.preview : (session.activity ?? '')
  return <p className="sessions-excerpt">{text === session.title ? '' : defused(text)}</p>
}
