import { Tabs } from 'radix-ui'
import { useLayoutEffect, useRef, useState } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { updateProfiles } from '../../state/profiles.ts'
import type { ProfilePage as Page } from '../../state/profilesPlace.ts'
import { t } from '../../ui/i18n/t.ts'
import { ComparePage } from './ComparePage.tsx'
import { titleOf } from './actions.ts'
import { ProfileForm } from './ProfileForm.tsx'
import { ProfileHeader } from './ProfileHeader.tsx'
import { ResultPage } from './ResultPage.tsx'
import { ReviewDialog } from './ReviewDialog.tsx'
import { TomlPage } from './TomlPage.tsx'
import { useConfig } from './useConfig.ts'
import type { KnownProfiles } from './useProfiles.ts'

/** One profile: as a form, as text, and what comes of it. */
export function ProfilePage({ name, known }: { name: string; known: KnownProfiles }) {
  const { store } = useAppParts()
  const page = useApp(state => state.profiles.page)
  const against = useApp(state => state.profiles.against)
  const edits = useApp(state => state.profiles.edits[name])
  const [reviewing, setReviewing] = useState(false)
  const { leaves, failure } = useConfig(name, null, known.version)
  const profile = known.profiles?.find(each => each.name === name) ?? null
  const tabs = useRef<HTMLDivElement>(null)
  // The button that opened the review is gone with the changes.
  useLayoutEffect(() => {
    if (edits === undefined && document.activeElement === document.body)
      tabs.current?.querySelector<HTMLElement>('[data-state="active"]')?.focus()
  }, [edits])
  return (
    <>
      <ProfileHeader name={name} profile={profile} known={known} onReview={() => setReviewing(true)} />
      {profile?.problems.map(({ message, line }) => (
        <p key={`${line} ${message}`} className="profilesNote bad" role="status">
          {message}
        </p>
      ))}
      {failure !== null && <p className="profilesNote bad">{failure}</p>}
      <Tabs.Root
        className="profileTabs"
        value={page}
        onValueChange={next => updateProfiles(store, { page: next as Page, place: null })}
      >
        <Tabs.List ref={tabs} className="profileTabList" aria-label={t('Of {name}', { name: titleOf(name) })}>
          <Tabs.Trigger value="form" className="profileTab">
            {t('Form')}
          </Tabs.Trigger>
          <Tabs.Trigger value="toml" className="profileTab">
            TOML
          </Tabs.Trigger>
          <Tabs.Trigger value="result" className="profileTab">
            {t('Effective result')}
          </Tabs.Trigger>
          {page === 'compare' && (
            <Tabs.Trigger value="compare" className="profileTab">
              {t('Against {against}', { against: titleOf(against) })}
            </Tabs.Trigger>
          )}
        </Tabs.List>
        <Tabs.Content value="form" className="profileContent" tabIndex={-1}>
          <ProfileForm name={name} profile={profile} leaves={leaves} />
        </Tabs.Content>
        <Tabs.Content value="toml" className="profileContent toml" tabIndex={-1}>
          <TomlPage name={name} profile={profile} version={known.version} />
        </Tabs.Content>
        <Tabs.Content value="result" className="profileContent" tabIndex={-1}>
          <ResultPage name={name} known={known} />
        </Tabs.Content>
        <Tabs.Content value="compare" className="profileContent" tabIndex={-1}>
          <ComparePage left={name} right={against} version={known.version} />
        </Tabs.Content>
      </Tabs.Root>
      {reviewing && edits && (
        <ReviewDialog
          name={name}
          profile={profile}
          leaves={leaves}
          edits={edits}
          onClose={() => setReviewing(false)}
          onSaved={known.reload}
        />
      )}
    </>
  )
}
