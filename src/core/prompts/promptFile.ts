/** Something about the file of a prompt that its author should know. */
export interface PromptProblem {
  /** With an error it cannot be used. */
  severity: 'error' | 'warning'
  message: string
  line: number | null
}

/** What the file of a prompt says. */
export interface PromptFile {
  description: string | null
  argumentHint: string | null
  /** What is sent, placeholders and all. */
  body: string
  problems: PromptProblem[]
}

const KNOWN = ['description', 'argument-hint']
const MAX_LINE = 1024

/**
 * Reads a prompt: frontmatter between two lines of dashes, then what is sent. The frontmatter is read line by line, as
 * `key: value`, which is how people write it: `argument-hint: [file] [words]` is a hint here and a mistake in YAML.
 */
export function parsePromptFile(text: string): PromptFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const end = lines[0]?.trimEnd() === '---' ? lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') : -1
  const opened = lines[0]?.trimEnd() === '---' && end < 0
  const { values, problems } =
    end < 0 ? { values: new Map<string, string>(), problems: [] } : valuesOf(lines.slice(1, end))
  const body = lines
    .slice(end + 1)
    .join('\n')
    .trim()
  return {
    description: shortened(values.get('description')),
    argumentHint: shortened(values.get('argument-hint')),
    body,
    problems: [
      ...(opened
        ? [problem('warning', 'The first line opens a header that no later line of three dashes closes.', 1)]
        : []),
      ...problems,
      ...(body === '' ? [problem('error', 'There is nothing to send.', null)] : []),
    ],
  }
}

const problem = (severity: PromptProblem['severity'], message: string, line: number | null): PromptProblem => ({
  severity,
  message,
  line,
})

const shortened = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value.length > MAX_LINE ? `${value.slice(0, MAX_LINE - 1)}…` : value

/** The values of a header. Lines that are indented belong to the key above them. */
function valuesOf(lines: readonly string[]) {
  const values = new Map<string, string>()
  const problems: PromptProblem[] = []
  let key = ''
  lines.forEach((line, at) => {
    const [, name, value = ''] = /^([A-Za-z][\w-]*)\s*:(?:\s+(.*))?$/.exec(line) ?? []
    if (name !== undefined) {
      key = name
      if (values.has(name)) problems.push(problem('warning', `${name} stands here twice: the last one counts.`, at + 2))
      else if (!KNOWN.includes(name)) problems.push(problem('warning', `${name} means nothing in a prompt.`, at + 2))
      values.set(name, unquoted(value.trim()))
    } else if (/^\s+\S/.test(line) && key !== '') {
      values.set(key, `${values.get(key) ?? ''} ${line.trim()}`.trim())
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      problems.push(problem('warning', 'This line of the header is not “key: value”.', at + 2))
    }
  })
  return { values, problems }
}

/** A value without the quotes around it, or the sign of a block, whose lines follow. */
function unquoted(value: string): string {
  if (/^[|>][+-]?$/.test(value)) return ''
  const [, double, single] = /^(?:"(.*)"|'(.*)')$/.exec(value) ?? []
  return (single ?? double ?? value).trim()
}
