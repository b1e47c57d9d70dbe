import type { Placed } from '../readRollout.ts'
import type { Portion, ThreadIndex } from './threadIndex.ts'
import type { ThreadRow } from './threadRow.ts'

interface Job {
  row: () => ThreadRow
  events: Placed[]
  portion: Portion
}

/** Long enough for a turn to be on its way to the model before SQLite is loaded. Readers of the index flush first. */
const DELAY_MS = 1000
/** Facts of a thread that are kept for a reader where none may ever come. */
const MAX_KEPT = 1000

/** Projects appends some time after they are recorded, gathered: who appends never waits for SQLite. */
export interface Projector {
  add(threadId: string, job: Job): void
  /** Projects what is waiting now. */
  flush(): void
  /** Forgets what is waiting: the next sweep finds it in the files. */
  drop(): void
}

export interface ProjectorDeps {
  index: ThreadIndex
  /** Projects without being asked. A run from a shell does not: the next workbench reads its file. */
  unasked: boolean
  /** Called for threads of which the index lacks something older. */
  onBehind: (threadId: string) => void
  /** Called for threads whose facts are in the index, but not their words. */
  onProjected: (threadId: string) => void
  onProblem: (error: unknown) => void
}

export function createProjector({ index, unasked, onBehind, onProjected, onProblem }: ProjectorDeps): Projector {
  let waiting = new Map<string, Job>()
  let timer: NodeJS.Timeout | null = null

  const flush = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    const jobs = waiting
    waiting = new Map()
    for (const [id, { row, events, portion }] of jobs) {
      try {
        if (!index.project(row(), events, portion)) onBehind(id)
        else onProjected(id)
      } catch (error) {
        onProblem(error)
      }
    }
  }

  return {
    add(threadId, job) {
      if (waiting.get(threadId) && job.portion.from === 0) flush() // a file of its own
      const before = waiting.get(threadId)
      if (before) {
        before.events.push(...job.events)
        before.portion = { from: before.portion.from, to: job.portion.to }
      } else waiting.set(threadId, job)
      if (unasked) timer ??= setTimeout(flush, DELAY_MS).unref()
      else if ((waiting.get(threadId)?.events.length ?? 0) > MAX_KEPT) {
        waiting.delete(threadId)
        onBehind(threadId)
      }
    },
    flush,
    drop() {
      if (timer) clearTimeout(timer)
      timer = null
      waiting = new Map()
    },
  }
}
