import { Archive, ArchiveRestore, Pencil, SlidersHorizontal } from 'lucide-react'
import { ContextMenu } from 'radix-ui'
import { memo, useState } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { statusOf } from '../../state/agents.ts'
import { useActions, useAppParts } from '../../state/app.ts'
import { openProfile } from '../../state/profiles.ts'
import { titleOf } from '../../state/selectors.ts'
import { uncover } from '../../state/sides.ts'
import { ago } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { TitleEditor } from './TitleEditor.tsx'

/** A thread in the sidebar. F2 or its context menu renames it. */
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
  const { openThread, archive } = useActions()
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
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>
        <button
          type="button"
          className={active ? 'sidebarRow active' : 'sidebarRow'}
          data-row
          style={depth > 0 ? { paddingLeft: 8 + depth * 16 } : undefined}
          aria-current={active ? 'page' : undefined}
          title={thread.activity ? `${title}\n${thread.activity}` : title}
          onClick={open}
          onKeyDown={event => event.key === 'F2' && setRenaming(true)}
        >
          <StatusDot status={statusOf(thread)} />
          <span className="sidebarName truncate">{title}</span>
          <span className="sidebarAge">{ago(thread.updatedAt, now)}</span>
        </button>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8} onCloseAutoFocus={event => event.preventDefault()}>
          <ContextMenu.Item className="menuItem" onSelect={() => setRenaming(true)}>
            <Icon of={Pencil} />
            <span className="menuText">Rename</span>
          </ContextMenu.Item>
          <ContextMenu.Item className="menuItem" onSelect={() => void archive(thread.id, !thread.archived)}>
            <Icon of={thread.archived ? ArchiveRestore : Archive} />
            <span className="menuText">{thread.archived ? 'Restore from archive' : 'Archive'}</span>
          </ContextMenu.Item>
          <ContextMenu.Item
            className="menuItem"
            onSelect={() => openProfile(store, { creating: { from: { type: 'thread', threadId: thread.id } } })}
          >
            <Icon of={SlidersHorizontal} />
            <span className="menuText">New profile from its settings…</span>
          </ContextMenu.Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
})
