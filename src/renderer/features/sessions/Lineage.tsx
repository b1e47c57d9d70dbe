import './lineage.css'
import { useId, useMemo, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useQuery } from '../../state/engine.ts'
import { titleOf } from '../../state/selectors.ts'
import { ago } from '../../ui/format.ts'
import { defused } from '../../ui/hiddenText.ts'
import { t } from '../../ui/i18n/t.ts'
import { lineageLines } from './lineage.ts'
import type { LineageLine } from './lineage.ts'

interface LineageProps {
  threadId: string
  /** Changes when a fork may have come. */
  version: string
  now: number
  onOpen(threadId: string): void
}

/** More than anybody looks through; the tree says how many it leaves out. */
const SHOWN = 300
/** Deeper forks stand no further to the right. */
const DEEPEST = 8

/** The tree of forks that a thread belongs to. Nothing for a thread that has none. */
export function Lineage({ threadId, version, now, onOpen }: LineageProps) {
  const titleId = useId()
  const { result } = useQuery('thread/lineage', { threadId }, version)
  const lines = useMemo(() => lineageLines(result?.nodes ?? []), [result])
  if (lines.length < 2 || !lines.some(({ node }) => node.threadId === threadId)) return null
  return (
    <section className="lineage" aria-labelledby={titleId}>
      <h3 id={titleId}>{t('Lineage')}</h3>
      <Tree
        key={threadId}
        threadId={threadId}
        labelledBy={titleId}
        lines={lines.slice(0, SHOWN)}
        now={now}
        onOpen={onOpen}
      />
      {lines.length > SHOWN && <p className="lineage-more">{t('And {n} more.', { n: lines.length - SHOWN })}</p>}
    </section>
  )
}

interface TreeProps {
  threadId: string
  labelledBy: string
  lines: readonly LineageLine[]
  now: number
  onOpen(threadId: string): void
}

/** The tree itself has the focus; arrows walk it, Enter opens. */
function Tree({ threadId, labelledBy, lines, now, onOpen }: TreeProps) {
  const id = useId()
  const own = lines.findIndex(({ node }) => node.threadId === threadId)
  const [picked, setPicked] = useState<string | null>(null)
  const found = lines.findIndex(({ node }) => node.threadId === picked)
  const at = found >= 0 ? found : own
  const go = (index: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))]
    if (line) setPicked(line.node.threadId)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
    const line = lines[at]
    if (!line) return
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(lines.length - 1),
      ArrowLeft: () => go(lines.findLastIndex(({ level }, index) => index < at && level < line.level)),
      ArrowRight: () => (lines[at + 1]?.level === line.level + 1 ? go(at + 1) : undefined),
      Enter: () => onOpen(line.node.threadId),
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  return (
    <div
      className="lineage-tree"
      role="tree"
      aria-labelledby={labelledBy}
      aria-activedescendant={`${id}-${at}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {lines.map((line, index) => (
        <Line
          key={line.node.threadId}
          id={`${id}-${index}`}
          line={line}
          isOwn={index === own}
          isActive={index === at}
          now={now}
          onOpen={() => onOpen(line.node.threadId)}
        />
      ))}
    </div>
  )
}

interface LineProps {
  id: string
  line: LineageLine
  isOwn: boolean
  isActive: boolean
  now: number
  onOpen(): void
}

const Line = ({ id, line: { node, level, passing, isLast, edit }, isOwn, isActive, now, onOpen }: LineProps) => (
  <div
    id={id}
    role="treeitem"
    aria-level={level}
    aria-selected={isActive}
    aria-current={isOwn ? 'true' : undefined}
    className={`lineage-line${isOwn ? ' own' : ''}${isActive ? ' active' : ''}`}
    onClick={onOpen}
  >
    {passing.slice(-DEEPEST).map((goesOn, index) => (
      <span key={index} className={goesOn ? 'lineage-guide on' : 'lineage-guide'} aria-hidden />
    ))}
    {level > 1 && <span className={isLast ? 'lineage-branch last' : 'lineage-branch'} aria-hidden />}
    <span className="lineage-node" aria-hidden />
    <span className="lineage-title truncate">{defused(titleOf(node))}</span>
    {edit && (
      <span className="lineage-edit">
        <span className="srOnly">{t('edit,')} </span>‹{edit.number}/{edit.of}›
      </span>
    )}
    {node.archived && <span className="sessions-badge">{t('Archived')}</span>}
    <span className="lineage-age">{ago(node.updatedAt, now)}</span>
  </div>
)
