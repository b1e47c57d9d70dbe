import './settings.css'
import { Tabs } from 'radix-ui'
import { lazy, Suspense } from 'react'
import { useAppParts } from '../../state/app.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { GeneralPage } from './GeneralPage.tsx'

/** Comes with the sessions room, whose parts it shares: the first window needs neither. */
const StoragePage = lazy(async () => ({ default: (await import('./StoragePage.tsx')).StoragePage }))

const PAGES = [
  { page: 'settings', name: 'General' },
  { page: 'storage', name: 'Storage' },
] as const
type PageName = (typeof PAGES)[number]['page']

/** What this window looks and behaves like, what it is connected to, and what lies on disk. */
export function SettingsDialog({ page }: { page: PageName }) {
  const { store } = useAppParts()
  return (
    <Dialog title="Settings" width={640} onClose={() => store.setState({ overlay: null })}>
      <Tabs.Root
        className="settingsTabs"
        value={page}
        onValueChange={overlay => store.setState({ overlay: overlay as PageName })}
      >
        <Tabs.List className="settingsTabList" aria-label="Settings">
          {PAGES.map(({ page, name }) => (
            <Tabs.Trigger key={page} value={page} className="settingsTab">
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="settings" className="settings" tabIndex={-1}>
          <GeneralPage />
        </Tabs.Content>
        <Tabs.Content value="storage" className="settings" tabIndex={-1}>
          <Suspense fallback={<Skeleton lines={[60, 80, 45]} label="Loading" />}>
            <StoragePage />
          </Suspense>
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  )
}
