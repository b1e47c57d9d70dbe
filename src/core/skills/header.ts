import { lineOfKey } from './frontmatter.ts'
import type { HeaderValues } from './frontmatter.ts'
import { SKILL_INTERFACES } from './skill.ts'
import type { SkillHeader, SkillInterface, SkillProblem } from './skill.ts'

export const MAX_NAME_CHARS = 64
/** Of a longer description the list shows the beginning. */
export const MAX_DESCRIPTION_CHARS = 1024
const MAX_COMPATIBILITY_CHARS = 500

/** Keys of the public format of skills, and those of ours. */
const KNOWN = new Set([
  'name',
  'description',
  'license',
  'compatibility',
  'metadata',
  'allowed-tools',
  'allowed_tools',
  'mcp_tools',
  'interface',
])

/** Names as the public format of skills has them. */
const PUBLIC_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

export interface HeaderFile {
  /** Lines of the header. */
  lines: readonly string[]
  values: HeaderValues
  /** What the skill is called if it does not say so: its folder, or its file without the ending. */
  placeName: string
}

/**
 * What a header says, with what its author should know. Only what leaves nothing to use is an error: no description, a
 * name that is too long.
 */
export function readHeader({ lines, values, placeName }: HeaderFile): {
  header: SkillHeader
  problems: SkillProblem[]
} {
  const problems: SkillProblem[] = []
  const say = (severity: SkillProblem['severity'], key: string, message: string) =>
    void problems.push({ severity, message, line: lineOfKey(lines, key) })

  const named = oneLine(values.name)
  const name = named || placeName
  if (named === '') say('warning', 'name', `It has no name and is called ${placeName}, as its folder.`)
  const nameProblem = skillNameProblem(name)
  if (name.length > MAX_NAME_CHARS) say('error', 'name', `The name is longer than ${MAX_NAME_CHARS} characters.`)
  else if (nameProblem !== null) say('warning', 'name', nameProblem)
  else if (name !== placeName) say('warning', 'name', `The folder is called ${placeName}; both should be the same.`)

  const description = oneLine(values.description)
  if (description === '') say('error', 'description', 'It needs a description: what it does and when to use it.')
  if (description.length > MAX_DESCRIPTION_CHARS) {
    const long = `The description has ${description.length} characters; the list shows ${MAX_DESCRIPTION_CHARS}.`
    say('warning', 'description', long)
  }

  const metadata = recordOf(values.metadata)
  if (values.metadata !== undefined && metadata === null) say('warning', 'metadata', 'metadata should be a table.')
  if (oneLine(values.compatibility).length > MAX_COMPATIBILITY_CHARS)
    say('warning', 'compatibility', `compatibility has more than ${MAX_COMPATIBILITY_CHARS} characters.`)
  if (values['allowed-tools'] !== undefined) say('warning', 'allowed-tools', PRE_APPROVED)
  const kind = interfaceOf(values.interface)
  if (kind === undefined) say('warning', 'interface', `interface is one of ${SKILL_INTERFACES.join(', ')}.`)
  for (const key of ['allowed_tools', 'mcp_tools'])
    if (values[key] !== undefined && toolsIn(values[key]) === null) say('warning', key, `${key} should be a list.`)
  for (const key of Object.keys(values))
    if (!KNOWN.has(key)) say('warning', key, `${key} means nothing in a skill. Your own keys go under metadata.`)

  return {
    header: {
      name,
      description,
      shortDescription: oneLine(metadata?.['short-description']) || null,
      interface: kind ?? null,
      // A restriction that cannot be read allows nothing: it must not become a permission.
      allowedTools: values.allowed_tools === undefined ? null : (toolsIn(values.allowed_tools) ?? []),
      mcpTools: toolsIn(values.mcp_tools) ?? [],
    },
    problems,
  }
}

const PRE_APPROVED =
  'allowed-tools gives permission in advance, which no skill can do here. To restrict the turn write allowed_tools.'

/** Why a name is none by the public format; null where it is. */
export function skillNameProblem(name: string): string | null {
  if (name.length > MAX_NAME_CHARS) return `A name has at most ${MAX_NAME_CHARS} characters.`
  return PUBLIC_NAME.test(name) ? null : 'A name has small letters, digits and single hyphens between them.'
}

/** A scalar as text on one line. */
function oneLine(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return ''
  return String(value).replaceAll(/\s+/g, ' ').trim()
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null

function interfaceOf(value: unknown): SkillInterface | null | undefined {
  if (value === undefined) return null
  return SKILL_INTERFACES.find(known => known === oneLine(value))
}

/** A list of tools, or one in a line, between commas or spaces: `exec_command(git diff:*), read_file`. */
function toolsIn(value: unknown): string[] | null {
  if (Array.isArray(value)) {
    const texts = value.map(oneLine).filter(text => text !== '')
    return texts.length === value.length ? texts : null
  }
  if (value === null) return []
  return typeof value === 'string' ? [...value.matchAll(/[^\s,()]+(?:\([^)]*\))?/g)].map(([tool]) => tool) : null
}
