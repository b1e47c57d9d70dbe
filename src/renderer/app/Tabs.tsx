import './tabs.css'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import { PLACES } from '../features/threads/index.ts'
import { statusOf } from '../state/agents.ts'
import { useActions, useApp, useAppParts, useSummary } from '../state/app.ts'
import { useChord } from '../state/chords.ts'
import { dragProps } from '../state/dragging.ts'
import { closeTab, openTab, placeTab, roomOf } from '../state/layout.ts'
import type { RoomId, TabId } from '../state/layout.ts'
import { titleOf, waitingCount } from '../state/selectors.ts'
import { updateLayout } from '../state/store.ts'
import { panesOf } from '../state/tab.ts'
import type { Tab } from '../state/tab.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { t, tn } from '../ui/i18n/t.ts'
import { StatusDot } from '../ui/StatusDot.tsx'

/** The open tabs. What is dragged over them goes where the mark stands. */
export function Tabs() {
  const { store } = useAppParts()
  const { newThread } = useActions()
  const tabs = useApp(state => state.layout.tabs)
  const active = useApp(state => state.layout.active)
  const dragged = useApp(state => state.dragged)
  // The tab before which it would be put; null for behind all.
  const [before, setBefore] = useState<TabId | null | undefined>(undefined)
  const mark = dragged === null ? undefined : before
  const drop = () => {
    if (dragged !== null && before !== undefined) updateLayout(store, layout => placeTab(layout, dragged, before))
    setBefore(undefined)
    store.setState({ dragged: null })
  }
  return (
    <nav
      className="tabs"
      aria-label={t('Open tabs')}
      onDragOver={event => {
        if (dragged === null) return
        event.preventDefault()
        setBefore(tabAfter(event))
      }}
      onDragLeave={event => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          setBefore(undefined)
      }}
      onDrop={drop}
    >
      {tabs.map(tab => (
        <AnyTab key={panesOf(tab)[0]} tab={tab} active={tab.focus === active} marked={tab.focus === mark} />
      ))}
      {mark === null && <span className="tabMark" />}
      <IconButton icon={Plus} label={t('New thread')} chord={useChord('new')} onClick={() => newThread()} />
    </nav>
  )
}

/** The tab whose middle lies right of the pointer; null where none does. */
function tabAfter({ currentTarget, clientX }: DragEvent): TabId | null {
  const tabs = [...currentTarget.querySelectorAll<HTMLElement>('[data-tab]')]
  const after = tabs.find(element => {
    const { left, width } = element.getBoundingClientRect()
    return clientX < left + width / 2
  })
  return after?.dataset.tab ?? null
}

interface TabProps {
  tab: Tab
  active: boolean
  /** What is dragged would be put before it. */
  marked: boolean
}

function AnyTab(props: TabProps) {
  const room = roomOf(props.tab.focus)
  return room === null ? <ThreadTab {...props} /> : <RoomTab {...props} room={room} />
}

/** Named by the thread in focus; its dot tells of all: what waits in one of them waits in the tab. */
function ThreadTab(props: TabProps) {
  const summary = useSummary(props.tab.focus)
  const others = panesOf(props.tab).length - 1
  const status = useApp(({ summaries }) => {
    const known = panesOf(props.tab).flatMap(id => summaries?.[id] ?? [])
    const waits = known.some(each => statusOf(each) === 'waiting')
    return waits ? 'waiting' : summary ? statusOf(summary) : 'idle'
  })
  return (
    <TabFrame {...props} title={titleOf(summary)} sign={<StatusDot status={status} />}>
      {others > 0 && (
        <span className="tabOthers" title={tn(others, '{n} more pane', '{n} more panes')}>
          +{others}
        </span>
      )}
    </TabFrame>
  )
}

function RoomTab({ room, ...props }: TabProps & { room: RoomId }) {
  const { name, icon } = PLACES[room]
  const waits = useApp(state => room === 'inbox' && waitingCount(state) > 0)
  const sign = waits ? <StatusDot status="waiting" /> : <Icon of={icon} size={13} />
  return <TabFrame {...props} title={name} sign={sign} />
}

interface TabFrameProps extends TabProps {
  title: string
  sign: ReactNode
  children?: ReactNode
}

function TabFrame({ tab, active, marked, title, sign, children }: TabFrameProps) {
  const { store } = useAppParts()
  const close = () => updateLayout(store, layout => closeTab(layout, tab.focus))
  return (
    <>
      {marked && <span className="tabMark" />}
      <div
        className={active ? 'tab active' : 'tab'}
        data-tab={tab.focus}
        {...dragProps(store, tab.focus)}
        onAuxClick={event => event.button === 1 && close()}
      >
        <button
          type="button"
          className="tabName"
          aria-current={active ? 'page' : undefined}
          title={title}
          onClick={() => updateLayout(store, layout => openTab(layout, tab.focus))}
        >
          {sign}
          <span className="truncate">{title}</span>
          {children}
        </button>
        <button type="button" className="tabClose" aria-label={t('Close {title}', { title })} onClick={close}>
          <Icon of={X} size={12} />
        </button>
      </div>
    </>
  )
}
