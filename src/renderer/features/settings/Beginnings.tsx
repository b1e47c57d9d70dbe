import { useQuery } from '../../state/engine.ts'
import { plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { TEMPLATES } from './providerForm.ts'
import type { ProviderForm } from './providerForm.ts'

/** Model servers that run on this machine, and known services: one press fills in the form. */
export function Beginnings({ onChoose }: { onChoose(part: Partial<ProviderForm>): void }) {
  const { result, failure } = useQuery('providers/discover', {})
  return (
    <section className="foundServers" aria-label={t('Begin with')}>
      <h3>{t('On this machine')}</h3>
      {failure !== null && <p className="settingsProblem">{failure}</p>}
      {!result && failure === null && <p className="settingsAbout">{t('Looking for Ollama, LM Studio and others…')}</p>}
      {result?.found.length === 0 && (
        <p className="settingsAbout">
          {t('No model server answers here. Start Ollama, LM Studio or another one, or enter an address below.')}
        </p>
      )}
      <div className="foundList">
        {result?.found.map(({ settings, models }) => (
          <button
            key={settings.baseUrl}
            type="button"
            className="foundServer"
            onClick={() => onChoose({ ...settings, envKey: '', id: '' })}
          >
            <span className="foundName">{settings.name}</span>
            <span className="settingsAbout">
              {settings.baseUrl} · {plural(models.length, 'model')}
            </span>
          </button>
        ))}
      </div>
      <h3>{t('Services')}</h3>
      <div className="serviceList">
        {TEMPLATES.map(service => (
          <button key={service.name} type="button" className="service" onClick={() => onChoose(service)}>
            {service.name}
          </button>
        ))}
      </div>
    </section>
  )
}
