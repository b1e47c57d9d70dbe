import { ChevronRight, PanelRightOpen } from 'lucide-react'
import { memo } from 'react'
import type { CSSProperties, HTMLAttributes } from 'react'
import type { AgentRow } from '../../../contract/agents.ts'
import { wordsOf } from '../../../core/agents/agent.ts'
import { standingOf } from '../../state/agents.ts'
import { t } from '../../ui/i18n/t.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { count } from '../../ui/format.ts'
import { Elapsed } from './Elapsed.tsx'
import type { TreeLine } from './lines.ts'
import { useAgent, useBelow } from './tree.ts'
import { useAgentActions } from './useAgentActions.ts'

type Placed = Pick<TreeLine, 'id' | 'level' | 'position' | 'siblings' | 'expanded'>

/** What makes a line a part of the tree for the keyboard and for screen readers. */
const lineProps = ({ id, level, position, siblings, expanded }: Placed, isTabStop: boolean) =>
  ({
    role: 'treeitem',
    tabIndex: isTabStop ? 0 : -1,
    'data-line': id,
    'aria-level': level,
    'aria-posinset': position,
    'aria-setsize': siblings,
    'aria-expanded': expanded ?? undefined,
    style: { '--level': level - 1 } as CSSProperties,
  }) satisfies HTMLAttributes<HTMLElement> & { 'data-line': string }

interface AgentLineProps extends Placed {
  threadId: string
  isSelected: boolean
  isTabStop: boolean
  onSelect(threadId: string): void
}

/** One agent. Drawn again when it changes, not when others do. */
export const AgentLine = memo(function AgentLine({ threadId, isSelected, isTabStop, ...props }: AgentLineProps) {
  const actions = useAgentActions()
  const agent = useAgent(threadId)
  const below = useBelow(threadId)
  if (!agent) return null
  const { dot, word } = standingOf(agent, below)
  const open = () => actions.open(agent)
  return (
    <div
      {...lineProps(props, isTabStop)}
      className={`agentLine ${dot}`}
      aria-selected={isSelected}
      title={agent.task}
      onFocus={() => props.onSelect(threadId)}
      onDoubleClick={open}
    >
      <span className="agentFold">{props.expanded !== null && <Icon of={ChevronRight} size={12} />}</span>
      <StatusDot status={dot} quiet />
      <span className="agentWho">
        <span className="agentName truncate">
          <VisibleText text={agent.nickname} />
        </span>
        {agent.role !== 'default' && agent.role !== 'root' && <span className="agentRole truncate">{agent.role}</span>}
      </span>
      <span className="agentWord">{word}</span>
      <span className="agentDoes truncate">
        <VisibleText text={lineOf(agent)} />
      </span>
      <span className="agentNumbers">
        <Numbers agent={agent} />
      </span>
      <button
        type="button"
        className="iconButton small agentOpen"
        tabIndex={-1}
        aria-label={t('Open {agent}', { agent: agent.nickname })}
        onClick={open}
      >
        <Icon of={PanelRightOpen} size={13} />
      </button>
    </div>
  )
})

/** How long, and how much. */
export function Numbers({ agent, withUnit = false }: { agent: AgentRow; withUnit?: boolean }) {
  const { startedAt, stoppedAt, tokens, cost } = agent
  return (
    <>
      {tokens > 0 && `${withUnit ? t('{n} tokens', { n: count(tokens) }) : count(tokens)} · `}
      {cost !== null && `${dollars(cost)} · `}
      <Elapsed from={startedAt} to={stoppedAt} />
    </>
  )
}

/** `$0.04`, `$1.20`; less than a cent is said to be that. */
const dollars = (cost: number): string => (cost > 0 && cost < 0.01 ? '<$0.01' : `$${cost.toFixed(2)}`)

/** What it does; of one that stopped, how that ended; else what it was asked to do. */
function lineOf({ activity, status, task }: AgentRow): string {
  if (activity) return activity
  if (typeof status === 'string') return task
  return ('completed' in status && status.completed === null ? task : wordsOf(status)).split('\n', 1)[0] ?? ''
}

interface FinishedLineProps extends Placed {
  count: number
  isTabStop: boolean
  onToggle(): void
}

/** Agents that have finished, folded into one line. */
export const FinishedLine = ({ count: finished, isTabStop, onToggle, ...props }: FinishedLineProps) => (
  <div {...lineProps(props, isTabStop)} className="agentLine finished" onClick={onToggle}>
    <span className="agentFold">
      <Icon of={ChevronRight} size={12} />
    </span>
    <span className="agentDoes">{t('{n} finished', { n: finished })}</span>
  </div>
)
