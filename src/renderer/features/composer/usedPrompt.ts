import type { Prompt } from '../../../contract/skills.ts'
import { expandPrompt } from '../../../core/prompts/expand.ts'
import type { Expansion } from '../../../core/prompts/expand.ts'
import { promptContent } from '../../../core/prompts/message.ts'
import { isHiddenByCommand, PROMPT_PREFIX } from '../../../core/prompts/names.ts'
import { parsePromptFile } from '../../../core/prompts/promptFile.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import type { SlashOption } from './slash.ts'
import { t } from '../../ui/i18n/t.ts'

/** A prompt that a text uses, and what is sent for it. */
export interface UsedPrompt {
  prompt: Prompt
  /** What stands behind its name. */
  written: string
  expansion: Expansion
  content: ContentPart[]
}

/** Prompts that can be used: of each name the one that counts. */
const usable = (prompts: readonly Prompt[]): Prompt[] =>
  prompts.filter(({ shadowed, problems }) => !shadowed && problems.every(({ severity }) => severity !== 'error'))

/** How a prompt is written: where a command has its name, with a prefix. */
const nameOf = ({ name }: Prompt): string => (isHiddenByCommand(name) ? PROMPT_PREFIX + name : name)

/** Prompts as lines of the list of commands; under their long names where those are being written. */
export function promptOptions(text: string, prompts: readonly Prompt[]): SlashOption[] {
  const isLong = text.toLowerCase().startsWith(`/${PROMPT_PREFIX}`)
  return usable(prompts).map(prompt => {
    const name = isLong ? PROMPT_PREFIX + prompt.name : nameOf(prompt)
    return {
      id: `prompt-${prompt.name}`,
      name: `/${name}`,
      about: prompt.description ?? t('A prompt of yours'),
      completes: `/${name} `,
      ...(prompt.argumentHint === null ? {} : { hint: prompt.argumentHint }),
    }
  })
}

/** The prompt that a text begins with, and what it becomes; null where it begins with none. */
export function usedPrompt(text: string, prompts: readonly Prompt[]): UsedPrompt | null {
  const typed = text.trim()
  const [, called = '', rest] = /^\/(\S+)(?:\s+([^]*))?$/.exec(typed) ?? []
  const isLong = called.toLowerCase().startsWith(PROMPT_PREFIX)
  const name = (isLong ? called.slice(PROMPT_PREFIX.length) : called).toLowerCase()
  if (name === '' || (!isLong && isHiddenByCommand(name))) return null
  const prompt = usable(prompts).find(each => each.name.toLowerCase() === name)
  if (!prompt) return null
  const written = rest ?? ''
  const expansion = expandPrompt(parsePromptFile(prompt.text).body, written)
  const content = promptContent({ typed, text: expansion.text.trim() })
  return { prompt, written, expansion, content }
}
