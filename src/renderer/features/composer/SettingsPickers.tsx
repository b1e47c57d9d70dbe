import { ChevronDown, Shield, ShieldAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { MODES, modeOf } from '../../../core/context/modes.ts'
import type { Effort, ThreadSettings } from '../../../core/thread/settings.ts'
import { useApp } from '../../state/app.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Menu, MenuChoices, MenuRule, MenuToggle } from '../../ui/Menu.tsx'
import { accessName, inMode, POLICY_CHOICES, SANDBOX_CHOICES } from './access.ts'
import { byProvider, effortInUse, effortsOf, modelKey, modelOf, withModel } from './models.ts'

interface PickerProps {
  settings: ThreadSettings
  onChange(settings: ThreadSettings): void
}

/** What a thread runs with: how it works with you, the model, and what it may touch. */
export function SettingsPickers(props: PickerProps) {
  return (
    <>
      <ModePicker {...props} />
      <ModelPicker {...props} />
      <AccessPicker {...props} />
    </>
  )
}

interface TriggerProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What the menu chooses, for screen readers. */
  about: string
  value: string
  icon?: LucideIcon
  ref?: Ref<HTMLButtonElement>
}

function Trigger({ about, value, icon, className = '', ...rest }: TriggerProps) {
  return (
    <button type="button" aria-label={`${about}: ${value}`} className={`composer-picker ${className}`} {...rest}>
      {icon && <Icon of={icon} size={13} />}
      <span className="truncate">{value}</span>
      <Icon of={ChevronDown} size={12} />
    </button>
  )
}

const MODE_CHOICES = MODES.map(({ id, name, summary }) => ({ value: id, name, about: summary }))

function ModePicker({ settings, onChange }: PickerProps) {
  const mode = modeOf(settings.mode)
  return (
    <Menu side="top" trigger={<Trigger about="Mode" value={mode.name} className="mode" />}>
      <MenuChoices
        title="How it works with you"
        value={mode.id}
        choices={MODE_CHOICES}
        onChange={next => onChange({ ...settings, mode: next })}
      />
    </Menu>
  )
}

function ModelPicker({ settings, onChange }: PickerProps) {
  const models = useApp(state => state.models) ?? []
  const model = modelOf(models, settings)
  const effort = effortInUse(model, settings)
  const efforts = effortsOf(model)
  const name = model?.name ?? settings.model
  const choose = (key: string) => {
    const next = models.find(known => modelKey(known) === key)
    if (next) onChange(withModel(settings, next))
  }
  return (
    <Menu
      side="top"
      trigger={<Trigger about="Model" value={effort ? `${name} · ${effort}` : name} className="model" />}
    >
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
            title="Effort"
            value={efforts.find(known => known === effort) ?? ''}
            choices={efforts.map(value => ({
              value,
              name: value,
              detail: value === model?.defaultEffort ? 'default' : undefined,
            }))}
            onChange={next => next !== '' && onChange({ ...settings, effort: next })}
            stay
          />
        </>
      )}
    </Menu>
  )
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
          about="Access"
          value={accessName(settings)}
          icon={isFull ? ShieldAlert : Shield}
          className={isFull ? 'access full' : 'access'}
        />
      }
    >
      <MenuChoices
        title="What it may touch"
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
            about="Commands in the sandbox may reach the network"
          >
            Network
          </MenuToggle>
        </>
      )}
      {sandboxMissing !== null && <p className="composer-note">No sandbox can run here: {sandboxMissing}</p>}
      <MenuRule />
      <MenuChoices
        title="When it asks you"
        value={approvalPolicy}
        choices={POLICY_CHOICES}
        onChange={next => onChange({ ...settings, approvalPolicy: next })}
        stay
      />
    </Menu>
  )
}
