import { frontmatterOf } from '../../../core/skills/frontmatter.ts'
import { readHeader } from '../../../core/skills/header.ts'
import { readAgentFile } from '../../../core/skills/agentFile.ts'
import type { SkillAgentFile, SkillHeader, SkillProblem } from '../../../core/skills/skill.ts'
import { headerValues, yamlValues } from './yaml.ts'

export interface ParsedSkill {
  header: SkillHeader
  problems: SkillProblem[]
}

/** Reads the text of a skill. `placeName` is what it is called where it does not say so itself. */
export async function parseSkill(text: string, placeName: string): Promise<ParsedSkill> {
  const front = frontmatterOf(text)
  if (!front) return { header: nothing(placeName), problems: [WITHOUT_HEADER] }
  const { values, problems } = await headerValues(front.lines)
  if (problems.some(({ severity }) => severity === 'error')) return { header: nothing(placeName), problems }
  const read = readHeader({ lines: front.lines, values, placeName })
  const nul = text.includes('\0') ? [HAS_NUL] : []
  return { header: read.header, problems: [...problems, ...read.problems, ...nul] }
}

const nothing = (name: string): SkillHeader => ({
  name,
  description: '',
  shortDescription: null,
  interface: null,
  allowedTools: null,
  mcpTools: [],
})

const WITHOUT_HEADER: SkillProblem = {
  severity: 'error',
  message: 'It has to begin with a header between two lines of three dashes: name, and description.',
  line: 1,
}

const HAS_NUL: SkillProblem = {
  severity: 'warning',
  message: 'It holds NUL characters: it may be no text.',
  line: null,
}

/** Reads `agents/openai.yaml`; what is wrong with it never keeps the skill from being used. */
export async function parseAgentFile(text: string): Promise<{ file: SkillAgentFile; problems: SkillProblem[] }> {
  const { value, problem } = await yamlValues(text)
  const file = readAgentFile(value)
  const message = `agents/openai.yaml is left out. ${problem?.message}`
  return { file, problems: problem ? [{ severity: 'warning', message, line: null }] : [] }
}

export const NO_AGENT_FILE: SkillAgentFile = readAgentFile(null)
