import type { Skill } from '../../../contract/skills.ts'
import { MAX_DESCRIPTION_CHARS, skillNameProblem } from '../../../core/skills/header.ts'
import { baseName, count, plural } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'

export const SCOPE_NAMES: Readonly<Record<Skill['scope'], string>> = {
  repo: t('This project'),
  user: t('Yours'),
  admin: t('From your administrator'),
  bundled: t('Comes with Heddle'),
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
    skill.state === 'broken' && { look: 'bad', text: t('broken') },
    skill.state === 'shadowed' && { look: 'quiet', text: t('another counts') },
    skill.pinned && { look: 'quiet', text: t('chosen') },
    missing.length > 0 && { look: 'waits', text: plural(missing.length, 'tool missing', 'tools missing') },
    skill.state !== 'broken' && warnings > 0 && { look: 'waits', text: plural(warnings, 'warning') },
    skill.interface === 'auto' && { look: 'quiet', text: t('every turn') },
    !skill.implicit && { look: 'quiet', text: t('by name only') },
  ]
  return marks.filter(mark => mark !== false)
}

export const INTERFACES: readonly { value: string; name: string; about: string }[] = [
  { value: '', name: t('When it fits'), about: t('The model reads of it, and people write $name') },
  { value: 'cli', name: t('When it fits (cli)'), about: t('The same, written out') },
  { value: 'user', name: t('By name only'), about: t('When a person writes $name') },
  { value: 'auto', name: t('In every turn'), about: t('Whatever the message says') },
]

/** Why a name cannot be that of a new skill; null where it can. */
export const nameProblem = (name: string): string | null =>
  name === '' ? t('A skill needs a name: people write it as $name.') : skillNameProblem(name)

/** Why a description cannot stay; null where it can. */
export function descriptionProblem(text: string): string | null {
  if (text.trim() === '') return t('Without a description it is not used.')
  return text.length > MAX_DESCRIPTION_CHARS
    ? t('Only the first {most} characters count.', { most: MAX_DESCRIPTION_CHARS })
    : null
}

/** What the list of skills costs, in a sentence. */
export function listSentence({ tokens, maxTokens, cut, leftOut }: ListSize): string {
  const parts = [
    t('The list of skills takes {n} of {most} tokens of each turn', { n: count(tokens), most: count(maxTokens) }),
    cut > 0 && tn(cut, '{n} description is shortened for it', '{n} descriptions are shortened for it'),
    leftOut > 0 && tn(leftOut, '{n} skill is left out', '{n} skills are left out'),
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
  const taken =
    paths.length === 0 ? t('Nothing was imported.') : tn(paths.length, 'Imported {n} skill.', 'Imported {n} skills.')
  return skipped.length === 0 ? taken : `${taken} ${t('Left out: {n}.', { n: skipped.length })}`
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
  const list = t('the list of skills takes {n} tokens', { n: count(listTokens) })
  if (used.length === 0) return t('No skill comes along; {list}.', { list })
  const tokens = used.reduce((sum, skill) => sum + skill.tokens, 0)
  return tn(
    used.length,
    '{n} skill comes along with {tokens} tokens; {list}.',
    '{n} skills come along with {tokens} tokens; {list}.',
    { tokens: count(tokens), list },
  )
}

/** A message that names another skill wherever it named one that is not there. */
export const corrected = (text: string, name: string, nearest: string): string =>
  text.replace(/\$[\w:-]+/g, mention => (mention === `$${name}` ? `$${nearest}` : mention))
