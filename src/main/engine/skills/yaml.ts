import { looseValues, plainValues } from '../../../core/skills/frontmatter.ts'
import type { HeaderValues } from '../../../core/skills/frontmatter.ts'
import type { SkillProblem } from '../../../core/skills/skill.ts'

export interface ReadValues {
  values: HeaderValues
  problems: SkillProblem[]
}

/**
 * The values of a header. Plain ones need no reader of YAML, which takes longer to load than everything else about
 * skills. Nothing is ever expanded or constructed: aliases and tags are errors.
 */
export async function headerValues(lines: readonly string[]): Promise<ReadValues> {
  const plain = plainValues(lines)
  if (plain) return { values: plain, problems: [] }
  const read = await yamlValues(lines.join('\n'))
  const failed = read.problem
  if (failed === null) return { values: isTable(read.value) ? read.value : {}, problems: [] }
  if (failed.kind === 'refused') return { values: {}, problems: [asProblem('error', failed)] }
  // People write `description: Use it so: …`, which is no YAML and perfectly clear.
  const loose = looseValues(lines)
  return { values: loose.values, problems: [...loose.problems, asProblem('warning', failed)] }
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface YamlProblem {
  /** `refused`: it asks for something that is not done. `invalid`: it is no YAML. */
  kind: 'refused' | 'invalid'
  message: string
  /** Counted from 0. */
  line: number | null
}

const asProblem = (severity: SkillProblem['severity'], { message, line }: YamlProblem): SkillProblem => ({
  severity,
  message,
  line: line === null ? null : line + 2,
})

/** What a text in YAML says, or why it is not read. */
export async function yamlValues(text: string): Promise<{ value: unknown; problem: YamlProblem | null }> {
  const { parseDocument } = await import('yaml')
  try {
    const document = parseDocument(text, { logLevel: 'silent', merge: false, uniqueKeys: true })
    const [wrong] = document.errors
    if (wrong) return { value: null, problem: problemOf('invalid', wrong) }
    const tag = document.warnings.find(({ code }) => code === 'TAG_RESOLVE_FAILED')
    if (tag)
      return {
        value: null,
        problem: { ...problemOf('refused', tag), message: 'Tags with an exclamation mark are not allowed here.' },
      }
    return { value: document.toJS({ maxAliasCount: 0 }), problem: null }
  } catch (error) {
    // The only way in which a document without errors cannot be turned into values is an alias, or a depth without end.
    const message = error instanceof RangeError ? 'It is nested too deeply.' : 'Aliases (*name) are not allowed here.'
    return { value: null, problem: { kind: 'refused', message, line: null } }
  }
}

const problemOf = (
  kind: YamlProblem['kind'],
  { message, linePos }: { message: string; linePos?: readonly { line: number }[] },
): YamlProblem => ({
  kind,
  message: `This is no valid YAML: ${message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '')}.`,
  line: linePos?.[0] ? linePos[0].line - 1 : null,
})
