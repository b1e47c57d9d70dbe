import { Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { McpLogLine } from '../../../contract/mcp.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { clock } from '../../ui/format.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'

const POLL_MS = 1000

type Source = McpLogLine['source'] | 'all'

const SOURCES: readonly { value: Source; name: string }[] = [
  { value: 'all', name: t('All') },
  { value: 'stderr', name: t('Its output') },
  { value: 'server', name: t('Its messages') },
  { value: 'heddle', name: 'Heddle' },
]

const asText = (lines: readonly McpLogLine[]): string =>
  lines.map(({ at, source, text }) => `${new Date(at).toISOString()} ${source} ${text}`).join('\n')

/** What a server wrote, and what happened to it; renewed while it is on screen. */
export function ServerLogs({ server }: { server: string }) {
  const { store } = useAppParts()
  const { result, failure, reload } = useQuery('mcp/logs', { server })
  const [source, setSource] = useState<Source>('all')
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), POLL_MS)
    return () => clearInterval(timer)
  }, [reload])

  const lines = (result?.lines ?? []).filter(line => source === 'all' || line.source === source)
  const copy = () =>
    copyText(asText(lines)).then(
      () => addNotice(store, 'info', t('Copied.')),
      (error: unknown) => addNotice(store, 'error', messageOf(error)),
    )
  return (
    <>
      <div className="serverLogsHead">
        <Segmented<Source> label={t('Lines of')} value={source} options={SOURCES} onChange={setSource} />
        <Button look="quiet" icon={Copy} disabled={lines.length === 0} onClick={() => void copy()}>
          {t('Copy')}
        </Button>
      </div>
      {failure !== null && <p className="mcpProblem">{failure}</p>}
      {!result && failure === null && <Skeleton lines={[60, 40, 55]} label={t('Loading logs')} />}
      {result && lines.length === 0 && <p className="mcpQuiet">{t('What the server writes shows here.')}</p>}
      {lines.length > 0 && <Lines lines={lines} />}
    </>
  )
}

/** Follows the end, unless somebody reads further up. */
function Lines({ lines }: { lines: readonly McpLogLine[] }) {
  const list = useRef<HTMLOListElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    if (atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight
  })
  return (
    <ol
      ref={list}
      className="serverLogs mono"
      tabIndex={0}
      aria-label={t('Log lines')}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight > scrollHeight - 24
      }}
    >
      {lines.map((line, index) => (
        <li key={index} className="serverLog">
          <time className="serverLogTime">{clock(line.at)}</time>
          <span className="serverLogSource">{line.source}</span>
          <span className="serverLogText">
            <VisibleText text={line.text} />
          </span>
        </li>
      ))}
    </ol>
  )
}
