import type { ConfigOrigin } from '../../../contract/config.ts'
import type { Result } from '../../../contract/router.ts'
import { useApp } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { t } from '../../ui/i18n/t.ts'

type Feature = Result<'features/list'>['features'][number]

/** What can be switched on and off, how settled it is, and who says so. */
export function FeaturesPage() {
  const version = useApp(state => state.configVersion)
  const { result, failure, reload } = useQuery('features/list', {}, String(version))
  const run = useCommand()
  const change = async ({ name, default: byDefault }: Feature, on: boolean) => {
    // What is as it would be anyway need not be said.
    const edit = { path: ['features', name], ...(on === byDefault ? {} : { value: on }) }
    await run('config/write', { target: { type: 'user' }, edits: [edit] })
    reload()
  }
  if (failure !== null && !result) {
    return (
      <p className="settingsProblem" role="alert">
        {failure}
      </p>
    )
  }
  if (!result) return <Skeleton lines={[60, 80, 45]} label={t('Loading features')} />
  return (
    <>
      <p className="settingsIntro">{t('A change counts from the next turn on, and is written to your config.toml.')}</p>
      <ul className="features">
        {result.features.map(feature => (
          <li key={feature.name} className="feature">
            <div className="featureText">
              <p>
                <span className="mono featureName">{feature.name}</span>
                {feature.stage !== 'stable' && <span className={`featureStage ${feature.stage}`}>{feature.stage}</span>}
              </p>
              <p className="settingsAbout">{feature.about}</p>
              <p className="settingsAbout">{originWords(feature)}</p>
            </div>
            <Switch label={feature.name} on={feature.enabled} onChange={on => void change(feature, on)} />
          </li>
        ))}
      </ul>
    </>
  )
}

function originWords({ origin, default: byDefault, enabled }: Feature): string {
  if (origin.layer === 'default') return enabled ? t('On by default.') : t('Off by default.')
  const place = placeOf(origin)
  const said = enabled ? t('On by {place}', { place }) : t('Off by {place}', { place })
  return `${said}; ${byDefault ? t('the default is on.') : t('the default is off.')}`
}

const placeOf = ({ layer, file, line }: ConfigOrigin): string =>
  file === null ? layer : `${file}${line === null ? '' : `:${line}`}`
