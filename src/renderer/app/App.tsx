import './app.css'
import { Suspense, useCallback } from 'react'
import { t } from '../ui/i18n/t.ts'
import { goToRegion } from '../ui/regions.ts'
import { Toasts } from '../ui/Toast.tsx'
import { TooltipProvider } from '../ui/Tooltip.tsx'
import { ReadingChanges } from '../features/changes/index.ts'
import { NewThreadPage } from '../features/firstRun/index.ts'
import { MigrationDialog } from '../features/migration/index.ts'
import { Palette, ShortcutsDialog, SplitDialog } from '../features/palette/index.ts'
import { TourMark } from '../features/tour/index.ts'
import { TrustDialog } from '../features/trust/index.ts'
import { LastUndoDialog } from '../features/undo/index.ts'
import { InterruptedElsewhere, Sidebar } from '../features/threads/index.ts'
import { WorktreesDialog } from '../features/worktrees/index.ts'
import { AppContext, useApp, useAppParts } from '../state/app.ts'
import type { App as AppParts } from '../state/app.ts'
import { isThreadTab, NEW_TAB, roomOf } from '../state/layout.ts'
import type { TabId } from '../state/layout.ts'
import { useSide } from '../state/sides.ts'
import { dismissNotice } from '../state/store.ts'
import { Announcer } from './Announcer.tsx'
import { LostBanner } from './Banners.tsx'
import { ConfigBanner } from './ConfigBanner.tsx'
import { useHashLinks } from './links.ts'
import { useNews } from './news.ts'
import { PaneArea } from './PaneArea.tsx'
import { RightPanel } from './RightPanel.tsx'
import { RoomPage } from './RoomPage.tsx'
import { useShell } from './shell.ts'
import { ChooseFolder } from './SystemFolderDialog.tsx'
import { useAppearance, useTheme } from './theme.ts'
import { Titlebar } from './Titlebar.tsx'

/** One window. */
export const App = ({ app }: { app: AppParts }) => (
  <AppContext value={app}>
    <TooltipProvider>
      <Window />
    </TooltipProvider>
  </AppContext>
)

function Window() {
  const { store } = useAppParts()
  const active = useApp(state => state.layout.active)
  const notices = useApp(state => state.notices)
  const sidebar = useSide('sidebar')
  const panel = useSide('panel')
  const dismiss = useCallback((id: string) => dismissNotice(store, id), [store])
  useTheme()
  useAppearance()
  useNews()
  useHashLinks()
  useShell()

  const hasPanel = panel.shown && isThreadTab(active)
  return (
    <div className="appWindow">
      <button type="button" className="skipLink" onClick={() => goToRegion('main')}>
        {t('To the content')}
      </button>
      <Titlebar />
      <LostBanner />
      <ConfigBanner />
      <InterruptedElsewhere />
      <div className="appRooms">
        {sidebar.shown && (
          <div className={sidebar.floats ? 'appSidebar floats' : 'appSidebar'} data-region="sidebar">
            <Sidebar />
          </div>
        )}
        <main className="appMain" data-region="main">
          <Page key={isThreadTab(active) ? 'panes' : active} tab={active} />
        </main>
        <TourMark />
        {hasPanel && <RightPanel threadId={active} floats={panel.floats} onClose={() => panel.toggle(false)} />}
      </div>
      <ReadingChanges />
      <Overlays />
      <Announcer />
      <Toasts messages={notices} onDismiss={dismiss} />
    </div>
  )
}

function Page({ tab }: { tab: TabId }) {
  const room = roomOf(tab)
  if (room !== null) return <RoomPage room={room} />
  return tab === NEW_TAB ? <NewThreadPage /> : <PaneArea />
}

function Overlays() {
  switch (useApp(state => state.overlay)) {
    case 'palette':
      return <Palette />
    case 'split':
      return <SplitDialog />
    case 'browse':
      return <ChooseFolder />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'trust':
      return <TrustDialog />
    case 'undo':
      return <LastUndoDialog />
    case 'migration':
      return <MigrationDialog />
    case 'worktrees':
      return (
        <Suspense fallback={null}>
          <WorktreesDialog />
        </Suspense>
      )
    case null:
      return null
  }
}
