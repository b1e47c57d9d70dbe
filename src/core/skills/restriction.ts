import type { SkillHeader } from './skill.ts'
import { isWithin, toolEntry } from './toolEntry.ts'

/** What the skills of a turn leave of the tools. */
export interface Restriction {
  /** As the skills have them, e.g. `exec_command` or `Bash(git diff:*)`. */
  tools: string[]
  /** The skills that restrict. */
  by: string[]
}

/** What several skills allow together: what each of them does. Null where none restricts. */
export function restrictionOf(skills: readonly Pick<SkillHeader, 'name' | 'allowedTools'>[]): Restriction | null {
  return skills.reduce<Restriction | null>(
    (sum, { name, allowedTools }) =>
      allowedTools === null ? sum : narrowed(sum, { tools: [...new Set(allowedTools)], by: [name] }),
    null,
  )
}

/** A restriction on top of another one, which it can only narrow. */
export function narrowed(before: Restriction | null, more: Restriction): Restriction {
  if (before === null) return more
  const tools = [...within(before.tools, more.tools), ...within(more.tools, before.tools)]
  return { tools: [...new Set(tools)], by: [...new Set([...before.by, ...more.by])] }
}

const within = (tools: readonly string[], others: readonly string[]): string[] => {
  const entries = others.map(toolEntry)
  return tools.filter(tool => entries.some(other => isWithin(toolEntry(tool), other)))
}
