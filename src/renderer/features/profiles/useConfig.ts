import { useMemo } from 'react'
import type { ConfigLeaf } from '../../../contract/config.ts'
import { useQuery } from '../../state/engine.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { leavesById } from './values.ts'
import type { Leaves } from './values.ts'

const NONE: readonly ConfigLeaf[] = []

/** The configuration as it is with a profile, in a folder or as a whole. */
export function useConfig(
  profile: string,
  cwd: string | null,
  version: string,
): { list: readonly ConfigLeaf[]; leaves: Leaves; failure: string | null; isKnown: boolean } {
  const params = { profile: profile === NO_PROFILE ? null : profile, ...(cwd === null ? {} : { cwd }) }
  const { result, failure } = useQuery('config/read', params, version)
  const list = result?.leaves ?? NONE
  const leaves = useMemo(() => leavesById(list), [list])
  return { list, leaves, failure: result ? null : failure, isKnown: result !== null }
}
