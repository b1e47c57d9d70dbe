import { Shield, ShieldAlert } from 'lucide-react'
import type { ModeSummary } from '../../../contract/agents.ts'
import type { ModelSummary } from '../../../contract/schemas.ts'
import type { Effort, ThreadSettings } from '../../../core/thread/settings.ts'
import { useApp } from '../../state/app.ts'
import { Menu, MenuChoices, MenuRule, MenuToggle } from '../../ui/Menu.tsx'
import { accessName, inMode, POLICY_CHOICES, SANDBOX_CHOICES } from './access.ts'
import { modeNamed, underMode } from './modes.ts'
import { byProvider, effortInUse, effortsOf, modelKey, modelOf, withModel } from './models.ts'
import { ProfilePicker } from './ProfilePicker.tsx'
import { Trigger } from './Trigger.tsx'
import { t } from '../../ui/i18n/t.ts'

interface PickerProps {
  /** Where the thread works. */
  cwd: string | null
  settings: ThreadSettings
  /** The modes that its folder has. */
  modes: readonly ModeSummary[]
  onChange(settings: ThreadSettings): void
}

/** What a thread runs with: how it works with you, the model, and what it may touch. */
export function SettingsPickers(props: PickerProps) {
  return (
    <>
      <ProfilePicker {...props} />
      <ModePicker {...props} />
      <ModelPicker {...props} />
      <AccessPicker {...props} />
    </>
  )
}

function ModePicker({ settings, modes, onChange }: PickerProps) {
  const mode = modeNamed(modes, settings.mode)
  const isKnown = modes.some(({ id }) => id === mode.id)
  const choices = (isKnown ? modes : [...modes, mode]).map(({ id, name, summary }) => ({
    value: id,
    name,
    about: summary || undefined,
  }))
  return (
    <>
      <Menu side="top" trigger={<Trigger about={t('Mode')} value={mode.name} className="mode" />}>
        <MenuChoices
          title={t('How it works with you')}
          value={mode.id}
          choices={choices}
          onChange={next => onChange({ ...settings, mode: next })}
        />
      </Menu>
      <span className="srOnly" role="status">
        {t('{mode} mode', { mode: mode.name })}
      </span>
    </>
  )
}

function ModelPicker({ settings, modes, onChange }: PickerProps) {
  const models = useApp(state => state.models) ?? []
  const mode = modeNamed(modes, settings.mode)
  const used = underMode(settings, mode)
  const model = modelOf(models, used)
  const efforts = effortsOf(model)
  const effort = effortInUse(model, fitting(used, settings, efforts))
  const name = model?.name ?? used.model
  const choose = (key: string) => {
    const next = models.find(known => modelKey(known) === key)
    if (next) onChange(withModel(settings, next))
  }
  return (
    <Menu
      side="top"
      trigger={<Trigger about={t('Model')} value={effort ? `${name} · ${effort}` : name} className="model" />}
    >
      {mode.model && (
        <p className="composer-note">{t('{mode} mode uses {model}.', { mode: mode.name, model: mode.model })}</p>
      )}
      {byProvider(models).map(group => (
        <MenuChoices
          key={group.provider}
          title={group.title}
          value={modelKey({ provider: settings.provider, slug: settings.model })}
          choices={group.choices}
          onChange={choose}
          stay
        />
      ))}
      {efforts.length > 0 && (
        <>
          <MenuRule />
          <MenuChoices<Effort | ''>
            title={t('Effort')}
            value={efforts.find(known => known === effort) ?? ''}
            choices={efforts.map(value => ({
              value,
              name: value,
              detail: detailOf(value, mode, model),
            }))}
            onChange={next => next !== '' && onChange({ ...settings, effort: next })}
            stay
          />
        </>
      )}
    </Menu>
  )
}

/** An effort of the mode's that the model does not know is left to the model. */
const fitting = (used: ThreadSettings, { effort }: ThreadSettings, known: readonly Effort[]): ThreadSettings =>
  used.effort === effort || (used.effort && known.includes(used.effort)) ? used : { ...used, effort }

function detailOf(effort: Effort, mode: ModeSummary, model: ModelSummary | null): string | undefined {
  if (effort === mode.effort) return t('{mode} mode', { mode: mode.name })
  return effort === model?.defaultEffort ? t('default') : undefined
}

function AccessPicker({ settings, onChange }: PickerProps) {
  const sandboxMissing = useApp(state =>
    state.engine?.sandbox.available === false ? state.engine.sandbox.reason : null,
  )
  const { sandbox, approvalPolicy } = settings
  const isFull = sandbox.mode === 'danger-full-access'
  return (
    <Menu
      side="top"
      trigger={
        <Trigger
          about={t('Access')}
          value={accessName(settings)}
          icon={isFull ? ShieldAlert : Shield}
          className={isFull ? 'access full' : 'access'}
        />
      }
    >
      <MenuChoices
        title={t('What it may touch')}
        value={sandbox.mode}
        choices={SANDBOX_CHOICES}
        onChange={mode => onChange({ ...settings, sandbox: inMode(sandbox, mode) })}
        stay
      />
      {sandbox.mode === 'workspace-write' && (
        <>
          <MenuRule />
          <MenuToggle
            on={sandbox.networkAccess}
            onChange={networkAccess => onChange({ ...settings, sandbox: { ...sandbox, networkAccess } })}
            about={t('Commands in the sandbox may reach the network')}
          >
            {t('Network')}
          </MenuToggle>
        </>
      )}
      {sandboxMissing !== null && (
        <p className="composer-note">{t('No sandbox can run here: {reason}', { reason: sandboxMissing })}</p>
      )}
      <MenuRule />
      <MenuChoices
        title={t('When it asks you')}
        value={approvalPolicy}
        choices={POLICY_CHOICES}
        onChange={next => onChange({ ...settings, approvalPolicy: next })}
        stay
      />
    </Menu>
  )
}
