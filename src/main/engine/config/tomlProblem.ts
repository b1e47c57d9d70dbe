import type { TomlError } from 'smol-toml'
import { problem, problemText } from '../../../core/config/problem.ts'
import type { Problem } from '../../../core/config/problem.ts'

const TO_DO = 'Correct the line, or move the file away to start with defaults.'

/** What is wrong with a file that does not parse, with its place, and what to do. */
export function syntaxProblem(file: string, { message, line, column }: TomlError, toDo = TO_DO): Problem {
  const said = message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? 'invalid'
  const what = OTHER_WORDS[said] ?? said
  return problem('error', `${what}. ${toDo}`.trim(), { file, place: { line, column } })
}

/** What the parser says of a mistake that people make, in words that name it. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  'control characters are not allowed in strings': 'a text has no closing quote, or holds a control character',
}

/** The same in words. */
export const tomlProblem = (file: string, error: TomlError): string => problemText(syntaxProblem(file, error))
