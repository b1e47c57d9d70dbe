import type { ModeSummary } from '../../../contract/agents.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { HelpDialog } from './HelpDialog.tsx'
import { modeNamed } from './modes.ts'
import type { SlashCommand } from './slash.ts'
import { StatusDialog } from './StatusDialog.tsx'
import type { ComposerDialog } from './useSlashCommands.ts'

interface DialogsProps {
  shown: ComposerDialog | null
  threadId: string | null
  cwd: string | null
  settings: ThreadSettings | null
  modes: readonly ModeSummary[]
  commands: readonly SlashCommand[]
  onClose(): void
}

/** What commands show in a dialog. */
export function ComposerDialogs({ shown, threadId, cwd, settings, modes, commands, onClose }: DialogsProps) {
  if (shown === 'help') return <HelpDialog {...{ cwd, commands, onClose }} />
  if (shown !== 'status') return null
  const modeName = settings ? modeNamed(modes, settings.mode).name : ''
  return <StatusDialog {...{ threadId, cwd, settings, modeName, onClose }} />
}
