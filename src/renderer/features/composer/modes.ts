import type { ModeSummary } from '../../../contract/agents.ts'
import { MODES } from '../../../core/context/modes.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { useQuery } from '../../state/engine.ts'
import { t } from '../../ui/i18n/t.ts'

/** The modes that a folder has: the built-in ones until the engine has answered. */
export function useModes(cwd: string | null): readonly ModeSummary[] {
  return useQuery('mode/list', cwd === null ? null : { cwd }).result?.modes ?? MODES
}

/** The mode after the one that is on, around the end. */
export function modeAfter(modes: readonly ModeSummary[], mode: string): string {
  const at = modes.findIndex(({ id }) => id === mode)
  return modes[(at + 1) % modes.length]?.id ?? mode
}

/** A mode by id. One that is not known here works as the first. */
export function modeNamed(modes: readonly ModeSummary[], id: string): ModeSummary {
  const known = modes.find(mode => mode.id === id)
  return known ?? { id, name: id, summary: t('Not known here: works as {mode}', { mode: modes[0]?.name ?? t('Code') }) }
}

/** The settings that count while a mode is on. */
export function underMode(settings: ThreadSettings, { model, effort }: ModeSummary): ThreadSettings {
  const known = effort as ThreadSettings['effort']
  return { ...settings, model: model ?? settings.model, effort: settings.effort ?? known }
}
