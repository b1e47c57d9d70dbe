/** Something wrong with a configuration, and what to do. */
export interface Problem {
  /** An error takes a value out; a warning does not. */
  severity: 'error' | 'warning'
  message: string
  file: string | null
  line: number | null
  column: number | null
  /** Dotted; null for what is about a file as a whole. */
  key: string | null
  /** The known key that may have been meant. */
  suggestion: string | null
}

export interface About {
  file?: string
  place?: { line: number; column?: number }
  key?: string
  suggestion?: string | null
}

export const problem = (
  severity: Problem['severity'],
  message: string,
  { file, place, key, suggestion }: About = {},
): Problem => ({
  severity,
  message,
  file: file ?? null,
  line: place?.line ?? null,
  column: place?.column ?? null,
  key: key ?? null,
  suggestion: suggestion ?? null,
})

/** A problem from words that may begin with a place in a file, like `problemText` writes it. */
export function problemFrom(severity: Problem['severity'], text: string): Problem {
  const [, file, line, column, message] = /^(.*?\.toml)(?::(\d+))?(?::(\d+))?: (.*)$/s.exec(text) ?? []
  if (file === undefined || message === undefined) return problem(severity, text)
  const place =
    line === undefined ? undefined : { line: Number(line), column: column === undefined ? undefined : Number(column) }
  return problem(severity, message, { file, place })
}

/** A problem on one line, with file, line and column first. */
export function problemText({ message, file, line, column }: Problem): string {
  const place = [file, line, column].filter(part => part !== null).join(':')
  return place === '' ? message : `${place}: ${message}`
}
