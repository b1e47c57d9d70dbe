import './sidebar.css'
import { Plus } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useActions, useApp, useAppParts } from '../../state/app.ts'
import { useChord } from '../../state/chords.ts'
import { NEW_TAB, roomTab } from '../../state/layout.ts'
import type { RoomId } from '../../state/layout.ts'
import { waitingCount } from '../../state/selectors.ts'
import { uncover } from '../../state/sides.ts'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { PLACES } from './places.ts'
import { ThreadGroups } from './ThreadGroups.tsx'

/** All threads by folder, and the few places beside them. */
export function Sidebar() {
  const { newThread } = useActions()
  const isNew = useApp(state => state.layout.active === NEW_TAB)
  const waiting = useApp(waitingCount)
  return (
    <nav className="sidebar" aria-label={t('Threads')} onKeyDown={moveFocus}>
      <div className="sidebarTop">
        <Place icon={Plus} name={t('New thread')} chord={useChord('new')} active={isNew} onClick={() => newThread()} />
        <RoomPlace room="inbox">
          {waiting > 0 && <span className="sidebarBadge">{t('{n} waiting', { n: waiting })}</span>}
        </RoomPlace>
        <RoomPlace room="sessions" />
      </div>
      <div className="sidebarScroll">
        <ThreadGroups />
      </div>
      <div className="sidebarFoot">
        <RoomPlace room="skills" />
        <RoomPlace room="profiles" />
        <RoomPlace room="mcp" />
        <RoomPlace room="rules" />
        <RoomPlace room="settings" />
      </div>
    </nav>
  )
}

/** Up and down go through rows; Home and End to the first and last. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLButtonElement)) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.indexOf(event.target)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const row = to === undefined ? undefined : rows[to]
  if (!row) return
  event.preventDefault()
  row.focus()
}

interface PlaceProps {
  icon: LucideIcon
  name: string
  chord?: string
  active?: boolean
  onClick(): void
  /** In place of the chord. */
  children?: ReactNode
}

const Place = ({ icon, name, chord, active, onClick, children }: PlaceProps) => (
  <button
    type="button"
    className={active ? 'sidebarRow place active' : 'sidebarRow place'}
    data-row
    aria-current={active ? 'page' : undefined}
    onClick={onClick}
  >
    <Icon of={icon} />
    <span className="sidebarName truncate">{name}</span>
    {children || (chord !== undefined && <Kbd chord={chord} plain />)}
  </button>
)

function RoomPlace({ room, children }: { room: RoomId; children?: ReactNode }) {
  const { store, actions } = useAppParts()
  const active = useApp(state => state.layout.active === roomTab(room))
  const chord = useChord(room === 'settings' ? room : `room.${room}`)
  const open = () => {
    actions.openRoom(room)
    uncover(store, 'sidebar')
  }
  return (
    <Place {...PLACES[room]} chord={chord} active={active} onClick={open}>
      {children}
    </Place>
  )
}
