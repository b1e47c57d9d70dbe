import './desktop.css'
import { useState } from 'react'
import type { DesktopState, UpdateState } from '../../../contract/desktop.ts'
import { useWatch } from '../../state/engine.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Progress } from '../../ui/Progress.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { Row } from './Row.tsx'

/** Newer versions: where they come from, and how far one is. Off until somebody says where. */
export function Updates() {
  const { frame } = useWatch('desktop/watch', {})
  if (frame === null) return null
  return (
    <Row name={t('Updates')} about={t('Heddle looks for newer versions only where you say they are.')}>
      {frame.state === null ? t('They come with the program that serves this page.') : <Desktop state={frame.state} />}
    </Row>
  )
}

function Desktop({ state: { settings, update } }: { state: DesktopState }) {
  const run = useCommand()
  const { updates } = settings
  const [feed, setFeed] = useState(updates.feed)
  const configure = (part: Partial<typeof updates>) =>
    void run('desktop/configure', { settings: { ...settings, updates: { ...updates, feed, ...part } } })
  const isUsable = feed.startsWith('https://') && URL.canParse(feed)
  if (update.phase === 'off' && update.why !== null) return <>{update.why}</>
  return (
    <div className="updates">
      <form
        className="settingsChoices"
        onSubmit={event => {
          event.preventDefault()
          if (isUsable) configure({})
        }}
      >
        <Switch
          label={t('Look for updates')}
          on={updates.on}
          onChange={on => (isUsable || !on ? configure({ on }) : undefined)}
        />
        <input
          className="updatesFeed mono"
          aria-label={t('Address of the updates')}
          placeholder="https://"
          spellCheck={false}
          value={feed}
          onChange={event => setFeed(event.target.value)}
        />
        {feed !== updates.feed && isUsable && (
          <Button type="submit" look="fill">
            {t('Save')}
          </Button>
        )}
      </form>
      {feed !== '' && !isUsable && <p className="settingsProblem">{t('The address has to begin with https://.')}</p>}
      <div role="status">
        <UpdateLine update={update} onStep={step => void run('desktop/update', { step })} />
      </div>
    </div>
  )
}

interface UpdateLineProps {
  update: UpdateState
  onStep(step: 'check' | 'restart'): void
}

function UpdateLine({ update, onStep }: UpdateLineProps) {
  const again = <Button onClick={() => onStep('check')}>{t('Check now')}</Button>
  switch (update.phase) {
    case 'off':
      return <p className="settingsAbout">{t('Off. Nothing is asked anywhere.')}</p>
    case 'idle':
      return again
    case 'checking':
      return <p>{t('Looking…')}</p>
    case 'current':
      return (
        <div className="settingsChoices">
          {t('This is the newest version.')} {again}
        </div>
      )
    case 'loading':
      return (
        <>
          <p>{t('Fetching version {version}', { version: update.version })}</p>
          <Progress label={t('Fetching version {version}', update)} done={Math.round(update.percent)} of={100} />
        </>
      )
    case 'ready':
      return (
        <div className="settingsChoices">
          {t('Version {version} is ready.', { version: update.version })}
          <Button look="fill" onClick={() => onStep('restart')}>
            {t('Restart to update')}
          </Button>
        </div>
      )
    case 'failed':
      return (
        <div className="settingsChoices">
          <span className="settingsProblem">{t('That did not work: {why}', { why: update.why })}</span>
          {again}
        </div>
      )
  }
}
