import type { Profile } from '../../../contract/config.ts'
import { useApp } from '../../state/app.ts'
import { useQuery, useWatch } from '../../state/engine.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import type { AppState } from '../../state/store.ts'
import { useSettled } from './useSettled.ts'

export interface KnownProfiles {
  /** Null before the first answer. */
  profiles: readonly Profile[] | null
  /** Name of the profile that new threads use, or `NO_PROFILE`. */
  active: string
  /** Changes with every file of the configuration. */
  version: string
  failure: string | null
  reload(): void
}

const SETTLES_MS = 1000

const newestChange = ({ summaries }: AppState): number =>
  Object.values(summaries ?? {}).reduce((newest, { updatedAt }) => Math.max(newest, updatedAt), 0)

/** The profiles as they are now. */
export function useProfiles(): KnownProfiles {
  const { frame } = useWatch('config/watch', {})
  const version = String(frame?.version ?? '')
  // How many threads use a profile changes with the threads, and is known a moment later.
  const threads = useSettled(useApp(newestChange), SETTLES_MS)
  const { result, failure, reload } = useQuery('profiles/list', {}, `${version} ${threads}`)
  return {
    profiles: result?.profiles ?? null,
    active: result?.active ?? NO_PROFILE,
    version,
    failure: result ? null : failure,
    reload,
  }
}
