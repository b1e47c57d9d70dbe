import { memo, useState } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { statusOf } from '../../state/agents.ts'
import { useActions, useAppParts } from '../../state/app.ts'
import { dragProps } from '../../state/dragging.ts'
import { titleOf } from '../../state/selectors.ts'
import { uncover } from '../../state/sides.ts'
import { ago } from '../../ui/format.ts'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { ThreadMenu } from './ThreadMenu.tsx'
import { TitleEditor } from './TitleEditor.tsx'

/** A thread in the sidebar. F2 or its context menu renames it; dragged, it goes to a tab or a pane. */
export const ThreadRow = memo(function ThreadRow({
  thread,
  active,
  now,
  depth = 0,
}: {
  thread: ThreadSummary
  active: boolean
  now: number
  /** How far below its thread an agent stands. */
  depth?: number
}) {
  const { store } = useAppParts()
  const { openThread } = useActions()
  const [renaming, setRenaming] = useState(false)
  const title = titleOf(thread)
  if (renaming) {
    return (
      <div className="sidebarRow active">
        <StatusDot status={thread.status} />
        <TitleEditor threadId={thread.id} title={title} onDone={() => setRenaming(false)} />
      </div>
    )
  }
  const open = () => {
    openThread(thread.id)
    uncover(store, 'sidebar')
  }
  return (
    <ThreadMenu thread={thread} onRename={() => setRenaming(true)}>
      <button
        type="button"
        className={active ? 'sidebarRow active' : 'sidebarRow'}
        data-row
        style={depth > 0 ? { paddingLeft: 8 + depth * 16 } : undefined}
        aria-current={active ? 'page' : undefined}
        title={thread.activity ? `${title}\n${thread.activity}` : title}
        onClick={open}
        onKeyDown={event => event.key === 'F2' && setRenaming(true)}
        {...dragProps(store, thread.id)}
      >
        <StatusDot status={statusOf(thread)} />
        <span className="sidebarName truncate">{title}</span>
        <span className="sidebarAge">{ago(thread.updatedAt, now)}</span>
      </button>
    </ThreadMenu>
  )
})
