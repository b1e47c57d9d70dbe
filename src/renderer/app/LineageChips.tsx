import { Check, GitFork } from 'lucide-react'
import type { LineageNode } from '../../contract/history.ts'
import { useActions, useApp, useAppParts } from '../state/app.ts'
import { linesOf, useLineage } from '../state/lineage.ts'
import { goTo } from '../state/places.ts'
import type { Spot } from '../state/pages.ts'
import { titleOf } from '../state/selectors.ts'
import { viewOf } from '../state/store.ts'
import type { AppState } from '../state/store.ts'
import { shownOf } from '../state/stretch.ts'
import { ago } from '../ui/format.ts'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { t } from '../ui/i18n/t.ts'
import { tx } from '../ui/i18n/tx.tsx'
import { useClock } from '../ui/useClock.ts'

/** Where the thread comes from, and all threads that share its beginning. */
export function LineageChips({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const nodes = useLineage(threadId)
  const own = nodes.find(node => node.threadId === threadId)
  const from = own?.forkedFrom ?? null
  if (nodes.length < 2) return null
  const origin = nodes.find(node => node.threadId === from?.threadId)
  return (
    <>
      {own && from && origin && (
        <Tooltip
          text={t(
            own.editOf === null
              ? 'Forked from “{title}”: go to where it branched off'
              : 'Edited from “{title}”: go to where it branched off',
            { title: titleOf(origin) },
          )}
        >
          <button
            type="button"
            className="chip lineageOrigin"
            onClick={() =>
              goTo(store, {
                threadId: from.threadId,
                at: spotOfBranch(store.getState(), own, from.beforeSeq),
                flash: true,
              })
            }
          >
            <Icon of={GitFork} size={13} />
            <span className="truncate">
              {tx('{forked}from {title}', {
                forked: <span className="srOnly">{t('Forked')} </span>,
                title: titleOf(origin),
              })}
            </span>
          </button>
        </Tooltip>
      )}
      <LineageMenu threadId={threadId} nodes={nodes} />
    </>
  )
}

function LineageMenu({ threadId, nodes }: { threadId: string; nodes: readonly LineageNode[] }) {
  const { openThread } = useActions()
  const now = useClock(60_000)
  const titles = useApp(state => state.summaries)
  return (
    <Menu
      trigger={
        <button type="button" className="chip" aria-label={t('Forks: {n} threads', { n: nodes.length })}>
          <Icon of={GitFork} size={13} />
          {nodes.length}
        </button>
      }
    >
      {linesOf(nodes).map(({ node, depth }) => (
        <MenuItem key={node.threadId} onSelect={() => openThread(node.threadId)}>
          <span className="lineageLine" style={{ paddingLeft: depth * 16 }}>
            <span className="truncate">{titleOf(titles?.[node.threadId] ?? node)}</span>
            <span className="lineageKind">
              {kindOf(node)} · {ago(node.updatedAt, now)}
            </span>
            {node.threadId === threadId && <Icon of={Check} size={13} />}
          </span>
        </MenuItem>
      ))}
    </Menu>
  )
}

const kindOf = ({ forkedFrom, editOf, archived }: LineageNode): string =>
  [forkedFrom === null ? 'first' : editOf === null ? 'fork' : 'edit', archived && 'archived'].filter(Boolean).join(', ')

/** The turn after which a thread branched off, or the one that it says differently, in its origin. */
function spotOfBranch(state: AppState, { threadId, editOf }: LineageNode, beforeSeq: number): Spot {
  if (editOf !== null) return { turnId: editOf }
  const { thread, stretch } = viewOf(state, threadId)
  const shared = thread && shownOf(thread, stretch).turns.findLast(turn => turn.firstSeq < beforeSeq)
  return shared ? { turnId: shared.id } : { seq: beforeSeq }
}
