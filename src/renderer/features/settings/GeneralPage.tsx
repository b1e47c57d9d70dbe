import { useId, useMemo } from 'react'
import type { ModelSummary } from '../../../contract/schemas.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import type { Preferences, Theme } from '../../state/preferences.ts'
import type { AppState } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { Row } from './Row.tsx'

const THEMES: readonly { value: Theme; name: string }[] = [
  { value: 'system', name: 'System' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
  { value: 'contrast', name: 'High contrast' },
]

const DELIVERIES: readonly { value: Preferences['enterWhileRunning']; name: string }[] = [
  { value: 'steer', name: 'Steers the turn' },
  { value: 'queue', name: 'Queues for the next' },
]

/** Appearance and behaviour of this window, and the engine that it is connected to. */
export function GeneralPage() {
  const { store } = useAppParts()
  const preferences = useApp(state => state.preferences)
  const change = (part: Partial<Preferences>) => store.setState({ preferences: { ...preferences, ...part } })
  return (
    <>
      <Row name="Theme">
        <Segmented label="Theme" value={preferences.theme} options={THEMES} onChange={theme => change({ theme })} />
      </Row>
      <Row name="Enter while a turn runs" about="With Ctrl or ⌘ it does the other.">
        <Segmented
          label="Enter while a turn runs"
          value={preferences.enterWhileRunning}
          options={DELIVERIES}
          onChange={enterWhileRunning => change({ enterWhileRunning })}
        />
      </Row>
      <Row name="Trusted projects" about="What a project may set, and what you said.">
        <Button onClick={() => store.setState({ overlay: 'trust' })}>Look or change…</Button>
      </Row>
      <EngineInfo />
    </>
  )
}

function EngineInfo() {
  const titleId = useId()
  const engine = useApp(state => state.engine)
  const models = useApp(state => state.models)
  const missing = useMemo(() => missingByProvider(models ?? []), [models])
  if (!engine) return <p className="settingsAbout settingsPart">Not connected to the engine.</p>
  return (
    <section className="settingsPart" aria-labelledby={titleId}>
      <h3 id={titleId}>Engine</h3>
      <Row name="Version">
        {engine.version} · {engine.platform}
      </Row>
      <Row name="Home">
        <span className="mono settingsPath">{engine.home}</span>
      </Row>
      <Row name="Sandbox">
        <Sandbox sandbox={engine.sandbox} />
      </Row>
      {missing.map(([provider, words]) => (
        <Row key={provider} name={provider}>
          {words}
        </Row>
      ))}
      {engine.notices.map(notice => (
        <p key={notice} className="settingsNotice">
          {notice}
        </p>
      ))}
    </section>
  )
}

/** Providers that cannot answer now, and what each of them lacks. */
function missingByProvider(models: readonly ModelSummary[]): [string, string][] {
  const missing = new Map<string, string>()
  for (const { providerName, unavailable } of models) if (unavailable !== null) missing.set(providerName, unavailable)
  return [...missing]
}

type SandboxState = NonNullable<AppState['engine']>['sandbox']

function Sandbox({ sandbox }: { sandbox: SandboxState }) {
  return sandbox.available ? (
    <span className="settingsState">
      <StatusDot status="done" quiet />
      On · {sandbox.kind} {sandbox.version}
    </span>
  ) : (
    <div>
      <span className="settingsState">
        <StatusDot status="failed" quiet />
        Off. {sandbox.reason}
      </span>
      <p className="settingsAbout">{sandbox.fix}</p>
    </div>
  )
}
