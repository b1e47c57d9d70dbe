import { useEffect, useRef, useState } from 'react'
import type { WorktreeView } from '../../../contract/worktrees.ts'
import { Button } from '../../ui/Button.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import type { Worktrees } from './useWorktrees.ts'

interface RemoveFormProps {
  tree: WorktreeView
  worktrees: Worktrees
  onClose(): void
}

/** What goes with a worktree, what stays, and the button that removes it. */
export function RemoveForm({ tree, worktrees, onClose }: RemoveFormProps) {
  const [withBranch, setWithBranch] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  const { uncommitted, ahead, branch, path } = tree
  const holdsWork = uncommitted !== 0 || (withBranch && ahead !== 0)
  const remove = async () => {
    setBusy(true)
    // What is said above is what the person agrees to lose.
    setRefusal(await worktrees.remove(tree, { losing: holdsWork, withBranch }))
    setBusy(false)
  }
  return (
    <section className="worktreeRemove" aria-label={t('Remove {path}', { path })}>
      <p>
        {uncommitted
          ? tn(
              uncommitted,
              '{n} file with changes that are not committed goes with it. Undo brings it back.',
              '{n} files with changes that are not committed go with it. Undo brings them back.',
            )
          : t('Nothing that is not committed is in it.')}{' '}
        {t('What git ignores there, such as installed packages, is gone for good.')}
      </p>
      {branch !== null && (
        <label className="worktreeCheck">
          <input type="checkbox" checked={withBranch} onChange={event => setWithBranch(event.target.checked)} />
          {ahead
            ? tn(
                ahead,
                'Delete the branch {branch} as well, with {n} commit that is not merged',
                'Delete the branch {branch} as well, with {n} commits that are not merged',
                { branch },
              )
            : t('Delete the branch {branch} as well', { branch })}
        </label>
      )}
      {refusal !== null && <p className="worktreesProblem">{refusal}</p>}
      <div className="worktreeButtons">
        <Button ref={button} look="danger" disabled={busy} onClick={() => void remove()}>
          {t('Remove the worktree')}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t('Keep it')}
        </Button>
      </div>
    </section>
  )
}
