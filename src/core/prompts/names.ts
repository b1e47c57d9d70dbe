import type { PromptProblem } from './promptFile.ts'

/** What does something of its own when it is written with a slash. */
export const BUILT_IN_COMMANDS = [
  'new',
  'resume',
  'fork',
  'undo',
  'compact',
  'plan',
  'mode',
  'model',
  'approvals',
  'diff',
  'review',
  'init',
  'skills',
  'mcp',
  'agents',
  'status',
  'profile',
  'rename',
  'archive',
  'export',
  'help',
] as const
export type BuiltInCommand = (typeof BUILT_IN_COMMANDS)[number]

/** Commands that send the prompt of their name: one's own takes the place of the bundled one. */
export const PROMPTED_COMMANDS: readonly string[] = ['review', 'init']

/** Before the name of a prompt, where a command has the same name. */
export const PROMPT_PREFIX = 'prompts:'

const MAX_NAME = 64

/** Why a name cannot be written behind a slash; null if it can. */
export function promptNameProblem(name: string): string | null {
  if (name === '') return 'A prompt needs a name.'
  if (name.length > MAX_NAME) return `A name has at most ${MAX_NAME} characters.`
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name)) {
    return 'A name is letters, digits, dots, dashes and underscores, and begins with a letter or a digit.'
  }
  return null
}

/** Whether only `/prompts:name` reaches a prompt of this name. */
export const isHiddenByCommand = (name: string): boolean =>
  !PROMPTED_COMMANDS.includes(name.toLowerCase()) && BUILT_IN_COMMANDS.some(command => command === name.toLowerCase())

/** What the author of a prompt should know about its name. */
export function nameProblemsOf(name: string): PromptProblem[] {
  const wrong = promptNameProblem(name)
  if (wrong !== null) return [{ severity: 'error', message: wrong, line: null }]
  if (!isHiddenByCommand(name)) return []
  const message = `/${name} is a command: write /${PROMPT_PREFIX}${name} for this prompt.`
  return [{ severity: 'warning', message, line: null }]
}
