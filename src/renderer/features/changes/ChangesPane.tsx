import './changesPane.css'
import { Expand } from 'lucide-react'
import { useApp, useAppParts } from '../../state/app.ts'
import { IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { UndoDialog } from '../undo/index.ts'
import { ChangesBody } from './ChangesBody.tsx'
import { RangeChoice, Sum, ViewButtons } from './ChangesHead.tsx'
import { CommentBar } from './CommentBar.tsx'
import { readChanges } from './readChanges.ts'
import { useChangesView } from './useChangesView.ts'

/** Files that a thread or its last turn changed, or that are not committed, with their diffs. */
export function ChangesPane({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const isWide = useApp(state => state.changes.wide === threadId)
  // The same is not drawn twice.
  return (
    <div className="changesPane">
      {isWide ? null : <Changes threadId={threadId} onRead={() => readChanges(store, threadId)} />}
    </div>
  )
}

function Changes({ threadId, onRead }: { threadId: string; onRead(): void }) {
  const view = useChangesView(threadId)
  const { undoing, endUndo } = view.acts
  return (
    <>
      <div className="changesHead">
        <RangeChoice view={view} />
        <IconButton
          icon={Expand}
          label={t('Read changes over the whole window')}
          className="small"
          disabled={view.changes.files.length === 0}
          onClick={onRead}
        />
      </div>
      {view.changes.files.length > 0 && (
        <div className="changesHead second">
          <Sum view={view} />
          <ViewButtons view={view} />
        </div>
      )}
      <ChangesBody view={view} />
      <CommentBar threadId={threadId} />
      {undoing && <UndoDialog target={undoing} onClose={endUndo} />}
    </>
  )
}
