import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { useAppParts } from '../../state/app.ts'
import { openProfile } from '../../state/profiles.ts'
import { Menu, MenuChoices, MenuItem, MenuRule } from '../../ui/Menu.tsx'
import { NO_PROFILE, useProfileChoices, useSetProfile } from './profiles.ts'
import { Trigger } from './Trigger.tsx'
import { t } from '../../ui/i18n/t.ts'

interface ProfilePickerProps {
  cwd: string | null
  settings: ThreadSettings
  onChange(settings: ThreadSettings): void
}

/** The profile that a thread follows, where it follows one. */
export const ProfilePicker = (props: ProfilePickerProps) =>
  props.settings.profile === undefined ? null : <Followed {...props} profile={props.settings.profile} />

function Followed({ cwd, settings, profile, onChange }: ProfilePickerProps & { profile: string }) {
  const { store } = useAppParts()
  const setProfile = useSetProfile()
  const [opened, setOpened] = useState(0)
  const choices = useProfileChoices(String(opened))
  const configure = async (next: ThreadSettings) => onChange(next)
  const isKnown = choices.some(({ value }) => value === profile)
  const gone = { value: profile, name: profile, about: t('It is gone; the thread keeps what it had') }
  return (
    <Menu
      side="top"
      onOpenChange={open => open && setOpened(opened + 1)}
      trigger={<Trigger about={t('Profile')} value={profile} icon={SlidersHorizontal} className="profile" />}
    >
      <MenuChoices
        title={t('Profile')}
        value={profile}
        choices={isKnown ? choices : [...choices, gone]}
        onChange={name => void setProfile(name, { cwd, settings, configure })}
      />
      <MenuRule />
      <MenuItem onSelect={() => openProfile(store, isKnown ? { selected: profile, page: 'form' } : {})}>
        {isKnown && profile !== NO_PROFILE ? t('Open {name}', { name: profile }) : t('Open profiles')}
      </MenuItem>
    </Menu>
  )
}
