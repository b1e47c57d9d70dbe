import { useApp, useAppParts } from '../../state/app.ts'
import type { Preferences } from '../../state/preferences.ts'
import { openConfigEditor } from '../../state/profiles.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Appearance } from './Appearance.tsx'
import { Row } from './Row.tsx'

const DELIVERIES: readonly { value: Preferences['enterWhileRunning']; name: string }[] = [
  { value: 'steer', name: 'Steers the turn' },
  { value: 'queue', name: 'Queues for the next' },
]

/** Appearance and behaviour of this window. */
export function GeneralPage() {
  const app = useAppParts()
  const { store } = app
  const preferences = useApp(state => state.preferences)
  const change = (part: Partial<Preferences>) => store.setState({ preferences: { ...preferences, ...part } })
  return (
    <>
      <Appearance />
      <Row name="Enter while a turn runs" about="With Ctrl or ⌘ it does the other.">
        <Segmented
          label="Enter while a turn runs"
          value={preferences.enterWhileRunning}
          options={DELIVERIES}
          onChange={enterWhileRunning => change({ enterWhileRunning })}
        />
      </Row>
      <Row name="Configuration" about="Everything else is set in your config.toml; forms for it are in Profiles.">
        <Button onClick={() => openConfigEditor(app)}>Edit config.toml</Button>
      </Row>
      <Row name="Trusted projects" about="What a project may set, and what you said.">
        <Button onClick={() => store.setState({ overlay: 'trust' })}>Look or change…</Button>
      </Row>
      <Row name="Codex" about="Its settings, rules, skills and prompts can be brought here.">
        <Button onClick={() => store.setState({ overlay: 'migration' })}>Import…</Button>
      </Row>
    </>
  )
}
