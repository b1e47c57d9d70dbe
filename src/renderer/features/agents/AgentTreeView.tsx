import { useMemo, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { AgentLine, FinishedLine } from './AgentLine.tsx'
import { lineAbove, lineNamed, linesOf } from './lines.ts'
import type { TreeLine } from './lines.ts'
import { useTree, useTreeStore } from './tree.ts'
import { useAgentActions } from './useAgentActions.ts'

interface AgentTreeViewProps {
  /** The agent whose card is shown. */
  selected: string | null
  onSelect(threadId: string): void
}

const foldOf = (lineId: string): string => `agents ${lineId}`

/** How long typed letters count as one word. */
const WORD_MS = 700

/** The tree: arrow keys walk it, letters find a name, Enter opens an agent, Delete closes one. */
export function AgentTreeView({ selected, onSelect }: AgentTreeViewProps) {
  const { store } = useAppParts()
  const tree = useTreeStore()
  const places = useTree(state => state.places)
  const folds = useApp(state => state.folds)
  const actions = useAgentActions()
  const list = useRef<HTMLDivElement>(null)
  const typed = useRef({ word: '', at: 0 })

  const lines = useMemo(
    () => linesOf(places, { isOpen: (id, byDefault) => folds[foldOf(id)] ?? byDefault, kept: selected }),
    [places, folds, selected],
  )
  const tabStop = lines.some(line => line.id === selected) ? selected : (lines[0]?.id ?? null)

  const setOpen = (line: TreeLine, open: boolean) =>
    store.setState(state => ({ folds: { ...state.folds, [foldOf(line.id)]: open } }))
  const focus = (at: number) => list.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[at]?.focus()
  const agentOf = (line: TreeLine) => (line.type === 'agent' ? tree.getState().agents[line.threadId] : undefined)
  const nameOf = (line: TreeLine) => agentOf(line)?.nickname ?? ''
  const enter = (line: TreeLine) => {
    const agent = agentOf(line)
    if (agent) actions.open(agent)
    else setOpen(line, !line.expanded)
  }

  const find = (event: KeyboardEvent, from: number) => {
    const { word, at } = typed.current
    typed.current = { word: event.timeStamp - at < WORD_MS ? word + event.key : event.key, at: event.timeStamp }
    focus(lineNamed(lines, from, typed.current.word, nameOf))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = lines.findIndex(line => line.id === (event.target as HTMLElement).dataset.line)
    const line = lines[at]
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return
    const agent = agentOf(line)
    switch (event.key) {
      case 'ArrowDown':
        focus(at + 1)
        break
      case 'ArrowUp':
        focus(at - 1)
        break
      case 'Home':
        focus(0)
        break
      case 'End':
        focus(lines.length - 1)
        break
      case 'ArrowRight':
        if (line.expanded === false) setOpen(line, true)
        else if (line.expanded) focus(at + 1)
        break
      case 'ArrowLeft':
        if (line.expanded) setOpen(line, false)
        else focus(lineAbove(lines, at))
        break
      case 'Enter':
        enter(line)
        break
      case 'Delete':
        if (agent?.open && agent.parentId !== null) void actions.close(agent)
        break
      default:
        if (event.key.length !== 1 || event.key === ' ') return
        find(event, at)
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div ref={list} className="agentTree" role="tree" aria-label="Agents" onKeyDown={onKeyDown}>
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
