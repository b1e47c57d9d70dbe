import { FileDiff, GitBranch, GitFork, GitMerge, MessageSquare, Plus, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import type { WorktreeView } from '../../../contract/worktrees.ts'
import { useApp } from '../../state/app.ts'
import { titleOf } from '../../state/selectors.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { RemoveForm } from './RemoveForm.tsx'
import { mergeCommand } from './useWorktrees.ts'
import type { Worktrees } from './useWorktrees.ts'

/** One working tree: what stands there, who works there, and what can be done with it. */
export function WorktreeRow({ tree, worktrees }: { tree: WorktreeView; worktrees: Worktrees }) {
  const [removing, setRemoving] = useState(false)
  const threads = useThreadsIn(tree.path)
  const [newest] = threads
  const name = tree.branch ?? tree.commit?.slice(0, 10) ?? tree.path
  return (
    <li className="worktree" aria-label={name}>
      <div className="worktreeHead">
        <Icon of={tree.isMain ? GitBranch : GitFork} size={14} />
        <strong className="truncate">
          <VisibleText text={name} />
        </strong>
        <span className="worktreeState">{stateOf(tree)}</span>
      </div>
      <p className="worktreePath mono truncate" title={tree.path}>
        <VisibleText text={tree.path} />
      </p>
      <div className="worktreeButtons">
        {newest && (
          <Button icon={MessageSquare} onClick={() => worktrees.open(newest.id)}>
            {t('Open {title}', { title: titleOf(newest) })}
          </Button>
        )}
        {!tree.isMissing && (
          <Button look="quiet" icon={Plus} onClick={() => worktrees.newThread(tree)}>
            {t('New thread here')}
          </Button>
        )}
        {newest && tree.base !== null && (
          <Button look="quiet" icon={FileDiff} onClick={() => worktrees.read(newest.id)}>
            {t('Read what it changed')}
          </Button>
        )}
        {!tree.isMain && !tree.isMissing && <MergeMenu tree={tree} worktrees={worktrees} />}
        {!tree.isMain && !removing && (
          <Button look="quiet" icon={Trash2} disabled={tree.isLocked} onClick={() => setRemoving(true)}>
            {t('Remove')}
          </Button>
        )}
      </div>
      {removing && <RemoveForm tree={tree} worktrees={worktrees} onClose={() => setRemoving(false)} />}
    </li>
  )
}

function MergeMenu({ tree, worktrees }: { tree: WorktreeView; worktrees: Worktrees }) {
  return (
    <Menu
      trigger={
        <Button look="quiet" icon={GitMerge}>
          {t('Merge…')}
        </Button>
      }
    >
      <MenuItem onSelect={() => worktrees.askToMerge(tree)}>{t('Ask an agent in the main folder')}</MenuItem>
      <MenuItem onSelect={() => void worktrees.copyMerge(tree)}>
        {t('Copy {command}', { command: mergeCommand(tree) })}
      </MenuItem>
    </Menu>
  )
}

/** Threads that work in a folder or below it, the newest first. */
function useThreadsIn(path: string): readonly ThreadSummary[] {
  const summaries = useApp(state => state.summaries)
  return useMemo(
    () =>
      Object.values(summaries ?? {})
        .filter(({ cwd, archived, parentId }) => isIn(cwd, path) && !archived && parentId === undefined)
        .sort((a, b) => b.updatedAt - a.updatedAt),
    [summaries, path],
  )
}

const isIn = (cwd: string, path: string): boolean => cwd === path || cwd.startsWith(`${path}/`)

/** What is to be known of it at a glance. */
function stateOf({ isMain, isMissing, isLocked, base, ahead, behind, uncommitted }: WorktreeView): string {
  if (isMissing) return t('its folder is gone')
  const parts = [
    isMain ? t('main folder') : null,
    base === null ? null : t('from {base}', { base }),
    ahead ? tn(ahead, '{n} commit ahead', '{n} commits ahead') : null,
    behind ? tn(behind, '{n} commit behind', '{n} commits behind') : null,
    uncommitted ? tn(uncommitted, '{n} file not committed', '{n} files not committed') : null,
    uncommitted === null ? t('too large to be looked at') : null,
    isLocked ? t('locked') : null,
  ]
  return parts.filter(part => part !== null).join(' · ')
}
