import type { TomlError } from 'smol-toml'
import { problem, problemText } from '../../../core/config/problem.ts'
import type { Problem } from '../../../core/config/problem.ts'

const TO_DO = 'Correct the line, or move the file away to start with defaults.'

/** What is wrong with a file that does not parse, with its place, and what to do. */
export function syntaxProblem(
  file: string,
  { message, line, column }: TomlError,
  toDo: string | null = TO_DO,
): Problem {
  const what = message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? 'invalid'
  return problem('error', `${what}. ${toDo ?? TO_DO}`, { file, place: { line, column } })
}

/** The same in words. */
export const tomlProblem = (file: string, error: TomlError): string => problemText(syntaxProblem(file, error))
