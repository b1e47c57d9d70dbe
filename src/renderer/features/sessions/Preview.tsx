import './preview.css'
import { ArrowLeft, ChevronDown, ChevronUp } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import type { SessionRow } from '../../../contract/sessions.ts'
import { titleOf } from '../../state/selectors.ts'
import { IconButton } from '../../ui/Button.tsx'
import { count, plural } from '../../ui/format.ts'
import { defused } from '../../ui/hiddenText.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useSettled } from '../../ui/useSettled.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import { TitleEditor } from '../threads/index.ts'
import { PreviewTurns } from './PreviewTurns.tsx'
import { useNewest } from './SessionLine.tsx'
import type { Hits } from './useHits.ts'
import { usePreviewTurns } from './usePreviewTurns.ts'
import { bytes, grouped, sizeWords } from './words.ts'

interface PreviewProps {
  /** What takes the focus: the part that scrolls. */
  ref: RefObject<HTMLDivElement | null>
  session: SessionRow
  isTrashed: boolean
  hits: Hits
  words: readonly string[]
  isRenaming: boolean
  /** Goes back to the list, where the preview covers it. */
  onBack: (() => void) | null
  onRenamed(name: string | null): void
  onFork(turnId: string): void
  /** What can be done with the thread. */
  actions: ReactNode
  lineage: ReactNode
}

/** Who walks through a list does not look at each thread. */
const WALKING_MS = 90

/** A past thread to read: what it is, what can be done with it, its turns around the hit, and its forks. */
export function Preview(props: PreviewProps) {
  const { ref, isTrashed, hits, words, isRenaming, onBack, onRenamed, onFork, actions, lineage } = props
  const session = useNewest(props.session)
  const title = titleOf(session)
  return (
    <section className="preview" aria-label={t('Preview of {title}', { title })}>
      <header className="preview-head">
        <div className="preview-name">
          {onBack && <IconButton icon={ArrowLeft} label={t('Back to the list')} chord="esc" onClick={onBack} />}
          {isRenaming ? (
            <TitleEditor threadId={session.id} title={title} onDone={onRenamed} />
          ) : (
            <h2 className="truncate" title={title}>
              {defused(title)}
            </h2>
          )}
        </div>
        <div className="preview-actions">{actions}</div>
        <Facts session={session} />
      </header>
      {hits.total > 0 && <HitBar hits={hits} />}
      {!isTrashed ? (
        <Turns ref={ref} session={session} hits={hits} words={words} onFork={onFork} />
      ) : (
        <div ref={ref} className="preview-scroll" tabIndex={0} role="group" aria-label={t('What happened')}>
          <p className="preview-note">{t('It lies in the trash. Restore it to read it or to go on with it.')}</p>
        </div>
      )}
      {lineage}
    </section>
  )
}

function Facts({ session }: { session: SessionRow }) {
  const { cwd, branch, model, source, turns, filesTouched, totalTokens, readOnly } = session
  const work = [
    sizeWords(turns, filesTouched),
    totalTokens > 0 && t('{n} tokens', { n: count(totalTokens) }),
    bytes(session.bytes),
  ]
  return (
    <div className="preview-facts">
      <p className="truncate" title={cwd}>
        {defused([cwd, branch].filter(Boolean).join(' · '))}
      </p>
      <p>{defused([model, source, ...work].filter(Boolean).join(' · '))}</p>
      {readOnly && <p>{t('Read-only: it can be read, forked and exported.')}</p>}
    </div>
  )
}

const HitBar = ({ hits }: { hits: Hits }) => (
  <div className="preview-hits">
    <span role="status">
      {hits.number > 0
        ? tn(hits.total, '{number} of {n} hit', '{number} of {n} hits', { number: grouped(hits.number) })
        : plural(hits.total, 'hit')}
    </span>
    <IconButton
      icon={ChevronUp}
      label={t('Hit before')}
      chord="shift+n"
      className="small"
      onClick={() => hits.step(-1)}
    />
    <IconButton icon={ChevronDown} label={t('Next hit')} chord="n" className="small" onClick={() => hits.step(1)} />
  </div>
)

type TurnsProps = Pick<PreviewProps, 'ref' | 'session' | 'hits' | 'words' | 'onFork'>

function Turns({ ref, session, hits, words, onFork }: TurnsProps) {
  const settled = useSettled(session.id, WALKING_MS)
  const isSettled = settled === session.id
  const { page, failure, more } = usePreviewTurns(isSettled ? session.id : null, hits.hit?.turnId ?? null)
  const turns = isSettled && page && page.turns.length > 0 ? page : null
  return (
    <div ref={ref} className="preview-scroll" tabIndex={0} role="group" aria-label={t('What happened')}>
      {failure !== null && <p className="preview-problem">{failure}</p>}
      {turns && (
        <PreviewTurns
          key={session.id}
          scroller={ref}
          threadId={session.id}
          cwd={session.cwd}
          page={turns}
          hit={hits.hit}
          words={words}
          onMore={more}
          onFork={onFork}
        />
      )}
      {!turns && failure === null && (
        <div className="preview-note">
          {page ? (
            <p>{t('Nothing was said in this thread.')}</p>
          ) : (
            <Skeleton lines={[40, 90, 75, 82, 50]} label={t('Loading the thread')} />
          )}
        </div>
      )}
    </div>
  )
}
