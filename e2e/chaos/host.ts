import type { ChildProcess } from 'node:child_process'
import type { Place } from './place.ts'
import type { Random } from './random.ts'

/** How the engine was run, and what became of it. */
export interface LifeEnd {
  /** It ended by itself, with nothing left to do. */
  finished: boolean
  /** What it complained of, for the report. */
  stderr: string
  /** What it did that it must not do, as its client saw it. */
  problems: string[]
}

export interface Life {
  place: Place
  random: Random
  /** Goes on until nothing is left to do, and answers every question. */
  calm: boolean
  /** What to start instead of the program itself: a tracer with the program as its arguments. */
  wrap(command: string[]): string[]
  /** Called with the started process (the leader of its group), so that it can be killed. */
  started(child: ChildProcess): void
}

/**
 * One way in which people run the engine. Another host is another function of this type: it starts the program, keeps it
 * busy like a client of its kind would, and records everything that the program tells it in `place.told`.
 */
export interface Host {
  name: string
  /** Milliseconds after its first word within which a kill finds it at work. */
  busyMs: number
  /** It ends with the turn of its thread: what agents do then is cut short, and their parent hears of it with its next turn. */
  leavesAgents: boolean
  live(life: Life): Promise<LifeEnd>
}
