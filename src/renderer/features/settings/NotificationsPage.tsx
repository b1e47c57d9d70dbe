import { useState } from 'react'
import type { NotifyChoices } from '../../../contract/notifications.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { inBrowser } from '../../ui/chords.ts'
import { Switch } from '../../ui/Switch.tsx'
import { Row } from './Row.tsx'

const CHOICES: readonly { key: keyof NotifyChoices; name: string; about: string }[] = [
  { key: 'waits', name: 'Something waits for you', about: 'An approval, a question or a plan.' },
  { key: 'failed', name: 'A turn failed', about: 'With the reason.' },
  { key: 'done', name: 'A turn is done', about: 'Not for agents: their thread tells.' },
  { key: 'sound', name: 'With a sound', about: 'Otherwise they come silently.' },
]

/** What is told while nobody looks at the window. */
export function NotificationsPage() {
  const { store } = useAppParts()
  const preferences = useApp(state => state.preferences)
  const { notify } = preferences
  const change = (part: Partial<NotifyChoices>) =>
    store.setState({ preferences: { ...preferences, notify: { ...notify, ...part } } })
  return (
    <>
      <p className="settingsIntro">
        They come while this window is not in front. What waits is also counted on the window; what is done is not.
      </p>
      {inBrowser && <Permission />}
      {CHOICES.map(({ key, name, about }) => (
        <Row key={key} name={name} about={about}>
          <Switch label={name} on={notify[key]} onChange={on => change({ [key]: on })} />
        </Row>
      ))}
    </>
  )
}

type State = NotificationPermission | 'unsupported'
const stateNow = (): State => ('Notification' in globalThis ? Notification.permission : 'unsupported')

/** A browser asks before a page may tell anything, and only when somebody pressed something. */
function Permission() {
  const [state, setState] = useState(stateNow)
  const ask = async () => setState(await Notification.requestPermission())
  switch (state) {
    case 'granted':
      return <Row name="Browser">This browser lets Heddle tell you.</Row>
    case 'default':
      return (
        <Row name="Browser" about="It asks you once.">
          <Button onClick={() => void ask()}>Allow notifications</Button>
        </Row>
      )
    case 'denied':
      return <Row name="Browser">This browser refuses. Allow notifications for this page in its own settings.</Row>
    case 'unsupported':
      return <Row name="Browser">This browser cannot tell you anything outside the page.</Row>
  }
}
