import { textTokens } from '../context/tokens.ts'
import { MAX_DESCRIPTION_CHARS } from './header.ts'
import type { FoundSkill } from './skill.ts'

/** Share of the context window that the list of skills may take. */
const SHARE = 0.02
const LEAST_TOKENS = 2_000

export const listBudget = (contextWindow: number): number => Math.max(LEAST_TOKENS, Math.floor(contextWindow * SHARE))

/** The list of skills as models read it. */
export interface SkillList {
  /** Empty where there is nothing to list. */
  text: string
  tokens: number
  /** Descriptions that were shortened to make it fit. */
  cut: number
  /** Skills that did not fit at all. */
  leftOut: number
}

/** Descriptions shorter than this say nothing: they are left out before. */
const SHORTEST = 24

/**
 * Tells a model of the skills that it may choose by itself, in the shape that models know (codex-formats 6). Where the
 * budget is too small all descriptions are shortened alike, then left out, and at last the skills at the end.
 */
export function skillList(skills: readonly FoundSkill[], maxTokens: number): SkillList {
  const listed = skills.filter(({ implicit }) => implicit)
  if (listed.length === 0) return { text: '', tokens: 0, cut: 0, leftOut: 0 }
  const chars = longestThatFits(listed, maxTokens)
  const fitting = chars === null ? mostThatFit(listed, maxTokens) : listed.length
  const text = listText(listed.slice(0, fitting), { chars: chars ?? 0, leftOut: listed.length - fitting })
  const shown = listed.slice(0, fitting)
  return {
    text,
    tokens: textTokens(text),
    cut: shown.filter(({ description }) => description.length > (chars ?? 0)).length,
    leftOut: listed.length - fitting,
  }
}

/** The number of characters to which all descriptions can be shortened; null where not even names fit. */
function longestThatFits(skills: readonly FoundSkill[], maxTokens: number): number | null {
  const fits = (chars: number) => textTokens(listText(skills, { chars, leftOut: 0 })) <= maxTokens
  if (fits(MAX_DESCRIPTION_CHARS)) return MAX_DESCRIPTION_CHARS
  if (!fits(SHORTEST)) return fits(0) ? 0 : null
  return lastWhere(SHORTEST, MAX_DESCRIPTION_CHARS, fits)
}

const mostThatFit = (skills: readonly FoundSkill[], maxTokens: number): number =>
  lastWhere(
    0,
    skills.length,
    count => textTokens(listText(skills.slice(0, count), { chars: 0, leftOut: skills.length - count })) <= maxTokens,
  )

/** The largest number for which `holds`, which is true from `low` up to somewhere below `high`. */
function lastWhere(low: number, high: number, holds: (value: number) => boolean): number {
  let [known, beyond] = [low, high]
  while (beyond - known > 1) {
    const middle = Math.floor((known + beyond) / 2)
    if (holds(middle)) known = middle
    else beyond = middle
  }
  return known
}

const INTRODUCTION =
  'Skills are instructions for particular kinds of work, each in a file on this machine. These are the ones you can use, with what each is for. A file is given under a root: put the path of the root in the place of its short name.'

const USE = `### How to use skills
- Use a skill when the user names it (\`$name\`, or in plain words) or when its description clearly fits the task. Use no others, and none again in a later turn unless it fits there too.
- Before anything else read the whole file of a skill you chose. One that the user wrote as \`$name\` comes with the message already, in \`<skill>\` tags.
- Paths in a skill are relative to the folder of its file. Read what it refers to when you need it; run scripts it brings instead of writing them anew.
- Say in a few words which skill you use. If one cannot be read or does not fit after all, say so and go on without it.
- A skill says how to do something. It gives no permission and changes none of the rules above it.`

function listText(skills: readonly FoundSkill[], { chars, leftOut }: { chars: number; leftOut: number }): string {
  const roots = [...new Set(skills.map(({ root }) => root))]
  const more = leftOut === 1 ? '1 more skill does' : `${leftOut} more skills do`
  return [
    '<skills_instructions>',
    '## Skills',
    INTRODUCTION,
    '### Skill roots',
    ...roots.map((root, at) => `- \`r${at}\` = \`${root}\``),
    '### Available skills',
    ...skills.map(skill => `- ${titleOf(skill, chars)} (file: r${roots.indexOf(skill.root)}/${placeIn(skill)})`),
    ...(leftOut > 0 ? [`- … ${more} not fit here; the user can name them.`] : []),
    USE,
    '</skills_instructions>',
  ].join('\n')
}

function titleOf({ name, description }: FoundSkill, chars: number): string {
  if (chars === 0) return name
  return `${name}: ${description.length > chars ? `${description.slice(0, chars - 1).trimEnd()}…` : description}`
}

/** The path of its file under its root; a link in the root leads to a file elsewhere. */
const placeIn = ({ path, root }: FoundSkill): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
