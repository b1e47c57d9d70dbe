import { Archive, ArchiveRestore, ChevronDown, Pencil } from 'lucide-react'
import { applies, COMMANDS } from '../features/palette/index.ts'
import type { Command } from '../features/palette/index.ts'
import { useActions, useApp, useAppParts, useSummary } from '../state/app.ts'
import { chordOf } from '../ui/chords.ts'
import { IconButton } from '../ui/Button.tsx'
import { t } from '../ui/i18n/t.ts'
import { Menu, MenuItem, MenuRule } from '../ui/Menu.tsx'

/** Commands for the thread and its pane; those that would do nothing now are left out. */
const GROUPS = [
  ['find', 'undo', 'compact', 'profile.ofThread'],
  ['split', 'pane.maximise', 'pane.alone', 'window.move', 'close'],
].map(ids => ids.flatMap(id => COMMANDS.find(command => command.id === id) ?? []))

/** What can be done with the thread of a pane, behind the arrow beside its title. */
export function PaneMenu({ threadId, onRename }: { threadId: string; onRename(): void }) {
  const { archive } = useActions()
  const archived = useSummary(threadId)?.archived ?? false
  return (
    <Menu trigger={<IconButton icon={ChevronDown} size={13} label={t('What can be done with this thread')} />}>
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t('Rename')}
      </MenuItem>
      <MenuItem icon={archived ? ArchiveRestore : Archive} onSelect={() => void archive(threadId, !archived)}>
        {archived ? t('Restore from archive') : t('Archive')}
      </MenuItem>
      {GROUPS.map(commands => (
        <Commands key={commands[0]?.id} commands={commands} />
      ))}
    </Menu>
  )
}

/** Drawn when the menu is open, which makes its pane the one in focus: what counts there is what counts now. */
function Commands({ commands }: { commands: readonly Command[] }) {
  const app = useAppParts()
  const changed = useApp(({ preferences }) => preferences.chords)
  return (
    <>
      <MenuRule />
      {commands
        .filter(command => applies(command, app))
        .map(({ id, name, run }) => (
          // The menu first gives the focus back.
          <MenuItem key={id} chord={chordOf(id, changed)} onSelect={() => setTimeout(() => run(app))}>
            {name}
          </MenuItem>
        ))}
    </>
  )
}
