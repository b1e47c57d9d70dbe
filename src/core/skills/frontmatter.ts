import type { SkillProblem } from './skill.ts'

/** The header of a file, between its first line of dashes and the next. */
export interface Frontmatter {
  /** Its lines; the first one is line 2 of the file. */
  lines: string[]
  /** What comes after it. */
  body: string
}

const DASHES = /^---\s*$/

/** The header of a text; null where it has none. */
export function frontmatterOf(text: string): Frontmatter | null {
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  if (!DASHES.test(lines[0] ?? '')) return null
  const end = lines.findIndex((line, at) => at > 0 && DASHES.test(line.trim()))
  if (end < 0) return null
  return { lines: lines.slice(1, end).map(line => line.replace(/\r$/, '')), body: lines.slice(end + 1).join('\n') }
}

/** What a header says, by its keys. */
export type HeaderValues = Readonly<Record<string, unknown>>

const ENTRY = /^([A-Za-z_][\w-]*):(?:[ \t]+(.*?))?[ \t]*$/
// No sign that means something to YAML: what is left is the text itself, or a quoted text without escapes.
const PLAIN = /^(?![-?:] |[-?:]$|[\][{},#&*!|>'"%@`~])(?:(?!: | #|\t#).)+(?<!:)$/
const QUOTED = /^"([^"\\]*)"$|^'([^']*)'$/
const WORDS_OF_YAML = /^(?:null|Null|NULL)$/

/**
 * The values of a header that has nothing but plain lines `key: value`, which most have; null where it takes a reader of
 * YAML to know. All values are texts.
 */
export function plainValues(lines: readonly string[]): HeaderValues | null {
  const values = new Map<string, string>()
  for (const line of lines) {
    if (line.trim() === '') continue
    const [, key, value] = ENTRY.exec(line) ?? []
    if (key === undefined || value === undefined || values.has(key)) return null
    const quoted = QUOTED.exec(value)
    if (!quoted && (!PLAIN.test(value) || WORDS_OF_YAML.test(value))) return null
    values.set(key, quoted ? (quoted[1] ?? quoted[2] ?? '') : value)
  }
  return Object.fromEntries(values)
}

/**
 * The values of a header that is no YAML, line by line: people write `description: Use it so: …`. Lines that are indented
 * count for nothing. A key that stands there twice is an error.
 */
export function looseValues(lines: readonly string[]): { values: HeaderValues; problems: SkillProblem[] } {
  const values = new Map<string, string>()
  const problems: SkillProblem[] = []
  lines.forEach((line, at) => {
    const [, key, value = ''] = ENTRY.exec(line) ?? []
    if (key === undefined) return
    if (values.has(key)) problems.push({ severity: 'error', message: `${key} stands here twice.`, line: at + 2 })
    else values.set(key, QUOTED.exec(value)?.slice(1).join('') ?? value)
  })
  return { values: Object.fromEntries(values), problems }
}

/** The line of the file at which a key of its header stands; null where it does not. */
export function lineOfKey(lines: readonly string[], key: string): number | null {
  const at = lines.findIndex(line => line.startsWith(`${key}:`))
  return at < 0 ? null : at + 2
}
