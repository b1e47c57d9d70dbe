import './worktrees.css'
import { useAppParts } from '../../state/app.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useWorktrees } from './useWorktrees.ts'
import { WorktreeRow } from './WorktreeRow.tsx'

/** The working trees of the repository in front: what stands in each, threads in it, merging and removing. */
export function WorktreesDialog() {
  const { store } = useAppParts()
  const close = () => store.setState({ overlay: null })
  const worktrees = useWorktrees(close)
  const { main, failure, isLoading } = worktrees
  return (
    <Dialog title={t('Worktrees')} width={720} onClose={close}>
      <div className="worktrees">
        {failure !== null && <p className="worktreesProblem">{failure}</p>}
        {isLoading && <Skeleton lines={[70, 50, 60]} label={t('Loading')} />}
        {!isLoading && failure === null && !main && (
          <p className="worktreesWords">{t('The folder in front is in no git repository.')}</p>
        )}
        {main && worktrees.worktrees.length === 1 && (
          <p className="worktreesWords">
            {t('A thread that begins in a new worktree shows here. Choose that on the page for a new thread.')}
          </p>
        )}
        {worktrees.worktrees.length > 0 && (
          <ul>
            {worktrees.worktrees.map(tree => (
              <WorktreeRow key={tree.path} tree={tree} worktrees={worktrees} />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
