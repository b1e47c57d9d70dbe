import { nearestKey } from '../config/nearest.ts'
import type { Skill } from './choose.ts'
import { inListOrder } from './skill.ts'
import type { FoundSkill } from './skill.ts'

/** `$name`, with everything that a name can go on with. */
const NAMED = /\$([A-Za-z0-9_:-]+)/g
/** `[$name](/path/to/SKILL.md)`: this very file, whatever counts by that name. */
const LINKED = /\[\$([A-Za-z0-9_:-]+)\]\(([^)\n]+)\)/g

/** Variables of a shell, which messages are full of: none of them is a skill. */
const VARIABLES = new Set('PATH HOME USER SHELL PWD TMPDIR TEMP TMP LANG TERM XDG_CONFIG_HOME'.split(' '))

interface Mentions {
  names: Set<string>
  links: { name: string; path: string }[]
}

function mentionsIn(text: string): Mentions {
  const links = [...text.matchAll(LINKED)].map(([, name = '', path = '']) => ({
    name,
    path: path.trim().replace(/^skill:\/\//, ''),
  }))
  const names = [...text.replaceAll(LINKED, ' ').matchAll(NAMED)].map(([, name = '']) => name)
  return { names: new Set(names.filter(name => !VARIABLES.has(name.toUpperCase()))), links }
}

/**
 * The skills that a message names, in the order of the list. `active` are those that count by their names, `usable` those
 * that can be named by their path. A link stands for its name: the two are not both used.
 */
export function mentionedSkills<S extends FoundSkill>(
  text: string,
  { active, usable }: { active: readonly S[]; usable: readonly S[] },
): S[] {
  if (!text.includes('$')) return []
  const { names, links } = mentionsIn(text)
  const linked = links.flatMap(({ path }) => usable.find(skill => skill.path === path) ?? [])
  const byLink = new Set(linked.map(({ name }) => name))
  const named = active.filter(({ name }) => names.has(name) && !byLink.has(name))
  return [...new Set([...linked, ...named])].toSorted(inListOrder)
}

/** Of all skills of a folder those that a message names. */
export const namedIn = (text: string, skills: readonly Skill[]): Skill[] =>
  mentionedSkills(text, {
    active: skills.filter(({ state }) => state === 'active'),
    usable: skills.filter(({ state }) => state === 'active' || state === 'shadowed'),
  })

/** The `$names` of a message that no skill has, each with the one that may be meant. */
export function unknownMentions(text: string, names: readonly string[]): { name: string; nearest: string | null }[] {
  const known = new Set(names)
  return [...mentionsIn(text).names]
    .filter(name => !known.has(name))
    .map(name => ({ name, nearest: nearestKey(name, known) }))
}
