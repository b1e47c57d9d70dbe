import {
  Archive,
  ArchiveRestore,
  Columns2,
  GitFork,
  Pencil,
  Pin,
  PinOff,
  Plus,
  SlidersHorizontal,
  Trash2,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { ContextMenu } from 'radix-ui'
import type { ReactElement } from 'react'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { useActions, useAppParts } from '../../state/app.ts'
import { openProfile } from '../../state/profiles.ts'
import { Icon } from '../../ui/Icon.tsx'
import { t } from '../../ui/i18n/t.ts'
import { useThreadActions } from './useThreadActions.ts'

interface ThreadMenuProps {
  thread: ThreadSummary
  onRename(): void
  /** The row that it belongs to. */
  children: ReactElement
}

/** What can be done with a thread of the sidebar: by a right click, Shift+F10 or the menu key. */
export function ThreadMenu({ thread, onRename, children }: ThreadMenuProps) {
  const { store } = useAppParts()
  const { archive, newThread, openBeside } = useActions()
  const { pin, fork, remove } = useThreadActions(thread)
  const isRoot = thread.parentId === undefined
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8} onCloseAutoFocus={event => event.preventDefault()}>
          <Item icon={Columns2} onSelect={() => openBeside(thread.id)}>
            {t('Open beside')}
          </Item>
          <Item icon={Pencil} chord="F2" onSelect={onRename}>
            {t('Rename')}
          </Item>
          {isRoot && (
            <Item icon={thread.pinned ? PinOff : Pin} onSelect={pin}>
              {thread.pinned ? t('Unpin') : t('Pin')}
            </Item>
          )}
          <Item icon={GitFork} onSelect={fork}>
            {t('Fork')}
          </Item>
          <ContextMenu.Separator className="menuRule" />
          <Item icon={Plus} onSelect={() => newThread(thread.cwd)}>
            {t('New thread in this folder')}
          </Item>
          <Item
            icon={SlidersHorizontal}
            onSelect={() => openProfile(store, { creating: { from: { type: 'thread', threadId: thread.id } } })}
          >
            {t('New profile from its settings…')}
          </Item>
          <ContextMenu.Separator className="menuRule" />
          <Item
            icon={thread.archived ? ArchiveRestore : Archive}
            onSelect={() => void archive(thread.id, !thread.archived)}
          >
            {thread.archived ? t('Restore from archive') : t('Archive')}
          </Item>
          {isRoot && (
            <Item icon={Trash2} onSelect={remove}>
              {t('Delete')}
            </Item>
          )}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

interface ItemProps {
  icon: LucideIcon
  chord?: string
  onSelect(): void
  children: string
}

const Item = ({ icon, chord, onSelect, children }: ItemProps) => (
  <ContextMenu.Item className="menuItem" onSelect={onSelect}>
    <Icon of={icon} />
    <span className="menuText">{children}</span>
    {chord !== undefined && <span className="menuDetail">{chord}</span>}
  </ContextMenu.Item>
)
