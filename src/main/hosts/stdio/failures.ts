import { Failure } from '../../../contract/procedure.ts'

/** One line for the terminal: what went wrong, where, and what to do. Bugs keep their stack for the report. */
export function errorLine(error: unknown): string {
  if (error instanceof Failure) return `error: ${error.message}\n`
  if (error instanceof Error && 'code' in error) return `error: ${error.message}\n`
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
}
