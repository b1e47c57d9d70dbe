import { readFileSync, writeFileSync } from 'node:fs'

export type ProbeMode = 'read-only' | 'workspace-write' | 'danger-full-access'
export type Verdict = 'allowed' | 'blocked' | 'na'
type Expected = 'allowed' | 'blocked' | 'any'
export type Expectation = { ro: Expected; ws: Expected; full: Expected }

export type Ran = {
  rc: number
  sig?: string | null
  out: string
  err: string
  /** Bytes of standard output, also those not kept. */
  n: number
  ms: number
  timedOut: boolean
}

export type RunOptions = {
  ws?: string
  argv?: string[]
  env?: Record<string, string>
  timeout?: number
  /** Descriptors the runner inherits, from 3 on. */
  fds?: number[]
  /** False signals the runner alone when the time is up, not its process group. */
  killGroup?: boolean
  sig?: NodeJS.Signals
}

/** Where a probe acts, and how it looks at the outcome from outside the sandbox. */
export type ProbeContext = {
  arena: string
  workspace: string
  outside: string
  home: string
  /** The compiled helper.c. */
  helper: string
  port: number
  mode: keyof Expectation
  pid: number
  /** The id of a process outside, which must live. */
  readonly canary: number
  /** Connections and datagrams that reached a listener outside. */
  hits: Record<'tcp' | 'tcp6' | 'udp' | 'unix' | 'abstract', number>
  /** What a probe wants to remember until its end. */
  keep: string | null
  exec(script: string, options?: RunOptions): Promise<Ran>
  /** Runs a line outside the sandbox. */
  shell(line: string): void
  read(path: string): string | null
  quote(text: string): string
  alive(pid: number): boolean
  /** Processes by their name or a part of their command line. */
  byName(name: string): number[]
  sleep(ms: number): Promise<void>
}

type Maybe<T> = T | Promise<T>

/** One attempt. It is judged by what happened outside, not by what the command says, wherever that can be seen. */
export type Probe = {
  id: string
  title: string
  level?: 'must' | 'should' | 'info'
  expect: Expectation
  /** The script, run in the sandbox; or `run` for all that is more than one script. */
  script?(c: ProbeContext): string
  run?(c: ProbeContext): Promise<Partial<Ran> & { verdict?: Verdict | string; evidence?: string }>
  ws?(c: ProbeContext): string
  opts?(c: ProbeContext): RunOptions
  pre?(c: ProbeContext): void
  post?(c: ProbeContext): void
  check?(c: ProbeContext, ran: Ran): Maybe<string>
}

/** Blocked unless nothing confines the command. */
export const BLOCKED: Expectation = { ro: 'blocked', ws: 'blocked', full: 'allowed' }
/** Blocked in a sandbox; outside one it depends on the machine. */
export const BLOCKED_INSIDE: Expectation = { ro: 'blocked', ws: 'blocked', full: 'any' }
export const WRITING: Expectation = { ro: 'blocked', ws: 'allowed', full: 'allowed' }
export const WORKS: Expectation = { ro: 'allowed', ws: 'allowed', full: 'allowed' }
export const ANYTHING: Expectation = { ro: 'any', ws: 'any', full: 'any' }

type PathOf = (c: ProbeContext) => string

/** Allowed if a file now holds what the probe tried to put there. */
export const contains =
  (path: PathOf, text = 'PWNED') =>
  (c: ProbeContext): Verdict =>
    (c.read(path(c)) ?? '').includes(text) ? 'allowed' : 'blocked'

export const resetVictim = (c: ProbeContext): void => writeFileSync(`${c.outside}/victim.txt`, 'ORIGINAL\n')

export const append = (
  id: string,
  title: string,
  path: PathOf,
  expect: Expectation,
  extra: Partial<Probe> = {},
): Probe => ({
  id,
  title,
  expect,
  script: c => `echo PWNED >> ${c.quote(path(c))}`,
  check: contains(path),
  ...extra,
})

export const withHelper = (
  id: string,
  title: string,
  args: PathOf,
  expect: Expectation,
  extra: Partial<Probe> = {},
): Probe => ({ id, title, expect, script: c => `${c.helper} ${args(c)}`, ...extra })

/** What a script says of itself, for probes that leave no trace outside. */
export const verdictOf = ({ out }: Pick<Ran, 'out'>): Verdict =>
  /^ALLOWED/m.test(out) ? 'allowed' : /^NA/m.test(out) && !/^BLOCKED/m.test(out) ? 'na' : 'blocked'

export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
