import type { TomlError } from 'smol-toml'

/** What is wrong with a configuration file, with its place, and what to do. */
export function tomlProblem(file: string, { message, line, column }: TomlError): string {
  const what = message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? 'invalid'
  return `${file}:${line}:${column}: ${what}. Correct the line, or move the file away to start with defaults.`
}
