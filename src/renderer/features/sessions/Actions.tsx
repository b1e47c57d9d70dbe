import { Archive, ArchiveRestore, Download, GitFork, Pencil, Pin, PinOff, Trash2, Undo2 } from 'lucide-react'
import type { SessionRow } from '../../../contract/sessions.ts'
import type { ExportFormat } from '../../state/sessionActions.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { t } from '../../ui/i18n/t.ts'

/** What can be done with the threads that are meant: the one that is looked at, or all that are selected. */
export interface RoomCommands {
  open(): void
  /** After the hit, or after a turn; with all of the history where there is neither. */
  fork(turnId?: string): void
  rename(): void
  pin(): void
  archive(): void
  trash(): void
  restore(): void
  /** For good, after a question. */
  remove(): void
  exportAs(format: ExportFormat): void
}

interface ActionsProps {
  sessions: readonly SessionRow[]
  commands: RoomCommands
  isExporting: boolean
  onExporting(open: boolean): void
}

const FORMATS: readonly { format: ExportFormat; name: string }[] = [
  { format: 'markdown', name: 'Markdown' },
  { format: 'html', name: t('Web page (HTML)') },
  { format: 'bundle', name: t('Bundle to import elsewhere (JSON lines)') },
]

/** Buttons for what can be done with one thread or with many. */
export function Actions({ sessions, commands, isExporting, onExporting }: ActionsProps) {
  const isPinned = sessions.every(({ pinned }) => pinned)
  const isArchived = sessions.every(({ archived }) => archived)
  const isFixed = sessions.every(({ readOnly }) => readOnly)
  return (
    <>
      <IconButton
        icon={isPinned ? PinOff : Pin}
        label={isPinned ? t('Unpin') : t('Pin')}
        chord="p"
        onClick={commands.pin}
      />
      {sessions.length === 1 && (
        <IconButton icon={Pencil} label={t('Rename')} chord="F2" disabled={isFixed} onClick={commands.rename} />
      )}
      <IconButton
        icon={isArchived ? ArchiveRestore : Archive}
        label={isArchived ? t('Restore from archive') : t('Archive')}
        chord="e"
        disabled={isFixed}
        onClick={commands.archive}
      />
      <Menu
        align="end"
        open={isExporting}
        onOpenChange={onExporting}
        trigger={<IconButton icon={Download} label={t('Export')} chord="s" />}
      >
        {FORMATS.map(({ format, name }) => (
          <MenuItem key={format} onSelect={() => commands.exportAs(format)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
      <IconButton
        icon={Trash2}
        label={t('Move to trash')}
        chord={t('Del')}
        disabled={isFixed}
        onClick={commands.trash}
      />
    </>
  )
}

/** For what lies in the trash. */
export const TrashActions = ({ commands }: { commands: RoomCommands }) => (
  <>
    <Button look="line" icon={Undo2} chord="r" onClick={commands.restore}>
      {t('Restore')}
    </Button>
    <Button look="danger" icon={Trash2} chord={t('Del')} onClick={commands.remove}>
      {t('Delete for good…')}
    </Button>
  </>
)

/** For the one thread that is looked at. */
export const OpenAndFork = ({ commands, atHit }: { commands: RoomCommands; atHit: boolean }) => (
  <>
    <Button look="fill" chord="enter" onClick={commands.open}>
      {t('Open')}
    </Button>
    <Button look="line" icon={GitFork} chord="f" onClick={() => commands.fork()}>
      {atHit ? t('Fork here') : t('Fork')}
    </Button>
  </>
)
