import './logPane.css'
import { Copy } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import type { WrittenLine } from '../../../contract/log.ts'
import { useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { PaneEmpty } from '../../ui/Pane.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { LineList } from './LineList.tsx'
import { matching, readable } from './lines.ts'
import { useWritten } from './useWritten.ts'

/** What is written of a thread, line by line as its file has it, newest last. */
export const LogPane = ({ threadId }: { threadId: string }) => <Log key={threadId} threadId={threadId} />

function Log({ threadId }: { threadId: string }) {
  const { lines, path, hasEarlier, failure, readEarlier } = useWritten(threadId)
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const wanted = useDeferredValue(filter)
  const shown = useMemo(() => matching(lines ?? [], wanted), [lines, wanted])
  const open = shown.find(({ offset }) => offset === chosen)

  if (failure !== null && lines === null) return <PaneEmpty>{failure}</PaneEmpty>
  if (lines === null) return <Skeleton lines={[60, 80, 70]} label={t('Loading the log')} />
  return (
    <div className="log">
      <div className="logHead">
        <input
          type="search"
          className="logFilter"
          aria-label={t('Filter events')}
          placeholder={t('Filter by type or content')}
          value={filter}
          onChange={event => setFilter(event.target.value)}
        />
        <CopyLines lines={shown} />
      </div>
      <p className="logCount" role="status">
        {shown.length === lines.length
          ? plural(lines.length, 'event')
          : t('{shown} of {all} events', { shown: shown.length, all: lines.length })}
      </p>
      {hasEarlier && (
        <Button look="quiet" className="logEarlier" onClick={readEarlier}>
          {t('Read earlier events')}
        </Button>
      )}
      {shown.length === 0 ? (
        <PaneEmpty>
          {lines.length === 0
            ? t('Events show here as they are written, from the first message on.')
            : t('No event matches this filter.')}
        </PaneEmpty>
      ) : (
        <LineList lines={shown} chosen={chosen} onChoose={setChosen} />
      )}
      {open && (
        <pre className="logDetail" tabIndex={0} role="region" aria-label={t('Event at byte {offset}', open)}>
          {readable(open)}
        </pre>
      )}
      {path !== null && (
        <p className="logPath truncate" title={path}>
          <bdi>{path}</bdi>
        </p>
      )}
    </div>
  )
}

/** Copies lines exactly as they are written. */
function CopyLines({ lines }: { lines: readonly WrittenLine[] }) {
  const { store } = useAppParts()
  const copy = async () => {
    // A line that is only shown in part would not be JSON any more.
    const whole = lines.filter(({ text, bytes }) => new TextEncoder().encode(text).length === bytes)
    const left = lines.length - whole.length
    try {
      await copyText(whole.map(({ text }) => `${text}\n`).join(''))
      const copied = t('Copied {what}.', { what: plural(whole.length, 'event') })
      const missing = t('Left out: {what} of more than 64 KB. Export the session to have them.', {
        what: plural(left, 'event'),
      })
      addNotice(store, 'info', left === 0 ? copied : `${copied} ${missing}`)
    } catch {
      addNotice(store, 'error', t('The clipboard did not take it. Try again with the window in front.'))
    }
  }
  return (
    <Button look="quiet" icon={Copy} disabled={lines.length === 0} onClick={() => void copy()}>
      {t('Copy JSONL')}
    </Button>
  )
}
