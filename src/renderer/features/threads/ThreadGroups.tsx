import { ChevronRight, GitFork, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { agentsByRoot } from '../../state/agents.ts'
import { useActions, useApp, useFold } from '../../state/app.ts'
import { archivedThreads, groupThreads, pinnedThreads } from '../../state/selectors.ts'
import { isOurWorktree } from '../../state/worktree.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { ThreadWithAgents } from './ThreadWithAgents.tsx'
import { useNow } from './useNow.ts'

/** Pinned threads, then those of each folder, then archived ones. */
export function ThreadGroups() {
  const summaries = useApp(state => state.summaries)
  const pinned = useMemo(() => pinnedThreads(summaries ?? {}), [summaries])
  const groups = useMemo(() => groupThreads(summaries ?? {}), [summaries])
  const agents = useMemo(() => agentsByRoot(summaries ?? {}), [summaries])
  const archived = useMemo(() => archivedThreads(summaries ?? {}), [summaries])
  if (summaries === null) {
    return (
      <div className="sidebarEmpty">
        <Skeleton lines={[70, 85, 55]} label={t('Loading threads')} />
      </div>
    )
  }
  if (groups.length === 0 && archived.length === 0) {
    return <p className="sidebarEmpty">{t('Threads show here, by folder.')}</p>
  }
  return (
    <>
      {pinned.length > 0 && <Group id="pinned" name={t('Pinned')} aside={null} threads={pinned} agents={agents} />}
      {groups.map(group => {
        const threads = group.threads.filter(thread => !thread.pinned)
        return (
          <Group
            key={group.cwd}
            id={group.cwd}
            name={group.name}
            cwd={group.cwd}
            aside={group.branch}
            threads={threads}
            agents={agents}
          />
        )
      })}
      {archived.length > 0 && (
        <Group id="archived" name={t('Archived')} aside={null} threads={archived} agents={agents} closed />
      )}
    </>
  )
}

const SHOWN = 12
const MORE = 100
const NO_THREADS: readonly ThreadSummary[] = []

interface GroupProps {
  id: string
  name: string
  /** The folder of its threads, where it is one. */
  cwd?: string
  /** Beside the name while it is open; closed, it says how many there are. */
  aside: string | null
  threads: readonly ThreadSummary[]
  agents: ReadonlyMap<string, readonly ThreadSummary[]>
  closed?: boolean
}

function Group({ id, name, cwd, aside, threads, agents, closed = false }: GroupProps) {
  const { newThread } = useActions()
  const [open, toggle] = useFold(`group ${id}`, !closed)
  const [shown, setShown] = useState(SHOWN)
  const active = useApp(state => state.layout.active)
  const isWorktree = useApp(state => cwd !== undefined && isOurWorktree(state, cwd))
  const now = useNow()
  const rest = threads.length - shown
  return (
    <section>
      <div className="sidebarGroupHead">
        <h2>
          <button type="button" className="sidebarGroup" data-row title={cwd} aria-expanded={open} onClick={toggle}>
            {isWorktree && (
              <span className="sidebarWorktree" title={t('Worktree')}>
                <Icon of={GitFork} size={11} />
              </span>
            )}
            <span className="sidebarGroupName truncate">{name}</span>
            <Icon of={ChevronRight} size={11} />
            <span className="sidebarGroupAside truncate">{open ? aside : threads.length}</span>
          </button>
        </h2>
        {cwd !== undefined && (
          <IconButton
            icon={Plus}
            size={13}
            className="small sidebarGroupNew"
            label={t('New thread in {folder}', { folder: name })}
            onClick={() => newThread(cwd)}
          />
        )}
      </div>
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
              <button type="button" className="sidebarRow more" data-row onClick={() => setShown(shown + MORE)}>
                {t('Show {n} more', { n: Math.min(rest, MORE) })}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}
