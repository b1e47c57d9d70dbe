import { Check, Ellipsis, Pencil } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Profile } from '../../../contract/config.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { updateProfiles } from '../../state/profiles.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { activate, duplicate, remove, rename, titleOf } from './actions.ts'
import type { KnownProfiles } from './useProfiles.ts'

interface ProfileHeaderProps {
  name: string
  /** Null for the configuration without a profile. */
  profile: Profile | null
  known: KnownProfiles
  onReview(): void
}

/** What a profile is called, who uses it, and what can be done with it. */
export function ProfileHeader({ name, profile, known, onReview }: ProfileHeaderProps) {
  const app = useAppParts()
  const edits = useApp(state => state.profiles.edits[name]?.length ?? 0)
  const names = [NO_PROFILE, ...(known.profiles ?? []).map(each => each.name)]
  const compare = (against: string) => updateProfiles(app.store, { page: 'compare', against })
  return (
    <header className="profileHead">
      <Name name={name} />
      {profile !== null && <span className="profileUse">{usageText(profile.threads)}</span>}
      <span className="profileGap" />
      <ActiveButton name={name} active={known.active} />
      <Menu align="end" trigger={<Button disabled={names.length < 2}>{t('Compare with…')}</Button>}>
        {names
          .filter(other => other !== name)
          .map(other => (
            <MenuItem key={other} onSelect={() => compare(other)}>
              {titleOf(other)}
            </MenuItem>
          ))}
      </Menu>
      {profile !== null && <Button onClick={() => void duplicate(app, name, names)}>{t('Duplicate')}</Button>}
      {profile !== null && (
        <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('More for {name}', { name })} />}>
          <MenuItem onSelect={() => void remove(app, name)}>Delete</MenuItem>
        </Menu>
      )}
      {edits > 0 && (
        <Button look="fill" onClick={onReview}>
          {tn(edits, 'Review {n} change', 'Review {n} changes')}
        </Button>
      )}
    </header>
  )
}

/** New threads use one profile, or none. */
function ActiveButton({ name, active }: { name: string; active: string }) {
  const app = useAppParts()
  const isActive = name === active
  // Without a profile is what is left when none is used: there is nothing to take back.
  const next = isActive ? NO_PROFILE : name
  return (
    <Button
      look={isActive ? 'quiet' : 'line'}
      icon={isActive ? Check : undefined}
      aria-pressed={isActive}
      aria-disabled={isActive && name === NO_PROFILE}
      onClick={() => next !== active && void activate(app, next)}
    >
      {isActive ? t('New threads use it') : t('Use for new threads')}
    </Button>
  )
}

const usageText = (threads: number): string =>
  threads === 0 ? t('used by no thread') : tn(threads, 'used by {n} thread', 'used by {n} threads')

function Name({ name }: { name: string }) {
  const [renaming, setRenaming] = useState(false)
  if (renaming) return <NameField name={name} onDone={() => setRenaming(false)} />
  return (
    <>
      <h2 className="truncate">{titleOf(name)}</h2>
      {name === NO_PROFILE ? (
        <span className="profileUse">{t('your config.toml, without a profile')}</span>
      ) : (
        <IconButton icon={Pencil} size={13} label={t('Rename {name}', { name })} onClick={() => setRenaming(true)} />
      )}
    </>
  )
}

/** Enter takes the name, Esc leaves it; a name that is refused stays to be corrected. */
function NameField({ name, onDone }: { name: string; onDone(): void }) {
  const app = useAppParts()
  const [text, setText] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.select(), [])
  const take = async () => {
    const to = text.trim()
    if (to === name || to === '' || (await rename(app, name, to))) onDone()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') void take()
    else if (event.key === 'Escape') onDone()
  }
  return (
    <input
      className="profileName"
      aria-label={t('Name of the profile')}
      value={text}
      maxLength={64}
      spellCheck={false}
      ref={field}
      onChange={event => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={onDone}
    />
  )
}
