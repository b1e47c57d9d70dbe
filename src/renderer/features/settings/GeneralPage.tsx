import { useApp, useAppParts } from '../../state/app.ts'
import type { Preferences } from '../../state/preferences.ts'
import { openConfigEditor } from '../../state/profiles.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Appearance } from './Appearance.tsx'
import { Row } from './Row.tsx'

const DELIVERIES: readonly { value: Preferences['enterWhileRunning']; name: string }[] = [
  { value: 'steer', name: t('Steers the turn') },
  { value: 'queue', name: t('Queues for the next') },
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
      <Row name={t('Enter while a turn runs')} about={t('With Ctrl or ⌘ it does the other.')}>
        <Segmented
          label={t('Enter while a turn runs')}
          value={preferences.enterWhileRunning}
          options={DELIVERIES}
          onChange={enterWhileRunning => change({ enterWhileRunning })}
        />
      </Row>
      <Row
        name={t('Configuration')}
        about={t('Everything else is set in your config.toml; forms for it are in Profiles.')}
      >
        <Button onClick={() => openConfigEditor(app)}>{t('Edit config.toml')}</Button>
      </Row>
      <Row name={t('Trusted projects')} about={t('What a project may set, and what you said.')}>
        <Button onClick={() => store.setState({ overlay: 'trust' })}>{t('Look or change…')}</Button>
      </Row>
      <Row name="Codex" about={t('Its settings, rules, skills and prompts can be brought here.')}>
        <Button onClick={() => store.setState({ overlay: 'migration' })}>{t('Import…')}</Button>
      </Row>
    </>
  )
}
