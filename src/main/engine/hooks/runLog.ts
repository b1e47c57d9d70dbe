import type { HookRun } from '../../../contract/hooks.ts'

/** Enough to see what happened lately. */
const MAX_RUNS = 200
const MAX_DETAIL_CHARS = 2000

/** The hooks that ran lately, for people. Kept in memory: what matters of them stands in the logs of threads. */
export interface RunLog {
  add(run: HookRun): void
  /** Tells the runs so far, and then each that comes. */
  watch(tell: (runs: HookRun[]) => void): () => void
}

export function createRunLog(): RunLog {
  const runs: HookRun[] = []
  const watchers = new Set<(runs: HookRun[]) => void>()
  return {
    add(run) {
      const detail = run.detail === null ? null : run.detail.slice(0, MAX_DETAIL_CHARS)
      runs.push({ ...run, detail })
      if (runs.length > MAX_RUNS) runs.shift()
      for (const tell of watchers) tell([{ ...run, detail }])
    },
    watch(tell) {
      watchers.add(tell)
      tell([...runs])
      return () => void watchers.delete(tell)
    },
  }
}
