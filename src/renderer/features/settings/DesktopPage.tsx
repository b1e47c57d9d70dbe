import './desktop.css'
import { useState } from 'react'
import type { DesktopSettings, DesktopState } from '../../../contract/desktop.ts'
import { useWatch } from '../../state/engine.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button } from '../../ui/Button.tsx'
import { chordOfPress, isHeldOnly } from '../../ui/chords.ts'
import { t } from '../../ui/i18n/t.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { Row } from './Row.tsx'

type SwitchKey = 'tray' | 'badge' | 'progress' | 'attention' | 'keepAwake'

const SWITCHES: readonly { key: SwitchKey; name: string; about: string }[] = [
  {
    key: 'keepAwake',
    name: t('Stay awake while turns run'),
    about: t('The screen may go dark, the machine works on.'),
  },
  { key: 'tray', name: t('Icon in the system tray'), about: t('With what waits, and a way to begin a thread.') },
  {
    key: 'badge',
    name: t('Number on the app icon'),
    about: t('Of what waits. What is done is not counted.'),
  },
  {
    key: 'progress',
    name: t('Moving bar on the app icon'),
    about: t('While turns run, where the system has one.'),
  },
  { key: 'attention', name: t('Icon calls when something waits'), about: t('It jumps or flashes until you look.') },
]

/** What surrounds the window. A browser has nothing of it, and says so. */
export function DesktopPage() {
  const { frame } = useWatch('desktop/watch', {})
  const run = useCommand()
  if (frame === null) return <Skeleton lines={[60, 80, 45]} label={t('Loading')} />
  if (frame.state === null) return <InBrowser />
  const { settings, shortcut } = frame.state
  const change = (part: Partial<DesktopSettings>) =>
    void run('desktop/configure', { settings: { ...settings, ...part } })
  return (
    <>
      {SWITCHES.map(({ key, name, about }) => (
        <Row key={key} name={name} about={about}>
          <Switch label={name} on={settings[key]} onChange={on => change({ [key]: on })} />
        </Row>
      ))}
      <Row name={t('Shortcut from anywhere')} about={t('Brings Heddle forward while another program is in front.')}>
        <ForwardShortcut chord={settings.shortcut} state={shortcut} onChange={chord => change({ shortcut: chord })} />
      </Row>
    </>
  )
}

const InBrowser = () => (
  <>
    <p className="settingsIntro">
      {t('These belong to the desktop window. You are in a browser, which decides them itself:')}
    </p>
    <ul className="desktopAbsent">
      <li>{t('What waits is counted in the title of the tab instead of on an icon.')}</li>
      <li>
        {t('A page cannot keep the machine awake, stand in the tray or hear keys while another program is in front.')}
      </li>
      <li>{t('Folders are chosen in a dialog of Heddle’s own: a browser does not tell where they are.')}</li>
      <li>{t('Updates come with the program that serves this page.')}</li>
    </ul>
  </>
)

interface ForwardShortcutProps {
  chord: string | null
  state: DesktopState['shortcut']
  onChange(chord: string | null): void
}

/** Records a chord; off until somebody does. */
function ForwardShortcut({ chord, state, onChange }: ForwardShortcutProps) {
  const [recording, setRecording] = useState(false)
  if (recording) {
    const take = (next: string | null) => {
      setRecording(false)
      if (next !== null) onChange(next)
    }
    return <Recorder onDone={take} />
  }
  return (
    <div className="settingsChoices">
      {chord === null ? t('None') : <Kbd chord={chord} />}
      <Button onClick={() => setRecording(true)}>{chord === null ? t('Choose keys') : t('Change')}</Button>
      {chord !== null && (
        <Button look="quiet" onClick={() => onChange(null)}>
          {t('Take away')}
        </Button>
      )}
      {state === 'taken' && (
        <span className="desktopTaken" role="status">
          {t('Another program has these keys. Choose others.')}
        </span>
      )}
    </div>
  )
}

function Recorder({ onDone }: { onDone(chord: string | null): void }) {
  const [tooFew, setTooFew] = useState(false)
  return (
    <div className="settingsChoices">
      <div
        ref={field => field?.focus()}
        className="recorderField"
        role="textbox"
        tabIndex={0}
        aria-label={t('Keys that bring Heddle forward')}
        aria-describedby="forward-words"
        onBlur={() => onDone(null)}
        onKeyDown={event => {
          if (event.key === 'Tab') return
          event.preventDefault()
          event.stopPropagation()
          const { nativeEvent } = event
          if (isHeldOnly(nativeEvent)) return
          if (event.key === 'Escape') return onDone(null)
          const isEnough = [nativeEvent.metaKey, nativeEvent.ctrlKey, nativeEvent.altKey].filter(Boolean).length >= 1
          if (isEnough) onDone(chordOfPress(nativeEvent))
          else setTooFew(true)
        }}
      >
        {t('Press the new keys')}
      </div>
      <p id="forward-words" className="settingsAbout" role="status">
        {tooFew ? t('Hold Ctrl, Alt or ⌘ with it.') : t('Esc leaves it as it is.')}
      </p>
    </div>
  )
}
