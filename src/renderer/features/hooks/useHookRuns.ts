import { useEffect, useState } from 'react'
import type { HookRun } from '../../../contract/hooks.ts'
import { useEngine } from '../../state/engine.ts'

/** As many as are of use on a page. */
const SHOWN = 50

/** The hooks that ran lately, the newest first. */
export function useHookRuns(): readonly HookRun[] {
  const engine = useEngine()
  const [runs, setRuns] = useState<readonly HookRun[]>([])
  useEffect(
    () =>
      engine.watch('hooks/watch', {}, frame =>
        // After a lost connection all are told again.
        setRuns(known => {
          const keys = new Set(known.map(keyOf))
          const fresh = frame.runs.filter(run => !keys.has(keyOf(run)))
          return [...fresh.toReversed(), ...known].slice(0, SHOWN)
        }),
      ),
    [engine],
  )
  return runs
}

export const keyOf = ({ at, hookId, threadId, durationMs }: HookRun): string =>
  `${at} ${hookId} ${threadId} ${durationMs}`
