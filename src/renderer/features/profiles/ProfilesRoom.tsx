import './profiles.css'
import { Plus } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useLayoutEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { updateProfiles } from '../../state/profiles.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { remove, titleOf } from './actions.ts'
import { NewProfileDialog } from './NewProfileDialog.tsx'
import { ProfilePage } from './ProfilePage.tsx'
import { useConfig } from './useConfig.ts'
import { useProfiles } from './useProfiles.ts'
import { summaryOf } from './values.ts'

/** Profiles of the configuration: what each sets, and what comes of it. */
export function ProfilesRoom() {
  const app = useAppParts()
  const known = useProfiles()
  const wanted = useApp(state => state.profiles.selected)
  const creating = useApp(state => state.profiles.creating)
  const { profiles, failure } = known
  const selected = profiles?.some(({ name }) => name === wanted) ? wanted : NO_PROFILE
  const { leaves } = useConfig(NO_PROFILE, null, known.version)
  const base = Object.fromEntries([...leaves].map(([id, { value }]) => [id, value]))
  const list = useFocusAfterDelete(selected)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' || selected === NO_PROFILE) return
    event.preventDefault()
    void remove(app, selected)
  }
  return (
    <Tabs.Root
      className="profilesRoom"
      orientation="vertical"
      activationMode="automatic"
      value={tabOf(selected)}
      onValueChange={tab => updateProfiles(app.store, { selected: nameOf(tab), place: null })}
    >
      <div className="profilesSide" ref={list}>
        <header className="profilesSideHead">
          <h1 tabIndex={-1}>{t('Profiles')}</h1>
          <IconButton
            icon={Plus}
            label={t('New profile')}
            onClick={() => updateProfiles(app.store, { creating: { from: null } })}
          />
        </header>
        {profiles === null && failure === null && <Skeleton lines={[60, 80, 50]} label={t('Loading profiles')} />}
        {failure !== null && <p className="profilesNote bad">{failure}</p>}
        {profiles !== null && (
          <Tabs.List className="profilesList" aria-label={t('Profiles')} onKeyDown={onKeyDown}>
            <Entry name={NO_PROFILE} isActive={known.active === NO_PROFILE} problems={0}>
              {summaryOf(base, {})}
            </Entry>
            {profiles.map(({ name, active, values, problems }) => (
              <Entry key={name} name={name} isActive={active} problems={problems.length}>
                {summaryOf(values, base)}
              </Entry>
            ))}
          </Tabs.List>
        )}
      </div>
      {profiles !== null && (
        <Tabs.Content key={selected} value={tabOf(selected)} className="profilePage" tabIndex={-1}>
          <ProfilePage name={selected} known={known} />
        </Tabs.Content>
      )}
      {creating && profiles !== null && (
        <NewProfileDialog
          from={creating.from}
          profiles={profiles}
          onClose={() => updateProfiles(app.store, { creating: null })}
        />
      )}
    </Tabs.Root>
  )
}

// A tab needs a name of its own, and the configuration without a profile has none.
const tabOf = (name: string): string => `profile-${name}`
const nameOf = (tab: string): string => tab.slice('profile-'.length)

/** The entry that was deleted takes the focus with it: it goes to the one that has come in its place. */
function useFocusAfterDelete(selected: string) {
  const list = useRef<HTMLDivElement>(null)
  const before = useRef(selected)
  useLayoutEffect(() => {
    if (before.current === selected) return
    before.current = selected
    if (document.activeElement === document.body)
      list.current?.querySelector<HTMLElement>('.profileEntry[data-state="active"]')?.focus()
  })
  return list
}

interface EntryProps {
  name: string
  isActive: boolean
  problems: number
  /** The line below the name. */
  children: string
}

function Entry({ name, isActive, problems, children }: EntryProps) {
  const isEdited = useApp(({ profiles }) => name in profiles.edits || name in profiles.texts)
  return (
    <Tabs.Trigger value={tabOf(name)} className="profileEntry">
      <StatusDot status={problems > 0 ? 'failed' : isActive ? 'done' : 'idle'} quiet />
      <span className="profileEntryText">
        <span className="profileEntryName truncate">{titleOf(name)}</span>
        <span className="profileEntryAbout truncate">{children}</span>
      </span>
      <span className="profileEntryMark">
        {[isEdited && t('edited'), isActive && t('active')].filter(word => word !== false).join(' · ')}
      </span>
    </Tabs.Trigger>
  )
}
