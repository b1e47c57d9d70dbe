import { useState } from 'react'
import { SOUNDS } from '../../../contract/notifications.ts'
import type { News, NotifyChoices, Sound } from '../../../contract/notifications.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { inBrowser } from '../../ui/chords.ts'
import { t } from '../../ui/i18n/t.ts'
import { Picker } from '../../ui/Picker.tsx'
import { playSound } from '../../state/sounds.ts'
import { Switch } from '../../ui/Switch.tsx'
import { Row } from './Row.tsx'

const CLASSES: readonly { kind: News['kind']; name: string; about: string }[] = [
  { kind: 'waits', name: t('Something waits for you'), about: t('An approval, a question or a plan.') },
  { kind: 'failed', name: t('A turn failed'), about: t('With the reason.') },
  { kind: 'done', name: t('A turn is done'), about: t('Not for agents: their thread tells.') },
]

const SOUND_NAMES: Readonly<Record<Sound, string>> = {
  none: t('No sound'),
  chime: t('Chime'),
  knock: t('Knock'),
  bell: t('Bell'),
}

const SOUND_CHOICES = SOUNDS.map(value => ({ value, name: SOUND_NAMES[value] }))

/** What is told while nobody looks at the window. */
export function NotificationsPage() {
  const { store } = useAppParts()
  const preferences = useApp(state => state.preferences)
  const { notify } = preferences
  const change = (part: Partial<NotifyChoices>) =>
    store.setState({ preferences: { ...preferences, notify: { ...notify, ...part } } })
  const chooseSound = (kind: News['kind'], sound: Sound) => {
    playSound(sound)
    change({ sounds: { ...notify.sounds, [kind]: sound } })
  }
  return (
    <>
      <p className="settingsIntro">
        {t(
          'They come while this window is not in front. What waits is also counted on the window; what is done is not.',
        )}
      </p>
      {inBrowser && <Permission />}
      {CLASSES.map(({ kind, name, about }) => (
        <Row key={kind} name={name} about={about}>
          <div className="settingsChoices">
            <Switch label={name} on={notify[kind]} onChange={on => change({ [kind]: on })} />
            {notify[kind] && (
              <Picker
                label={t('Sound for: {name}', { name })}
                value={notify.sounds[kind]}
                choices={SOUND_CHOICES}
                onChange={sound => chooseSound(kind, sound)}
              />
            )}
          </div>
        </Row>
      ))}
      <QuietHours quiet={notify.quiet} onChange={quiet => change({ quiet })} />
    </>
  )
}

interface QuietHoursProps {
  quiet: NotifyChoices['quiet']
  onChange(quiet: NotifyChoices['quiet']): void
}

/** Do not disturb: hours of the day. When the system itself is told to be quiet it keeps our messages back anyway. */
function QuietHours({ quiet, onChange }: QuietHoursProps) {
  const name = t('Do not disturb')
  const time = (key: 'from' | 'to', label: string) => (
    <label className="settingsTime">
      {label}
      <input
        type="time"
        value={quiet[key]}
        onChange={event => event.target.value !== '' && onChange({ ...quiet, [key]: event.target.value })}
      />
    </label>
  )
  return (
    <Row name={name} about={t('Every day at these hours nothing is told and nothing sounds. What waits is counted.')}>
      <div className="settingsChoices">
        <Switch label={name} on={quiet.on} onChange={on => onChange({ ...quiet, on })} />
        {quiet.on && (
          <>
            {time('from', t('From'))}
            {time('to', t('To'))}
          </>
        )}
      </div>
    </Row>
  )
}

type State = NotificationPermission | 'unsupported'
const stateNow = (): State => ('Notification' in globalThis ? Notification.permission : 'unsupported')

/** A browser asks before a page may tell anything, and only when somebody pressed something. */
function Permission() {
  const [state, setState] = useState(stateNow)
  const ask = async () => setState(await Notification.requestPermission())
  const name = t('Browser')
  switch (state) {
    case 'granted':
      return <Row name={name}>{t('This browser lets Heddle tell you.')}</Row>
    case 'default':
      return (
        <Row name={name} about={t('It asks you once.')}>
          <Button onClick={() => void ask()}>{t('Allow notifications')}</Button>
        </Row>
      )
    case 'denied':
      return <Row name={name}>{t('This browser refuses. Allow notifications for this page in its own settings.')}</Row>
    case 'unsupported':
      return <Row name={name}>{t('This browser cannot tell you anything outside the page.')}</Row>
  }
}
