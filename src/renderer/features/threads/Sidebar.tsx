import './sidebar.css'
import { ChevronRight, Plus } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { agentsByRoot } from '../../state/agents.ts'
import { useActions, useApp, useAppParts, useFold } from '../../state/app.ts'
import { useChord } from '../../state/chords.ts'
import { NEW_TAB, roomTab } from '../../state/layout.ts'
import type { RoomId } from '../../state/layout.ts'
import { archivedThreads, groupThreads, waitingCount } from '../../state/selectors.ts'
import { uncover } from '../../state/sides.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { PLACES } from './places.ts'
import { ThreadWithAgents } from './ThreadWithAgents.tsx'
import { useNow } from './useNow.ts'

/** All threads by folder, and the few places beside them. */
export function Sidebar() {
  const { newThread } = useActions()
  const isNew = useApp(state => state.layout.active === NEW_TAB)
  const waiting = useApp(waitingCount)
  return (
    <nav className="sidebar" aria-label="Threads" onKeyDown={moveFocus}>
      <div className="sidebarTop">
        <Place icon={Plus} name="New thread" chord={useChord('new')} active={isNew} onClick={() => newThread()} />
        <RoomPlace room="inbox">{waiting > 0 && <span className="sidebarBadge">{waiting} waiting</span>}</RoomPlace>
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

function ThreadGroups() {
  const summaries = useApp(state => state.summaries)
  const groups = useMemo(() => groupThreads(summaries ?? {}), [summaries])
  const agents = useMemo(() => agentsByRoot(summaries ?? {}), [summaries])
  const archived = useMemo(() => archivedThreads(summaries ?? {}), [summaries])
  if (summaries === null) {
    return (
      <div className="sidebarEmpty">
        <Skeleton lines={[70, 85, 55]} label="Loading threads" />
      </div>
    )
  }
  if (groups.length === 0 && archived.length === 0) {
    return <p className="sidebarEmpty">Threads show here, by folder.</p>
  }
  return (
    <>
      {groups.map(group => (
        <Group
          key={group.cwd}
          id={group.cwd}
          name={group.name}
          title={group.cwd}
          aside={group.branch}
          threads={group.threads}
          agents={agents}
        />
      ))}
      {archived.length > 0 && (
        <Group
          id="archived"
          name="Archived"
          aside={String(archived.length)}
          threads={archived}
          agents={agents}
          closed
        />
      )}
    </>
  )
}

const SHOWN = 12
const NO_THREADS: readonly ThreadSummary[] = []

interface GroupProps {
  id: string
  name: string
  title?: string
  aside: string | null
  threads: readonly ThreadSummary[]
  agents: ReadonlyMap<string, readonly ThreadSummary[]>
  closed?: boolean
}

function Group({ id, name, title, aside, threads, agents, closed = false }: GroupProps) {
  const [open, toggle] = useFold(`group ${id}`, !closed)
  const [shown, setShown] = useState(SHOWN)
  const active = useApp(state => state.layout.active)
  const now = useNow()
  const rest = threads.length - shown
  return (
    <section>
      <h2>
        <button type="button" className="sidebarGroup" data-row title={title} aria-expanded={open} onClick={toggle}>
          <span className="sidebarGroupName truncate">{name}</span>
          <Icon of={ChevronRight} size={11} />
          <span className="sidebarGroupAside truncate">{aside}</span>
        </button>
      </h2>
      {open && (
        <ul>
          {threads.slice(0, shown).map(thread => (
            <li key={thread.id}>
              <ThreadWithAgents
                thread={thread}
                agents={agents.get(thread.id) ?? NO_THREADS}
                active={active}
                now={now}
              />
            </li>
          ))}
          {rest > 0 && (
            <li>
              <button type="button" className="sidebarRow more" data-row onClick={() => setShown(shown + 100)}>
                Show {Math.min(rest, 100)} more
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}
