import { inListOrder } from './skill.ts'
import type { FoundSkill } from './skill.ts'

/** What the user's configuration says of skills. */
export interface SkillRules {
  /** Single ones switched on or off, by the path of their file or folder or by their name; the last one counts. */
  switches: readonly { path?: string; name?: string; enabled?: boolean }[]
  /** Path of the skill that counts, by name. */
  pinned: Readonly<Record<string, string>>
}

/** A skill and whether it is used. */
export interface Skill extends FoundSkill {
  /** `shadowed`: another one of the same name counts. `broken`: it cannot be used. */
  state: 'active' | 'shadowed' | 'disabled' | 'broken'
  /** Path of the one that counts instead. */
  shadowedBy: string | null
  pinned: boolean
}

/**
 * Which skills are used: of several with one name the pinned one, or that of the nearest root. Those that count come
 * first, each part in the order of the list.
 */
export function chooseSkills(found: readonly FoundSkill[], { switches, pinned }: SkillRules): Skill[] {
  const isOff = switchedOff(switches)
  const usable = found.filter(skill => !isBroken(skill) && !isOff(skill))
  const winners = new Map<string, FoundSkill>()
  for (const skill of usable.toSorted(byPrecedence)) {
    const before = winners.get(skill.name)
    if (!before || skill.path === pinnedOf(pinned, skill.name)) winners.set(skill.name, skill)
  }
  const skills = found.map((skill): Skill => {
    const isPinned = pinnedOf(pinned, skill.name) === skill.path
    const state = isBroken(skill) ? 'broken' : isOff(skill) ? 'disabled' : null
    if (state !== null) return { ...skill, state, shadowedBy: null, pinned: isPinned }
    const winner = winners.get(skill.name)?.path ?? skill.path
    return winner === skill.path
      ? { ...skill, state: 'active', shadowedBy: null, pinned: isPinned }
      : { ...skill, state: 'shadowed', shadowedBy: winner, pinned: isPinned }
  })
  return skills.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || inListOrder(a, b))
}

const STATES: readonly Skill['state'][] = ['active', 'shadowed', 'disabled', 'broken']

const isBroken = ({ problems }: FoundSkill): boolean => problems.some(({ severity }) => severity === 'error')

const pinnedOf = (pinned: SkillRules['pinned'], name: string): string | undefined =>
  Object.hasOwn(pinned, name) ? pinned[name] : undefined

const byPrecedence = (a: FoundSkill, b: FoundSkill): number => a.rank - b.rank || inListOrder(a, b)

function switchedOff(switches: SkillRules['switches']): (skill: FoundSkill) => boolean {
  const byPath = new Map<string, boolean>()
  const byName = new Map<string, boolean>()
  for (const { path, name, enabled = true } of switches) {
    if (path !== undefined) byPath.set(path.replace(/\/+$/, ''), enabled)
    else if (name !== undefined) byName.set(name, enabled)
  }
  return ({ path, name }) => !(byPath.get(path) ?? byPath.get(path.replace(/\/[^/]*$/, '')) ?? byName.get(name) ?? true)
}
