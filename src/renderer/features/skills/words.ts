import type { Skill } from '../../../contract/skills.ts'
import { MAX_DESCRIPTION_CHARS, skillNameProblem } from '../../../core/skills/header.ts'
import { baseName, count, plural } from '../../ui/format.ts'

export const SCOPE_NAMES: Readonly<Record<Skill['scope'], string>> = {
  repo: 'This project',
  user: 'Yours',
  admin: 'From your administrator',
  bundled: 'Comes with Heddle',
}

export interface Mark {
  look: 'quiet' | 'waits' | 'bad'
  text: string
}

/** What is special about a skill, for its line in the list. */
export function marksOf(skill: Skill): Mark[] {
  const missing = skill.mcpTools.filter(tool => tool.missing)
  const warnings = skill.problems.filter(({ severity }) => severity === 'warning').length
  const marks: (Mark | false)[] = [
    skill.state === 'broken' && { look: 'bad', text: 'broken' },
    skill.state === 'shadowed' && { look: 'quiet', text: 'another counts' },
    skill.pinned && { look: 'quiet', text: 'chosen' },
    missing.length > 0 && { look: 'waits', text: plural(missing.length, 'tool missing', 'tools missing') },
    skill.state !== 'broken' && warnings > 0 && { look: 'waits', text: plural(warnings, 'warning') },
    skill.interface === 'auto' && { look: 'quiet', text: 'every turn' },
    !skill.implicit && { look: 'quiet', text: 'by name only' },
  ]
  return marks.filter(mark => mark !== false)
}

export const INTERFACES: readonly { value: string; name: string; about: string }[] = [
  { value: '', name: 'When it fits', about: 'The model reads of it, and people write $name' },
  { value: 'cli', name: 'When it fits (cli)', about: 'The same, written out' },
  { value: 'user', name: 'By name only', about: 'When a person writes $name' },
  { value: 'auto', name: 'In every turn', about: 'Whatever the message says' },
]

/** Why a name cannot be that of a new skill; null where it can. */
export const nameProblem = (name: string): string | null =>
  name === '' ? 'A skill needs a name: people write it as $name.' : skillNameProblem(name)

/** Why a description cannot stay; null where it can. */
export function descriptionProblem(text: string): string | null {
  if (text.trim() === '') return 'Without a description it is not used.'
  return text.length > MAX_DESCRIPTION_CHARS ? `Only the first ${MAX_DESCRIPTION_CHARS} characters count.` : null
}

/** What the list of skills costs, in a sentence. */
export function listSentence({ tokens, maxTokens, cut, leftOut }: ListSize): string {
  const parts = [
    `The list of skills takes ${count(tokens)} of ${count(maxTokens)} tokens of each turn`,
    cut > 0 && `${plural(cut, 'description is', 'descriptions are')} shortened for it`,
    leftOut > 0 && `${plural(leftOut, 'skill is', 'skills are')} left out`,
  ]
  return `${parts.filter(Boolean).join('; ')}.`
}

interface ListSize {
  tokens: number
  maxTokens: number
  cut: number
  leftOut: number
}

/** What came of an import, in a sentence. */
export function importSentence(paths: readonly string[], skipped: readonly string[]): string {
  const taken = paths.length === 0 ? 'Nothing was imported.' : `Imported ${plural(paths.length, 'skill')}.`
  return skipped.length === 0 ? taken : `${taken} Left out: ${skipped.length}.`
}

/** The folder of a skill, or the file itself where it stands alone. */
export const folderOf = (path: string): string =>
  baseName(path) === 'SKILL.md' ? path.slice(0, -'/SKILL.md'.length) : path

/** What a message would cost, in a sentence. */
export function costSentence({
  used,
  listTokens,
}: {
  used: readonly { tokens: number }[]
  listTokens: number
}): string {
  const list = `the list of skills takes ${count(listTokens)} tokens`
  if (used.length === 0) return `No skill comes along; ${list}.`
  const tokens = used.reduce((sum, skill) => sum + skill.tokens, 0)
  return `${plural(used.length, 'skill comes', 'skills come')} along with ${count(tokens)} tokens; ${list}.`
}

/** A message that names another skill wherever it named one that is not there. */
export const corrected = (text: string, name: string, nearest: string): string =>
  text.replace(/\$[\w:-]+/g, mention => (mention === `$${name}` ? `$${nearest}` : mention))
