import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Line, contextLines, headerLine, settingsLine, threadIdOf, turnLines } from './corpusLines.ts'
import type { Place } from './programs.ts'

const FOLDER = resolve(import.meta.dirname, '../../.cache/bench/corpus')
/** Change it with the lines: files of another version are not used. */
const VERSION = 2

const NEWEST_AT = Date.UTC(2026, 9, 30, 18)
/** Some 55 a day: 10,000 reach back half a year. */
const APART_MS = 26 * 60_000
/** A file may be linked so often on common file systems; each home takes one. */
const CWD = '/work/project'

/**
 * Many threads as the real program leaves them behind, some 41 kB each: most have a turn without a command, some a turn
 * with one, a few more. Thread 0 is the newest. All speak of the same things; each also has words of its own.
 */
export function manySessions(count: number): string {
  const folder = join(FOLDER, `sessions-v${VERSION}-${count}`)
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  for (let n = 0; n < count; n++) write(partial, n)
  renameSync(partial, folder)
  return folder
}

/** Puts all of them into a home, as links: both programs only read them. */
export function putAllInto({ home }: Pick<Place, 'home'>, folder: string): void {
  const made = new Set<string>()
  for (const name of readdirSync(folder)) {
    const [year = '', month = '', day = ''] = name.slice('rollout-'.length).split(/[-T]/)
    const to = join(home, 'sessions', year, month, day, name)
    if (!made.has(dirname(to))) mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
    made.add(dirname(to))
    linkSync(join(folder, name), to)
  }
}

export const sessionIdOf = (n: number) => threadIdOf(1_000_000 + n)

/** A word that only one thread has, in what its user said. */
export const wordOf = (n: number) => `zebra${n.toString(36)}`

function write(folder: string, n: number): void {
  const at = NEWEST_AT - n * APART_MS
  const text = linesOf(n, at)
    .map(([type, payload, metadata], ordinal) => {
      const line = {
        timestamp: new Date(at + ordinal).toISOString(),
        ordinal,
        type,
        payload,
        ...(metadata && { metadata }),
      }
      // Words that no other thread has, so that the index is as large as it would be of real ones.
      return `${JSON.stringify(line).replaceAll('offset', `offset${(n * 7_919).toString(36)}`)}\n`
    })
    .join('')
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')
  const path = join(folder, `rollout-${time}-${sessionIdOf(n)}.jsonl`)
  writeFileSync(path, text.replaceAll(`Request ${n + 1}:`, `Request ${n + 1} about ${wordOf(n)}:`))
  utimesSync(path, new Date(at), new Date(at))
}

function linesOf(n: number, at: number): Line[] {
  const corpus = { threadId: sessionIdOf(n), cwd: CWD }
  const [start, ...rest] = turnLines(corpus, n + 1, at)
  const context = contextLines(corpus, n + 1)
  const first = n % 20 < 18 ? rest.filter(isWithoutCommand) : rest
  const more = n % 20 === 19 ? turnLines(corpus, n + 2, at + 60_000) : []
  return [
    headerLine(corpus, new Date(at).toISOString()),
    ...(start ? [start] : []),
    ...context,
    settingsLine(corpus),
    ...first,
    ...more,
  ]
}

const isWithoutCommand = ([, payload]: Line): boolean =>
  !/"type":"(function_call|function_call_output|CommandExecution)"/.test(JSON.stringify(payload).slice(0, 400))
