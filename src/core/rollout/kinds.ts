import { KIND } from '../context/texts.ts'
import type { ContentPart, MessageItem } from '../thread/items.ts'

/** Kinds of content that a person wrote. All others are context. */
export const USER_TEXT = 'user.text'
export const USER_IMAGE = 'user.image'
/** What a compaction left of all before it. */
export const SUMMARY = KIND.summary

export const userKinds = (content: readonly ContentPart[]): string[] =>
  content.map(part => (part.type === 'input_image' ? USER_IMAGE : USER_TEXT))

/** How context texts begin, for files that do not say what their texts are. */
const OPENINGS: readonly [opening: string, kind: string][] = [
  ['<permissions instructions>', 'permissions.instructions'],
  ['<collaboration_mode>', 'collaboration_mode.instructions'],
  ['# AGENTS.md instructions', 'agents_md.instructions'],
  ['<user_instructions>', 'agents_md.instructions'],
  ['<environment_context>', 'environments.environment_context'],
  ['<skills_instructions>', KIND.skills],
  ['<skill>', KIND.skill],
  ['<turn_aborted>', 'turn_aborted'],
  ['<files_undone>', 'files_undone'],
  ['<user_shell_command>', KIND.userCommand],
  ['<subagent_notification>', KIND.agentReport],
  ['<accepted_plan>', 'accepted_plan'],
]

const UNKNOWN = 'unknown'

const kindOf = (part: ContentPart): string | undefined =>
  part.type === 'input_image' ? undefined : OPENINGS.find(([opening]) => part.text.trimStart().startsWith(opening))?.[1]

/**
 * Kinds of the parts of a message that nobody typed, or null when a person did. `recorded` are the kinds that the line
 * names; older files name none and are told by how the texts begin.
 */
export function contextKinds(item: MessageItem, recorded: string[]): string[] | null {
  const named = recorded.some(kind => kind !== UNKNOWN)
  if (named) return item.role === 'user' && recorded.some(kind => kind.startsWith('user.')) ? null : recorded
  const kinds = item.content.map(kindOf)
  if (item.role === 'user' && (kinds.length === 0 || kinds.includes(undefined))) return null
  return kinds.map(kind => kind ?? UNKNOWN)
}
