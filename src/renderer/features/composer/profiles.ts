import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { addNotice } from '../../state/store.ts'
import type { SlashChoice } from './slash.ts'
import { t } from '../../ui/i18n/t.ts'

/** The value that stands for no profile in a choice; no profile can be called so. */
export const NO_PROFILE = 'default'

/** The profiles that a thread can be set to. `version` asks anew. */
export function useProfileChoices(version = ''): readonly SlashChoice[] {
  const { result } = useQuery('profiles/list', {}, version)
  const names = (result?.profiles ?? []).map(({ name, values }) => ({ value: name, name, about: aboutOf(values) }))
  return names.length === 0 ? NONE : [{ value: NO_PROFILE, name: NO_PROFILE, about: t('No profile') }, ...names]
}

const NONE: readonly SlashChoice[] = []

const aboutOf = ({ model, model_reasoning_effort, sandbox_mode, approval_policy }: Record<string, unknown>): string =>
  [model, model_reasoning_effort, sandbox_mode, approval_policy].filter(part => typeof part === 'string').join(' · ')

interface SetProfile {
  cwd: string | null
  settings: ThreadSettings
  configure(settings: ThreadSettings): Promise<unknown>
}

/** Sets a thread to what a profile gives in its folder. The mode stays: it is the thread's own. */
export function useSetProfile(): (name: string, thread: SetProfile) => Promise<void> {
  const { engine, store } = useAppParts()
  return async (name, { cwd, settings, configure }) => {
    if (cwd === null) return
    try {
      const given = await engine.call('profile/settings', { cwd, name: name === NO_PROFILE ? null : name })
      await configure({ ...given.settings, mode: settings.mode })
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
    }
  }
}
