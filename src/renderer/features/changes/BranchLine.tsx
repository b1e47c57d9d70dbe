import { FolderGit2, GitBranch, GitFork } from 'lucide-react'
import type { BranchState } from '../../../contract/changes.ts'
import { useAppParts } from '../../state/app.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t, tn } from '../../ui/i18n/t.ts'

/** Where the branch stands: its name, what it follows, and how far they are apart. */
export function BranchLine({ state }: { state: BranchState }) {
  const { store } = useAppParts()
  const { branch, commit, upstream, ahead, behind, base } = state
  const apart = [
    ahead ? tn(ahead, '{n} commit ahead', '{n} commits ahead') : null,
    behind ? tn(behind, '{n} commit behind', '{n} commits behind') : null,
  ].filter(words => words !== null)
  return (
    <p className="branchLine">
      <Icon of={GitBranch} size={13} />
      <strong className="truncate">{branch ?? t('No branch')}</strong>
      <IconButton
        icon={FolderGit2}
        label={t('Worktrees of this project')}
        className="small"
        size={13}
        onClick={() => store.setState({ overlay: 'worktrees' })}
      />
      {commit === null && <span>{t('no commit yet')}</span>}
      {upstream !== null && (
        <span className="truncate">
          {apart.length > 0 ? apart.join(' · ') : t('up to date')} · {upstream}
        </span>
      )}
      {base !== null && (
        <span className="branchBase truncate">
          <Icon of={GitFork} size={12} />
          {t('worktree from {base}', { base })}
        </span>
      )}
    </p>
  )
}
