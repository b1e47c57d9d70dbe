import './agents.css'
import { useCallback, useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useApp, useAppParts } from '../../state/app.ts'
import type { AgentsPlace } from '../../state/store.ts'
import { PaneEmpty } from '../../ui/Pane.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { plural } from '../../ui/format.ts'
import { useClock } from '../../ui/useClock.ts'
import { t } from '../../ui/i18n/t.ts'
import { AgentCard } from './AgentCard.tsx'
import { AgentTreeView } from './AgentTreeView.tsx'
import { Tracks } from './Tracks.tsx'
import { NowContext, TreeContext, useAgentTree } from './tree.ts'

type View = AgentsPlace['view']
const VIEWS = [
  { value: 'tree', name: t('Tree') },
  { value: 'time', name: t('Time') },
] as const

/** The agents of a thread's tree, whichever of its threads that is: who does what, and for how long. */
export const AgentsPane = ({ threadId }: { threadId: string }) => <Followed key={threadId} threadId={threadId} />

const Loading = () => (
  <PaneEmpty>
    <Skeleton lines={[60, 80, 45]} label={t('Loading agents')} />
  </PaneEmpty>
)

function Followed({ threadId }: { threadId: string }) {
  const tree = useAgentTree(threadId)
  const { store } = useAppParts()
  const { view, selected } = useApp(state => state.agents)
  const setView = (next: View) => store.setState(({ agents }) => ({ agents: { ...agents, view: next } }))
  const setSelected = useCallback(
    (id: string) =>
      store.setState(({ agents }) => (agents.selected === id ? {} : { agents: { ...agents, selected: id } })),
    [store],
  )
  const refused = useStore(tree, state => state.refused)
  const isRead = useStore(tree, state => state.rootId !== null)
  const agents = useStore(tree, state => Math.max(0, state.places.length - 1))
  const known = useStore(tree, state => selected !== null && Object.hasOwn(state.agents, selected))

  const pane = useRef<HTMLDivElement>(null)
  const wasKnown = useRef(known)
  const isLost = useRef(false)
  // Its card goes away with an agent that left the tree; whoever had the keys on it goes on in the tree, which may be
  // read anew just then.
  useEffect(() => {
    const isNowhere = document.activeElement === document.body
    isLost.current = isNowhere && (isLost.current || (wasKnown.current && !known))
    wasKnown.current = known
    const first = pane.current?.querySelector<HTMLElement>('[role=treeitem]')
    if (!isLost.current || !first) return
    isLost.current = false
    first.focus()
  })

  if (refused !== null)
    return <PaneEmpty>{t('The agents of this thread cannot be shown. {why}', { why: refused })}</PaneEmpty>
  if (!isRead) return <Loading />
  if (agents === 0) {
    return (
      <PaneEmpty>
        {t(
          'Agents work on parts of a task at the same time, each in a thread of its own, and report here. Ask for them in a message: “Send one agent to read the tests and another to read the store.”',
        )}
      </PaneEmpty>
    )
  }
  return (
    <TreeContext value={tree}>
      <Ticking>
        <div ref={pane} className="agentsPane">
          <div className="agentsHead">
            <h2>{plural(agents, 'agent')}</h2>
            <Segmented<View> label={t('Show agents as')} value={view} options={VIEWS} onChange={setView} />
          </div>
          {view === 'tree' ? (
            <AgentTreeView selected={selected} onSelect={setSelected} />
          ) : (
            <Tracks selected={selected} onSelect={setSelected} />
          )}
          {selected !== null && known && <AgentCard key={selected} threadId={selected} />}
        </div>
      </Ticking>
    </TreeContext>
  )
}

/** One clock for the pane: what counts no time is not drawn by it. */
const Ticking = ({ children }: { children: ReactNode }) => <NowContext value={useClock(1000)}>{children}</NowContext>
