import type { Readable } from 'node:stream'
import type { Environment } from './env.ts'

/** A process to start: no stdin, a session of its own. */
export type ChildRequest = {
  argv: string[]
  cwd: string
  env: Environment
  /** A file that the process has to find open at `FILTER_FD`. */
  filterPath?: string | null
  /** For a kept sandbox: folders that shall look empty and stay so. */
  placeholders?: string[]
}

/** Bytes as they come; the buffer is used again after the call. */
export type DataListener = (bytes: Uint8Array) => void

/** A process that runs, whoever started it. */
export type Child = {
  pid: number
  /** What it writes; they close after the last byte. */
  output: Readable[]
  /** Its exit code; death by a signal is 128 + its number. Never rejects. */
  exited: Promise<number>
  /** Called once after `exited`, when nobody will signal the process any more. */
  release(): void
}
