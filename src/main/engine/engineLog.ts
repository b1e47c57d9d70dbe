import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'

/** Above this size the log of the start before is set aside. */
const ROTATE_BYTES = 10 * 1024 * 1024

export interface EngineLog {
  error(message: string, details: Record<string, unknown>): void
  /** Records an error nobody foresaw and returns the reference that a person is shown. */
  bug(error: unknown, where: string): string
  close(): Promise<void>
}

/** `log/heddle.log`: JSON lines, opened at the first thing worth writing, so that most runs never touch it. */
export function createEngineLog({ dir }: { dir: string }): EngineLog {
  let opening: Promise<{ logger: Logger; end(): Promise<void> }> | null = null
  const write = (message: string, details: Record<string, unknown>) => {
    opening ??= open(dir)
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

async function open(dir: string) {
  const path = join(dir, 'heddle.log')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  if (size > ROTATE_BYTES) await rename(path, `${path}.1`)
  const { pino } = await import('pino')
  // Not pino's own destination: on a full disk that one ends the process, and then waits at its exit until there is room.
  let written = Promise.resolve()
  const write = (line: string) => {
    written = written.then(() => appendFile(path, line, { mode: 0o600 })).catch(() => undefined)
  }
  return { logger: pino({}, { write }), end: () => written }
}

/** Errors as data: pino writes an Error only under one name. */
const plain = (details: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
    ]),
  )
