import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CrashReport } from '../../contract/desktop.ts'
import { redact } from './model/redaction.ts'
import { version } from './version.ts'

/** Older ones make room. A program that crashes in a loop shall not fill the disk. */
const KEPT = 20
const MOST_BYTES = 64 * 1024
const NAME = /^crash-[\w.-]+\.txt$/

type Environment = Readonly<Record<string, string | undefined>>

/** Where a home keeps its reports. */
export const crashFolder = (home: string): string => join(home, 'log', 'crashes')

/** What ended, and all that is known of why. */
export interface Crash {
  /** One line, e.g. `The window's process ended: crashed`. */
  title: string
  /** The error, if there was one. */
  error?: unknown
}

/**
 * Writes a report that stays on this machine. Synchronous and of few parts, because the process may be at its end; what
 * looks like a key and every value of the environment that has a secret's name is taken out. Returns its path, or null
 * where it could not be written: a crash is no time for another one.
 */
export function writeCrashReport(home: string, crash: Crash, environment: Environment): string | null {
  const folder = crashFolder(home)
  const at = new Date()
  const name = `crash-${at.toISOString().replaceAll(':', '-')}-${randomBytes(2).toString('hex')}.txt`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const old of namesIn(folder).slice(KEPT - 1)) rmSync(join(folder, old), { force: true })
    writeFileSync(join(folder, name), reportOf(crash, at, environment), { mode: 0o600 })
    return join(folder, name)
  } catch {
    return null
  }
}

function reportOf({ title, error }: Crash, at: Date, environment: Environment): string {
  const { platform, arch, versions } = process
  const system = `${platform} ${arch}, Node ${versions.node}${versions.electron ? `, Electron ${versions.electron}` : ''}`
  const what = error instanceof Error ? (error.stack ?? error.message) : error === undefined ? '' : String(error)
  const text = [title, `${at.toISOString()} · Heddle ${version} · ${system}`, what].join('\n\n')
  return `${redact(text, secretsIn(environment)).slice(0, MOST_BYTES).trimEnd()}\n`
}

const secretsIn = (environment: Environment): string[] =>
  Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value.length >= 8 && /KEY|SECRET|TOKEN|PASS/i.test(name) ? [value] : [],
  )

/** The reports of a home, newest first. */
export function readCrashReports(home: string): CrashReport[] {
  const folder = crashFolder(home)
  return namesIn(folder).flatMap(name => {
    try {
      const text = readFileSync(join(folder, name), 'utf8').slice(0, MOST_BYTES)
      return [{ name, at: timeOf(name), title: text.split('\n', 1)[0] ?? '', text }]
    } catch {
      return [] // removed meanwhile
    }
  })
}

export function clearCrashReports(home: string): void {
  for (const name of namesIn(crashFolder(home))) rmSync(join(crashFolder(home), name), { force: true })
}

/** The time is in the name, so that neither a copy nor a clock that was put back reorders them. */
const timeOf = (name: string): number =>
  Date.parse(name.slice('crash-'.length, 'crash-'.length + 24).replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:')) || 0

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => NAME.test(name))
      .toSorted()
      .toReversed()
  } catch {
    return [] // none was ever written
  }
}
