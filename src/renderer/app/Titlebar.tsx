import './titlebar.css'
import { ChevronLeft, ChevronRight, PanelLeft, PanelRight, Search } from 'lucide-react'
import { useApp, useAppParts } from '../state/app.ts'
import { useChord } from '../state/chords.ts'
import { isThreadTab } from '../state/layout.ts'
import { travel } from '../state/visits.ts'
import { useSide } from '../state/sides.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { t } from '../ui/i18n/t.ts'
import { Kbd } from '../ui/Kbd.tsx'
import { Tabs } from './Tabs.tsx'

/** The open threads, and the way to everything else. */
export function Titlebar() {
  const { store } = useAppParts()
  const active = useApp(state => state.layout.active)
  const sidebar = useSide('sidebar')
  const panel = useSide('panel')
  const search = useChord('palette')
  const panelChord = useChord('panel')
  return (
    <header className="titlebar" data-region="titlebar">
      <IconButton
        icon={PanelLeft}
        label={sidebar.shown ? t('Hide sidebar') : t('Show sidebar')}
        chord={useChord('sidebar')}
        aria-expanded={sidebar.shown}
        className="titlebarToggle"
        onClick={() => sidebar.toggle()}
      />
      <Travel />
      <Tabs />
      <button type="button" className="titlebarSearch" onClick={() => store.setState({ overlay: 'palette' })}>
        <Icon of={Search} size={13} />
        <span className="truncate">{t('Search or run a command')}</span>
        {search !== undefined && <Kbd chord={search} />}
      </button>
      {isThreadTab(active) && (
        <IconButton
          icon={PanelRight}
          label={panel.shown ? t('Hide panel') : t('Show panel')}
          chord={panelChord}
          aria-expanded={panel.shown}
          className="titlebarToggle"
          onClick={() => panel.toggle()}
        />
      )}
    </header>
  )
}

/** Back and forward through the places that were in front. */
function Travel() {
  const { store } = useAppParts()
  const back = useApp(({ visits }) => visits.back.length > 0)
  const forward = useApp(({ visits }) => visits.forward.length > 0)
  return (
    <div className="travel">
      <IconButton
        icon={ChevronLeft}
        label={t('Back')}
        chord={useChord('back')}
        disabled={!back}
        onClick={() => travel(store, 'back')}
      />
      <IconButton
        icon={ChevronRight}
        label={t('Forward')}
        chord={useChord('forward')}
        disabled={!forward}
        onClick={() => travel(store, 'forward')}
      />
    </div>
  )
}
