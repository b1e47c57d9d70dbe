import type { Skill } from '../../../contract/skills.ts'

/** A line of the list: the head of a group, or a skill. */
export type SkillRow = { type: 'group'; scope: Skill['scope']; count: number } | { type: 'skill'; skill: Skill }

/** What is nearest to the work comes first. */
const SCOPES = ['repo', 'user', 'admin', 'bundled'] as const

/** Skills by where they come from, those that count before those that do not, by name; only those that hold every word. */
export function skillRows(skills: readonly Skill[], search: string): SkillRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = words.length === 0 ? skills : skills.filter(skill => holdsAll(skill, words))
  return SCOPES.flatMap((scope): SkillRow[] => {
    const group = found.filter(skill => skill.scope === scope).sort(byName)
    const lines = group.map((skill): SkillRow => ({ type: 'skill', skill }))
    return group.length === 0 ? [] : [{ type: 'group', scope, count: group.length }, ...lines]
  })
}

const holdsAll = (skill: Skill, words: readonly string[]): boolean => {
  const text = `${skill.name} ${skill.display.name ?? ''} ${skill.description} ${skill.path}`.toLowerCase()
  return words.every(word => text.includes(word))
}

const byName = (a: Skill, b: Skill): number =>
  order(a.name, b.name) || Number(a.state === 'shadowed') - Number(b.state === 'shadowed') || order(a.path, b.path)

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Where the next skill stands from a line on, by so many skills; the line itself where there is none. */
export function stepRow(rows: readonly SkillRow[], from: number, by: number): number {
  const step = by < 0 ? -1 : 1
  let at = from
  let left = Math.abs(by)
  for (let next = from + step; left > 0 && next >= 0 && next < rows.length; next += step) {
    if (rows[next]?.type !== 'skill') continue
    at = next
    left--
  }
  return at
}

/** Other skills of the same name. */
export const namesakes = (skills: readonly Skill[], skill: Skill): Skill[] =>
  skills.filter(other => other.name === skill.name && other.path !== skill.path)
