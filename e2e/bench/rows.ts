import type { Program, ProgramName } from './programs.ts'

/** How much is measured. */
export interface Effort {
  /** Measured runs of each program; medians are taken over them. */
  runs: number
  /** Runs before them that do not count. */
  warmUps: number
  /** Calls of a tool loop. */
  calls: number
  /** Turns of a running engine. */
  turns: number
  /** Deltas of a long answer. */
  deltas: number
  /** Bytes that a flooding command prints. */
  floodBytes: number
  /** Turns of a long thread. */
  longTurns: number
  /** Threads of a home that has many. */
  sessions: number
  /** Files of a workspace that has many. */
  files: number
  /** Threads that work at the same time. */
  threads: number
  /** How long answers stream into the interface. */
  streamSeconds: number
}

export interface Bench {
  programs: Program[]
  effort: Effort
  /** Whether a row was asked for. */
  isWanted(id: string): boolean
  /** Says what is being done; the next call replaces it. */
  progress(what: string): void
}

/** What is measured, by name: `wall` to milliseconds, `memory` to megabytes, … */
export type Sample = Record<string, number>
export type Samples = Record<ProgramName, Sample[]>

/** A row of the table: a measure, and what Heddle aims for. */
export interface Row {
  /** Name of the row, e.g. `A1`. */
  id: string
  what: string
  /** Which value of the samples. */
  value: string
  unit: 'ms' | 'MB' | 'kB' | '%'
  /** Heddle divided by Codex shall not be more than this. */
  aim: number
  /** The aim is an amount in `unit` for Heddle alone, not a ratio. */
  absolute?: true
}

/** What one program did as its thread grew. */
export interface GrowthRow {
  id: string
  what: string
  program: ProgramName
  unit: 'ms'
  /** Medians with threads behind it that are so many times as long as the first, shortest first. */
  points: { factor: number; ms: number }[]
}

export interface Finding {
  rows: { row: Row; samples: Samples }[]
  growth: GrowthRow[]
  /** What could not be measured, and why. */
  problems: string[]
}

/** Rows that are measured together. */
export interface Group {
  name: string
  rows: Row[]
  measure(bench: Bench): Promise<Finding>
}

/** What is measured of one program: a run of it, and how to let go of what the runs shared. */
export interface Subject {
  program: Program
  once(): Promise<Sample>
  close?(): Promise<void>
}

/**
 * Runs the programs in turn (A B A B), so that whatever else the machine does hits them alike. A program that fails is
 * left out from then on, and the failure is a problem of the finding.
 */
export async function alternate(
  bench: Bench,
  what: string,
  prepare: (program: Program) => Promise<Subject>,
): Promise<{ samples: Samples; problems: string[] }> {
  const samples: Samples = { codex: [], heddle: [] }
  const problems: string[] = []
  let subjects: Subject[] = []
  const attempt = async (program: Program, action: () => Promise<void>) => {
    try {
      await action()
    } catch (error) {
      subjects = subjects.filter(subject => subject.program !== program)
      problems.push(`${what}, ${program.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  for (const program of bench.programs) {
    await attempt(program, async () => void subjects.push(await prepare(program)))
  }
  const all = [...subjects]
  const { runs, warmUps } = bench.effort
  for (let n = 0; n < warmUps + runs; n++) {
    for (const { program, once } of subjects) {
      bench.progress(`${what}: ${program.name}, ${n < warmUps ? 'warm-up' : `run ${n - warmUps + 1} of ${runs}`}`)
      await attempt(program, async () => {
        const sample = await once()
        if (n >= warmUps) samples[program.name].push(sample)
      })
    }
  }
  for (const { program, close } of all) await attempt(program, async () => close?.())
  return { samples, problems }
}

/** A finding of rows that all come from the same samples. */
export const findingOf = (rows: Row[], { samples, problems }: Awaited<ReturnType<typeof alternate>>): Finding => ({
  rows: rows.map(row => ({ row, samples })),
  growth: [],
  problems,
})

/** Fails a run that did not do what it is timed for: a fast failure would look like a fast program. */
export function expect(truth: boolean, what: () => string): void {
  if (!truth) throw new Error(what())
}
