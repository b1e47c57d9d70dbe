import { useMemo, useRef } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { t } from '../../ui/i18n/t.ts'
import { AgentLine, FinishedLine } from './AgentLine.tsx'
import { linesOf } from './lines.ts'
import type { TreeLine } from './lines.ts'
import { useTree, useTreeStore } from './tree.ts'
import { useAgentActions } from './useAgentActions.ts'
import { useTreeKeys } from './useTreeKeys.ts'

interface AgentTreeViewProps {
  /** The agent whose card is shown. */
  selected: string | null
  onSelect(threadId: string): void
}

const foldOf = (lineId: string): string => `agents ${lineId}`

/** The tree: arrow keys walk it, letters find a name, Enter opens an agent, Delete closes one. */
export function AgentTreeView({ selected, onSelect }: AgentTreeViewProps) {
  const { store } = useAppParts()
  const tree = useTreeStore()
  const places = useTree(state => state.places)
  const folds = useApp(state => state.folds)
  const actions = useAgentActions()
  const list = useRef<HTMLDivElement>(null)

  const lines = useMemo(
    () => linesOf(places, { isOpen: (id, byDefault) => folds[foldOf(id)] ?? byDefault, kept: selected }),
    [places, folds, selected],
  )
  const tabStop = lines.some(line => line.id === selected) ? selected : (lines[0]?.id ?? null)

  const setOpen = (line: TreeLine, open: boolean) =>
    store.setState(state => ({ folds: { ...state.folds, [foldOf(line.id)]: open } }))
  const agentOf = (line: TreeLine) => (line.type === 'agent' ? tree.getState().agents[line.threadId] : undefined)
  const onKeyDown = useTreeKeys({
    list,
    lines,
    nameOf: line => agentOf(line)?.nickname ?? '',
    setOpen,
    onEnter(line) {
      const agent = agentOf(line)
      if (agent) actions.open(agent)
      else setOpen(line, !line.expanded)
    },
    onDelete(line) {
      const agent = agentOf(line)
      if (agent?.open && agent.parentId !== null) void actions.close(agent)
    },
  })

  return (
    <div ref={list} className="agentTree" role="tree" aria-label={t('Agents')} onKeyDown={onKeyDown}>
      {lines.map(line =>
        line.type === 'agent' ? (
          <AgentLine
            key={line.id}
            {...line}
            isSelected={line.id === selected}
            isTabStop={line.id === tabStop}
            onSelect={onSelect}
          />
        ) : (
          <FinishedLine
            key={line.id}
            {...line}
            isTabStop={line.id === tabStop}
            onToggle={() => setOpen(line, !line.expanded)}
          />
        ),
      )}
    </div>
  )
}
