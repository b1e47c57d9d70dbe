import './settings.css'
import { Tabs } from 'radix-ui'
import { lazy, Suspense } from 'react'
import type { ComponentType } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { SETTINGS_PAGES } from '../../state/settingsPlace.ts'
import type { SettingsPage } from '../../state/settingsPlace.ts'
import { RoomHeader } from '../../ui/RoomHeader.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { FeaturesPage } from './FeaturesPage.tsx'
import { GeneralPage } from './GeneralPage.tsx'
import { NotificationsPage } from './NotificationsPage.tsx'
import { ProvidersPage } from './ProvidersPage.tsx'
import { ShortcutsPage } from './ShortcutsPage.tsx'

// These share parts with other rooms: they come when they are looked at.
const DesktopPage = lazy(async () => ({ default: (await import('./DesktopPage.tsx')).DesktopPage }))
const AboutPage = lazy(async () => ({ default: (await import('./AboutPage.tsx')).AboutPage }))
const StoragePage = lazy(async () => ({ default: (await import('./StoragePage.tsx')).StoragePage }))
const HooksPage = lazy(async () => ({ default: (await import('../hooks/index.ts')).HooksPage }))

const PAGES: Readonly<Record<SettingsPage, { name: string; Page: ComponentType }>> = {
  general: { name: t('General'), Page: GeneralPage },
  desktop: { name: t('Desktop'), Page: DesktopPage },
  notifications: { name: t('Notifications'), Page: NotificationsPage },
  providers: { name: t('Providers'), Page: ProvidersPage },
  features: { name: t('Features'), Page: FeaturesPage },
  hooks: { name: t('Hooks'), Page: HooksPage },
  shortcuts: { name: t('Keyboard shortcuts'), Page: ShortcutsPage },
  storage: { name: t('Storage'), Page: StoragePage },
  about: { name: t('About'), Page: AboutPage },
}

/** How Heddle looks and behaves, what it is connected to, and what lies on disk. */
export function SettingsRoom() {
  const { store } = useAppParts()
  const page = useApp(state => state.settingsPage)
  const { name, Page } = PAGES[page]
  return (
    <div className="settingsRoom">
      <RoomHeader title={t('Settings')} />
      <Tabs.Root
        className="settingsBody"
        orientation="vertical"
        value={page}
        onValueChange={chosen => store.setState({ settingsPage: chosen as SettingsPage })}
      >
        <Tabs.List className="settingsList" aria-label={t('Settings')}>
          {SETTINGS_PAGES.map(each => (
            <Tabs.Trigger key={each} value={each} className="settingsEntry">
              {PAGES[each].name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content key={page} value={page} className="settings" tabIndex={-1}>
          <h2 className="settingsTitle">{name}</h2>
          <Suspense fallback={<Skeleton lines={[60, 80, 45]} label={t('Loading')} />}>
            <Page />
          </Suspense>
        </Tabs.Content>
      </Tabs.Root>
    </div>
  )
}
