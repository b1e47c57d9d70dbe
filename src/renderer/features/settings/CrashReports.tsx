import './desktop.css'
import type { CrashReport } from '../../../contract/desktop.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { language } from '../../ui/i18n/language.ts'
import { t } from '../../ui/i18n/t.ts'
import { Row } from './Row.tsx'

/** Reports of crashes: to read, to copy, to throw away. Nothing sends them anywhere. */
export function CrashReports() {
  const run = useCommand()
  const isDesktop = useApp(state => state.engine?.host === 'desktop')
  const { result, reload } = useQuery('crash/list', {})
  const clear = async () => {
    await run('crash/clear', {})
    reload()
  }
  if (result === null) return null
  const { reports, folder } = result
  return (
    <Row name={t('Crash reports')} about={t('They stay on this machine. Keys are taken out of them.')}>
      {reports.length === 0 ? (
        t('There are none.')
      ) : (
        <>
          <div className="settingsChoices">
            {isDesktop ? (
              <Button onClick={() => void run('crash/showFolder', {})}>{t('Show folder')}</Button>
            ) : (
              <span className="mono settingsPath">{folder}</span>
            )}
            <Button look="quiet" onClick={() => void clear()}>
              {t('Remove all')}
            </Button>
          </div>
          <div className="crashes">
            {reports.map(report => (
              <Report key={report.name} report={report} />
            ))}
          </div>
        </>
      )}
    </Row>
  )
}

const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })

function Report({ report: { at, title, text } }: { report: CrashReport }) {
  const { store } = useAppParts()
  const copy = () =>
    copyText(text).then(
      () => addNotice(store, 'info', t('Copied.')),
      () => addNotice(store, 'error', t('The clipboard could not be written.')),
    )
  return (
    <details className="crash">
      <summary>
        <span className="crashWhen">{when.format(at)}</span>
        <span>{title}</span>
      </summary>
      <pre tabIndex={0} className="mono">
        {text}
      </pre>
      <Button onClick={() => void copy()}>{t('Copy')}</Button>
    </details>
  )
}
