import './threadPage.css'
import { GitBranch, GitFork, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { CSSProperties } from 'react'
import { AgentCrumb } from '../features/agents/index.ts'
import { TitleEditor } from '../features/threads/index.ts'
import { useApp, useAppParts, useSummary, useThread } from '../state/app.ts'
import { closePane } from '../state/layout.ts'
import type { PanelName } from '../state/layout.ts'
import { changesOfThread, sumLines, titleOf } from '../state/selectors.ts'
import { toggleSide } from '../state/sides.ts'
import { updateLayout } from '../state/store.ts'
import { isOurWorktree } from '../state/worktree.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { t } from '../ui/i18n/t.ts'
import { PaneMenu } from './PaneMenu.tsx'
import { LineageChips } from './LineageChips.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'

/** Name of the thread, where it works, and what it has changed and used so far. */
export function ThreadHeader({ threadId, isSplit }: { threadId: string; isSplit: boolean }) {
  const { store } = useAppParts()
  const [renaming, setRenaming] = useState(false)
  const summary = useSummary(threadId)
  const restored = useApp(state => state.summaries !== null)
  const own = useThread(threadId, thread => thread.title)
  const branch = useThread(threadId, thread => thread.git?.branch ?? null) ?? summary?.branch
  const isWorktree = useApp(state => isOurWorktree(state, summary?.cwd ?? ''))
  const agent = useThread(threadId, thread => thread.agent?.nickname ?? null)
  const title = own || agent || (restored ? titleOf(summary) : '')
  return (
    <header className="threadHeader">
      <AgentCrumb threadId={threadId} />
      {renaming ? (
        <TitleEditor threadId={threadId} title={title} onDone={() => setRenaming(false)} />
      ) : (
        <h1 className="threadTitle">
          <button
            type="button"
            className="truncate"
            title={`${title}\n${t('Double-click to rename')}`}
            onDoubleClick={() => setRenaming(true)}
            onKeyDown={event => event.key === 'F2' && setRenaming(true)}
          >
            {title}
          </button>
        </h1>
      )}
      {!renaming && <PaneMenu threadId={threadId} onRename={() => setRenaming(true)} />}
      {branch && (
        <span
          className="chip"
          title={isWorktree ? t('Worktree of the branch {branch}', { branch }) : t('Branch {branch}', { branch })}
        >
          <Icon of={isWorktree ? GitFork : GitBranch} size={13} />
          <span className="truncate">{branch}</span>
        </span>
      )}
      <ChangesChip threadId={threadId} />
      <LineageChips threadId={threadId} />
      <span className="threadHeaderGap" />
      <ContextChip threadId={threadId} />
      {isSplit && (
        <IconButton
          icon={X}
          label={t('Close {title}', { title })}
          onClick={() => updateLayout(store, layout => closePane(layout, threadId))}
        />
      )}
    </header>
  )
}

function ChangesChip({ threadId }: { threadId: string }) {
  const show = useShowPanel()
  const thread = useThread(threadId, thread => thread)
  const files = useMemo(() => (thread ? changesOfThread(thread) : []), [thread])
  if (files.length === 0) return null
  const { added, removed } = sumLines(files)
  return (
    <Tooltip
      text={thread?.earlier ? t('Show changes of the newest {n} turns', { n: thread.turns.length }) : t('Show changes')}
    >
      <button type="button" className="chip" onClick={() => show('changes')}>
        <span className="srOnly">{t('Changes')} </span>
        <span className="added">+{added}</span>
        <span className="removed">−{removed}</span>
      </button>
    </Tooltip>
  )
}

function ContextChip({ threadId }: { threadId: string }) {
  const show = useShowPanel()
  const percent = useThread(threadId, thread =>
    thread.contextWindow && thread.contextTokens > 0
      ? Math.max(1, Math.round((thread.contextTokens / thread.contextWindow) * 100))
      : null,
  )
  if (percent === null) return null
  return (
    <Tooltip text={t('Show what the context window holds')}>
      <button type="button" className="chip" onClick={() => show('context')}>
        <span className="contextPie" style={{ '--filled': `${percent}%` } as CSSProperties} />
        <span className="srOnly">{t('Context')} </span>
        {percent} %
      </button>
    </Tooltip>
  )
}

function useShowPanel(): (name: PanelName) => void {
  const { store } = useAppParts()
  return name => {
    updateLayout(store, layout => ({ ...layout, panelTab: name }))
    toggleSide(store, 'panel', true)
  }
}
