/** One line of what a server did or said. */
export interface LogLine {
  at: number
  /** `server`: its own words (stderr, log messages). `heddle`: what happened to it. */
  from: 'server' | 'heddle'
  level: 'info' | 'warning' | 'error'
  text: string
}

export interface ServerLog {
  add(from: LogLine['from'], level: LogLine['level'], text: string): void
  /** A text without the secrets of the server. */
  clean(text: string): string
  /** Oldest first. */
  lines(): LogLine[]
}

const MAX_LINES = 500
const MAX_LINE_CHARS = 2000
const MARK = '[redacted]'
/** Shorter values are not looked for: they would blank ordinary words. */
const SHORTEST_SECRET = 6

/** The last lines of a server, without the secrets it was given. */
export function createServerLog(secrets: readonly string[], now: () => number): ServerLog {
  const lines: LogLine[] = []
  const clean = redactor(secrets)
  return {
    add(from, level, text) {
      lines.push({ at: now(), from, level, text: printable(clean(text)) })
      // Trimmed in batches: a flood must not pay for a shift at every line.
      if (lines.length > MAX_LINES * 2) lines.splice(0, lines.length - MAX_LINES)
    },
    clean,
    lines: () => lines.slice(-MAX_LINES),
  }
}

/** Takes the given secrets out of a text. */
function redactor(secrets: readonly string[]): (text: string) => string {
  const wanted = secrets.filter(secret => secret.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length)
  return text => wanted.reduce((clean, secret) => clean.replaceAll(secret, MARK), text)
}

function printable(text: string): string {
  const cut = text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)}… (${text.length} characters)` : text
  // oxlint-disable-next-line no-control-regex -- escape sequences must not reach whoever shows the log
  return cut.replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}

/** Lines of one kind that are kept in one second. */
const MAX_LINES_PER_SECOND = 100

/** Adds so many lines a second to a log and counts the rest. */
export function limitedLog(log: ServerLog, from: LogLine['from']): (text: string, level?: LogLine['level']) => void {
  let count = 0
  let until = 0
  return (text, level = 'info') => {
    const now = Date.now()
    if (now >= until) {
      const left = count - MAX_LINES_PER_SECOND
      if (left > 0) log.add('heddle', 'warning', `${left} lines were left out: it says too much.`)
      count = 0
      until = now + 1000
    }
    if (++count <= MAX_LINES_PER_SECOND) log.add(from, level, text)
  }
}
