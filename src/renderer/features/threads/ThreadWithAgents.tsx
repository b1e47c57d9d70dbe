import { ChevronRight } from 'lucide-react'
import { memo } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { useFold } from '../../state/app.ts'
import { Icon } from '../../ui/Icon.tsx'
import { plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { ThreadRow } from './ThreadRow.tsx'

interface ThreadWithAgentsProps {
  thread: ThreadSummary
  /** All agents below it, each below its parent. */
  agents: readonly ThreadSummary[]
  /** The tab in front. */
  active: string
  now: number
}

/** A thread in the sidebar, and on demand its agents below it. The list of agents is new with each change of any thread. */
export const ThreadWithAgents = memo(Drawn, (before, after) => {
  const sameAgents =
    before.agents.length === after.agents.length && before.agents.every((agent, at) => agent === after.agents[at])
  return sameAgents && before.thread === after.thread && before.active === after.active && before.now === after.now
})

function Drawn({ thread, agents, active, now }: ThreadWithAgentsProps) {
  const [open, toggle] = useFold(`sidebar ${thread.id}`, false)
  if (agents.length === 0) return <ThreadRow thread={thread} active={thread.id === active} now={now} />
  const waiting = agents.filter(agent => agent.status === 'waiting').length
  const said = [plural(agents.length, 'agent'), waiting > 0 && t('{n} waiting', { n: waiting })]
    .filter(Boolean)
    .join(', ')
  return (
    <>
      <div className="sidebarParent">
        <ThreadRow thread={thread} active={thread.id === active} now={now} />
        <button
          type="button"
          className={waiting > 0 ? 'sidebarAgents waits' : 'sidebarAgents'}
          data-row
          aria-expanded={open}
          aria-label={t('{agents} of this thread', { agents: said })}
          title={said}
          onClick={toggle}
        >
          <Icon of={ChevronRight} size={11} />
          {agents.length}
        </button>
      </div>
      {open && (
        <ul aria-label={t('Agents')}>
          {agents.map(agent => (
            <li key={agent.id}>
              <ThreadRow thread={agent} active={agent.id === active} now={now} depth={agent.agent?.depth ?? 1} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
