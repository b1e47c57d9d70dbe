import type { EditorCompletion, EditorCompletions, EditorHelp } from '../../ui/editor/editing.ts'
import { t } from '../../ui/i18n/t.ts'
import { headOf } from './frontmatter.ts'

/** What can stand in the frontmatter, as the engine reads it. */
const KEYS: readonly (EditorCompletion & { about: string })[] = [
  { text: 'name', about: t('People write it as $name. Small letters, digits and hyphens, as its folder.') },
  { text: 'description', about: t('What it does and when to use it: the model decides by this.') },
  {
    text: 'allowed_tools',
    about: t('The only tools that a turn with it may use, e.g. [read_file, exec_command(git diff:*)].'),
  },
  {
    text: 'mcp_tools',
    about: t('Tools of MCP servers that it needs, e.g. [mcp__issues__search]. Missing ones are told.'),
  },
  { text: 'interface', about: t('cli: when it fits. user: only when a person names it. auto: in every turn.') },
  { text: 'metadata', about: t('Keys of your own, and short-description, which lists show.') },
  { text: 'license', about: t('Under which terms others may use it.') },
  { text: 'compatibility', about: t('What it needs of the machine, in a sentence.') },
]

const INTERFACES: readonly EditorCompletion[] = [
  { text: 'cli', about: t('When it fits, like a skill that says nothing.') },
  { text: 'user', about: t('Only when a person names it.') },
  { text: 'auto', about: t('In every turn, whatever the message says.') },
]

const VARIABLES: readonly EditorCompletion[] = [
  { text: '{{cwd}}', about: t('The folder that the turn works in.') },
  { text: '{{git_branch}}', about: t('The branch of that folder.') },
  { text: '{{user}}', about: t('Who is logged in.') },
]

/** What can be written at a place of a skill file: keys and values of the frontmatter, variables below it. */
export function completeSkill(text: string, offset: number): EditorCompletions | null {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  if (!isInHead(text, offset)) {
    const begun = /\{\{?\w*$/.exec(line)
    return begun && { from: offset - begun[0].length, options: VARIABLES }
  }
  const value = /^interface:[ \t]*(\w*)$/.exec(line)
  if (value) return { from: offset - (value[1] ?? '').length, options: INTERFACES }
  if (!/^[\w-]*$/.test(line)) return null
  return { from: offset - line.length, options: KEYS.map(({ text: key, about }) => ({ text: `${key}: `, about })) }
}

/** What a key of the frontmatter means. */
export function helpSkill(text: string, offset: number): EditorHelp | null {
  if (!isInHead(text, offset)) return null
  const from = text.lastIndexOf('\n', offset - 1) + 1
  const name = /^[\w-]+(?=:)/.exec(text.slice(from))?.[0]
  const key = KEYS.find(each => each.text === name)
  if (!key || offset > from + key.text.length) return null
  return { from, to: from + key.text.length, title: key.text, about: [key.about] }
}

function isInHead(text: string, offset: number): boolean {
  const head = headOf(text)
  return head !== null && offset >= head.from && offset <= head.to
}
