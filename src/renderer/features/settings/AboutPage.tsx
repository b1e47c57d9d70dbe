import { useState } from 'react'
import type { Result } from '../../../contract/router.ts'
import { useApp } from '../../state/app.ts'
import type { AppState } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { bytes } from '../sessions/index.ts'
import { CrashReports } from './CrashReports.tsx'
import { Row } from './Row.tsx'
import { Updates } from './Updates.tsx'

type Engine = NonNullable<AppState['engine']>

const HOSTS: Readonly<Record<Engine['host'], string>> = {
  desktop: t('desktop window'),
  browser: 'browser',
  stdio: t('another program'),
  exec: t('one turn from a shell'),
  test: 'test',
}

/** What this is, where it lives, what works here, and a report for whoever helps. */
export function AboutPage() {
  const engine = useApp(state => state.engine)
  if (!engine) return <p className="settingsAbout">{t('Not connected to the engine.')}</p>
  return (
    <>
      <Row name="Heddle">
        {engine.version} · {HOSTS[engine.host]} · {engine.platform}
      </Row>
      <Row name="Home">
        <span className="mono settingsPath">{engine.home}</span>
      </Row>
      <Row name={t('Sandbox')}>
        <Sandbox sandbox={engine.sandbox} />
      </Row>
      <Row name={t('Configuration')}>
        {engine.notices.length === 0 ? t('Nothing is wrong with it.') : <Notices notices={engine.notices} />}
      </Row>
      <Updates />
      <CrashReports />
      <Diagnostics />
    </>
  )
}

const Notices = ({ notices }: { notices: readonly string[] }) => (
  <ul className="settingsNotices">
    {notices.map(notice => (
      <li key={notice} className="settingsNotice">
        {notice}
      </li>
    ))}
  </ul>
)

function Sandbox({ sandbox }: { sandbox: Engine['sandbox'] }) {
  return sandbox.available ? (
    <span className="settingsState">
      <StatusDot status="done" quiet />
      {t('On')} · {sandbox.kind} {sandbox.version}
    </span>
  ) : (
    <div>
      <span className="settingsState">
        <StatusDot status="failed" quiet />
        {t('Off.')} {sandbox.reason}
      </span>
      <p className="settingsAbout">{sandbox.fix}</p>
    </div>
  )
}

/** Writes a report, and says where it is and what it leaves out. Nothing is sent anywhere. */
function Diagnostics() {
  const run = useCommand()
  const isDesktop = useApp(state => state.engine?.host === 'desktop')
  const [report, setReport] = useState<Result<'diagnostics/export'> | null>(null)
  const [writing, setWriting] = useState(false)
  const write = async () => {
    setWriting(true)
    setReport(await run('diagnostics/export', {}))
    setWriting(false)
  }
  return (
    <Row
      name={t('Diagnostics')}
      about={t('Versions, what works here, the configuration and the end of the log, in one file.')}
    >
      <Button disabled={writing} onClick={() => void write()}>
        {writing ? t('Writing…') : t('Write a report')}
      </Button>
      <div role="status">
        {report && (
          <div className="settingsReport">
            <p>
              {tx('Written: {path} ({size}). Nothing was sent anywhere.', {
                path: <span className="mono settingsPath">{report.path}</span>,
                size: bytes(report.bytes),
              })}
            </p>
            {isDesktop && (
              <Button onClick={() => void run('desktop/saveCopy', { path: report.path })}>{t('Save a copy…')}</Button>
            )}
            <p className="settingsAbout">{t('It leaves out:')}</p>
            <ul className="settingsLeft">
              {report.left.map(line => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Row>
  )
}
