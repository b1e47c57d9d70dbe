import type { EventBody, EventOf } from '../thread/events.ts'
import type { MessageItem } from '../thread/items.ts'
import { KIND } from '../context/texts.ts'

/** A skill as a model is given it: its whole file. */
export interface SkillText {
  name: string
  path: string
  text: string
}

/** What may stand in a skill for something that is known only when it is used. */
export interface SkillVariables {
  cwd: string
  gitBranch: string
  user: string
}

/** A text with the values of `{{cwd}}`, `{{git_branch}}` and `{{user}}`. */
export function withVariables(text: string, { cwd, gitBranch, user }: SkillVariables): string {
  if (!text.includes('{{')) return text
  const values: Record<string, string> = { cwd, git_branch: gitBranch, user }
  return text.replaceAll(/\{\{\s*(cwd|git_branch|user)\s*\}\}/g, (whole, name: string) => values[name] ?? whole)
}

/** The shape that models know (codex-formats 6). */
export const skillBlock = ({ name, path, text }: SkillText): string =>
  `<skill>\n<name>${name}</name>\n<path>${path}</path>\n${text}\n</skill>`

/** Gives a model the text of a skill, as a message of its own after the one that named it. */
export function skillContext(skill: SkillText, { turnId, id }: { turnId: string; id: string }): EventBody {
  const content = [{ type: 'input_text' as const, text: skillBlock(skill) }]
  const item: MessageItem = { type: 'message', id, role: 'user', content }
  return { type: 'context.added', turnId, item, kinds: [KIND.skill] }
}

const OPENING = /^<skill>\n<name>(.*)<\/name>\n<path>(.*)<\/path>\n/

/** The skill that a model was given with a fact; null where it was none. */
export function skillIn({ item, kinds }: Pick<EventOf<'context.added'>, 'item' | 'kinds'>): {
  name: string
  path: string
} | null {
  const part = item.content[kinds.indexOf(KIND.skill)]
  const [, name, path] = (part?.type === 'input_text' && OPENING.exec(part.text)) || []
  return name === undefined || path === undefined ? null : { name, path }
}
