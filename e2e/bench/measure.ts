import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from './lifetime.ts'

export interface Command {
  file: string
  args: string[]
  env: Record<string, string>
  cwd: string
}

/** What a finished program cost, its children that it waited for included. */
export interface Measured {
  code: number | null
  stdout: string
  stderr: string
  /** Unix milliseconds, with fractions, at which the program was started. */
  startedAt: number
  wallMs: number
  /** User and system time. */
  cpuMs: number
  /** Largest resident memory of any one process of it, as the kernel counted; NaN where GNU time is not installed. */
  peakMb: number
}

const GNU_TIME = '/usr/bin/time'

/**
 * `time` of bash gives what wait4 says in milliseconds (GNU time rounds to ten), GNU time gives the peak memory. The
 * program is a child of theirs and not of ours: a process inherits the peak of the one it was forked from, and ours is
 * a large one. The clock is read last, so that starting the wrapper is not counted.
 */
const WRAPPER = `
peak=$1; shift
exec 3>&2 2>"$peak.times"
TIMEFORMAT='%3R %3U %3S'
if [ -x ${GNU_TIME} ]; then set -- ${GNU_TIME} -q -f %M -o "$peak" "$@"; fi
printf '%s\\n' "$EPOCHREALTIME" >&2
time "$@" 2>&3 3>&-
`

/** Runs a program to its end, without input, and measures it. Throws when it takes longer than `timeoutMs`. */
export async function measure({ file, args, env, cwd }: Command, timeoutMs = 120_000): Promise<Measured> {
  const notes = mkdtempSync(join(tmpdir(), 'heddle-measure-'))
  const peakPath = join(notes, 'peak')
  // A process group of its own, so that a program that hangs goes with its children.
  const child = spawn('bash', ['--norc', '-c', WRAPPER, 'measure', peakPath, file, ...args], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const out = collect(child.stdout)
  const err = collect(child.stderr)
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  const end = atEnd(() => {
    if (child.pid !== undefined && isRunning()) process.kill(-child.pid, 'SIGKILL')
    rmSync(notes, { recursive: true, force: true })
  })
  const patience = setTimeout(end, timeoutMs)
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
    if (child.signalCode !== null) {
      throw new Error(`${file} ${args[0]} took longer than ${timeoutMs / 1000} s\n${err().slice(-2000)}`)
    }
    return { code, stdout: out(), stderr: err(), ...readNotes(peakPath) }
  } finally {
    clearTimeout(patience)
    end()
  }
}

function readNotes(peakPath: string): Pick<Measured, 'startedAt' | 'wallMs' | 'cpuMs' | 'peakMb'> {
  const [startedAt, times] = readFileSync(`${peakPath}.times`, 'utf8').replaceAll(',', '.').split('\n')
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = (times ?? '').split(' ').map(Number)
  // A program that fails has a line about that before its number.
  const peakKb = existsSync(peakPath) ? Number(readFileSync(peakPath, 'utf8').trim().split('\n').at(-1)) : Number.NaN
  return {
    startedAt: Number(startedAt) * 1000,
    wallMs: wall * 1000,
    cpuMs: (user + system) * 1000,
    peakMb: peakKb / 1024,
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

/** The clock of `startedAt` and of the model server's requests: Unix milliseconds, with fractions. */
export const now = (): number => performance.timeOrigin + performance.now()

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const TICK_MS = 10

/** CPU time so far of a running process and of its children that have ended, in milliseconds; NaN where there is no /proc. */
export function cpuOf(pid: number): number {
  const fields = noteOf(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ')
  // utime, stime, cutime, cstime: fields 14 to 17 of proc(5); the first two are cut off above.
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]) * TICK_MS, 0)
}

/** `cpuOf` of a process and of all that it started and that still runs. */
export const cpuOfTree = (pid: number): number => sumOfTree(pid, cpuOf)

/** Resident memory of a running process and of all that it started, in megabytes; NaN where there is no /proc. */
export const memoryOfTree = (pid: number): number => sumOfTree(pid, member => megabytesOf(member, 'VmRSS'))

/** Largest resident memory so far of a running process and of its children, in megabytes; NaN where there is no /proc. */
export const peakOf = (pid: number): number => sumOfTree(pid, member => megabytesOf(member, 'VmHWM'))

/** Processes that a running process started, and that those started. */
export function descendantsOf(pid: number): number[] {
  const folder = `/proc/${pid}/task`
  if (!existsSync(folder)) return []
  // Each of its threads has children of its own.
  const children = readdirSync(folder).flatMap(thread => noteOf(pid, `task/${thread}/children`).match(/\d+/g) ?? [])
  return children.map(Number).flatMap(child => [child, ...descendantsOf(child)])
}

/** What has ended meanwhile counts nothing. */
const sumOfTree = (pid: number, figure: (member: number) => number): number =>
  descendantsOf(pid).reduce((sum, member) => sum + (figure(member) || 0), figure(pid))

const megabytesOf = (pid: number, name: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(noteOf(pid, 'status'))?.[1] ?? Number.NaN) / 1024

/** What the kernel says of a process (proc(5)); nothing of one that has ended, and where there is no /proc. */
function noteOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

/** Middle of the values; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}
