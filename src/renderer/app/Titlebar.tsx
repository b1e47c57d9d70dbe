import './titlebar.css'
import { PanelLeft, PanelRight, Search } from 'lucide-react'
import { useApp, useAppParts } from '../state/app.ts'
import { useChord } from '../state/chords.ts'
import { isThreadTab } from '../state/layout.ts'
import { useSide } from '../state/sides.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
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
        label={sidebar.shown ? 'Hide sidebar' : 'Show sidebar'}
        chord={useChord('sidebar')}
        aria-expanded={sidebar.shown}
        className="titlebarToggle"
        onClick={() => sidebar.toggle()}
      />
      <Tabs />
      <button type="button" className="titlebarSearch" onClick={() => store.setState({ overlay: 'palette' })}>
        <Icon of={Search} size={13} />
        <span className="truncate">Search or run a command</span>
        {search !== undefined && <Kbd chord={search} />}
      </button>
      {isThreadTab(active) && (
        <IconButton
          icon={PanelRight}
          label={panel.shown ? 'Hide panel' : 'Show panel'}
          chord={panelChord}
          aria-expanded={panel.shown}
          className="titlebarToggle"
          onClick={() => panel.toggle()}
        />
      )}
    </header>
  )
}
