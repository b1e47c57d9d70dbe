import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'

/** Above this size a log is set aside and a new one begun. */
const ROTATE_BYTES = 10 * 1024 * 1024
/** Logs that were set aside: `heddle.log.1` is the newest. */
const KEPT = 3

export interface EngineLog {
  error(message: string, details: Record<string, unknown>): void
  /** Records an error nobody foresaw and returns the reference that a person is shown. */
  bug(error: unknown, where: string): string
  close(): Promise<void>
}

/** `log/heddle.log`: JSON lines, opened at the first thing worth writing, so that most runs never touch it. */
export function createEngineLog({ dir, rotateBytes = ROTATE_BYTES }: { dir: string; rotateBytes?: number }): EngineLog {
  let opening: Promise<{ logger: Logger; end(): Promise<void> }> | null = null
  const write = (message: string, details: Record<string, unknown>) => {
    opening ??= open(dir, rotateBytes)
    // A log that cannot be written is no reason to stop working; the error itself has been shown to whom it concerns.
    opening.then(({ logger }) => logger.error(plain(details), message)).catch(() => undefined)
  }
  return {
    error: write,
    bug(error, where) {
      const reference = randomBytes(4).toString('hex')
      write('unexpected error', { reference, where, error })
      return reference
    },
    close: async () => {
      await opening?.then(({ end }) => end()).catch(() => undefined)
    },
  }
}

async function open(dir: string, rotateBytes: number) {
  const path = join(dir, 'heddle.log')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  let { size } = await stat(path).catch(() => ({ size: 0 }))
  const { pino } = await import('pino')
  const append = async (line: string) => {
    if (size > rotateBytes) {
      await setAside(path)
      size = 0
    }
    await appendFile(path, line, { mode: 0o600 })
    size += Buffer.byteLength(line)
  }
  // Not pino's own destination: on a full disk that one ends the process, and then waits at its exit until there is room.
  let written = Promise.resolve()
  const write = (line: string) => {
    written = written.then(() => append(line)).catch(() => undefined)
  }
  return { logger: pino({}, { write }), end: () => written }
}

/** Another process that writes here goes on in the new file: each line opens it. */
async function setAside(path: string): Promise<void> {
  for (let n = KEPT - 1; n >= 1; n--) await rename(`${path}.${n}`, `${path}.${n + 1}`).catch(() => undefined) // not that many yet
  await rename(path, `${path}.1`)
}

/** Errors as data: pino writes an Error only under one name. */
const plain = (details: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
    ]),
  )
