/** Where a skill comes from, nearest first: what counts of several with one name. */
export const SKILL_SCOPES = ['repo', 'user', 'admin', 'bundled'] as const
export type SkillScope = (typeof SKILL_SCOPES)[number]

/** `auto`: used in every turn. `user`: only when a person names it. `cli`: like a skill that says nothing. */
export const SKILL_INTERFACES = ['cli', 'user', 'auto'] as const
export type SkillInterface = (typeof SKILL_INTERFACES)[number]

/** Something about a skill that its author should know. */
export interface SkillProblem {
  /** With an error it cannot be used. */
  severity: 'error' | 'warning'
  message: string
  line: number | null
}

/** What the header of a skill says. */
export interface SkillHeader {
  name: string
  description: string
  shortDescription: string | null
  interface: SkillInterface | null
  /** Tools that a turn with it may use; null for all. */
  allowedTools: string[] | null
  /** Tools of MCP servers that it needs. */
  mcpTools: string[]
}

/** What `agents/openai.yaml` beside a skill says. */
export interface SkillAgentFile {
  displayName: string | null
  shortDescription: string | null
  /** `#rrggbb` */
  color: string | null
  defaultPrompt: string | null
  /** Whether a model may choose the skill by itself. */
  allowImplicit: boolean
}

/** A skill as it was found on disk. */
export interface FoundSkill extends SkillHeader {
  /** Real path of its file: what it is known by. */
  path: string
  scope: SkillScope
  /** The folder of skills that it was found in, by its real path. */
  root: string
  /** Of the roots in the order of precedence, which one that is. */
  rank: number
  /** The model reads of it in the list. */
  implicit: boolean
  display: { name: string | null; color: string | null; defaultPrompt: string | null }
  bytes: number
  problems: SkillProblem[]
}

/** The order in which models read of skills: by scope, then by name. */
export function inListOrder(a: FoundSkill, b: FoundSkill): number {
  return (
    SKILL_SCOPES.indexOf(a.scope) - SKILL_SCOPES.indexOf(b.scope) || compare(a.name, b.name) || compare(a.path, b.path)
  )
}

/** By code units, so that the order is the same everywhere. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
