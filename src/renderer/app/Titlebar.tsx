import './titlebar.css'
import { PanelLeft, PanelRight, Plus, Search, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { PLACES } from '../features/threads/index.ts'
import { statusOf } from '../state/agents.ts'
import { useActions, useApp, useAppParts, useSummary } from '../state/app.ts'
import { useChord } from '../state/chords.ts'
import { closeTab, isThreadTab, moveTab, openTab, roomOf } from '../state/layout.ts'
import type { RoomId, TabId } from '../state/layout.ts'
import { titleOf, waitingCount } from '../state/selectors.ts'
import { useSide } from '../state/sides.ts'
import { updateLayout } from '../state/store.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'

/** The open threads, and the way to everything else. */
export function Titlebar() {
  const { store } = useAppParts()
  const { newThread } = useActions()
  const tabs = useApp(state => state.layout.tabs)
  const active = useApp(state => state.layout.active)
  const sidebar = useSide('sidebar')
  const panel = useSide('panel')
  const search = useChord('palette')
  const panelChord = useChord('panel')
  return (
    <header className="titlebar">
      <IconButton
        icon={PanelLeft}
        label={sidebar.shown ? 'Hide sidebar' : 'Show sidebar'}
        chord={useChord('sidebar')}
        aria-expanded={sidebar.shown}
        className="titlebarToggle"
        onClick={() => sidebar.toggle()}
      />
      <nav className="tabs" aria-label="Open tabs">
        {tabs.map(tab => {
          const room = roomOf(tab)
          return room === null ? (
            <ThreadTab key={tab} tab={tab} active={tab === active} />
          ) : (
            <RoomTab key={tab} tab={tab} room={room} active={tab === active} />
          )
        })}
        <IconButton icon={Plus} label="New thread" chord={useChord('new')} onClick={() => newThread()} />
      </nav>
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

interface TabProps {
  tab: TabId
  active: boolean
}

function ThreadTab(props: TabProps) {
  const summary = useSummary(props.tab)
  return <Tab {...props} title={titleOf(summary)} sign={<StatusDot status={summary ? statusOf(summary) : 'idle'} />} />
}

function RoomTab({ room, ...props }: TabProps & { room: RoomId }) {
  const { name, icon } = PLACES[room]
  const waits = useApp(state => room === 'inbox' && waitingCount(state) > 0)
  return <Tab {...props} title={name} sign={waits ? <StatusDot status="waiting" /> : <Icon of={icon} size={13} />} />
}

function Tab({ tab, active, title, sign }: TabProps & { title: string; sign: ReactNode }) {
  const { store } = useAppParts()
  const close = () => updateLayout(store, layout => closeTab(layout, tab))
  return (
    <div
      className={active ? 'tab active' : 'tab'}
      draggable
      onDragStart={event => event.dataTransfer.setData('text/heddle-tab', tab)}
      onDragOver={event => event.preventDefault()}
      onDrop={event =>
        updateLayout(store, layout => moveTab(layout, event.dataTransfer.getData('text/heddle-tab'), tab))
      }
      onAuxClick={event => event.button === 1 && close()}
    >
      <button
        type="button"
        className="tabName"
        aria-current={active ? 'page' : undefined}
        title={title}
        onClick={() => updateLayout(store, layout => openTab(layout, tab))}
      >
        {sign}
        <span className="truncate">{title}</span>
      </button>
      <button type="button" className="tabClose" aria-label={`Close ${title}`} onClick={close}>
        <Icon of={X} size={12} />
      </button>
    </div>
  )
}
