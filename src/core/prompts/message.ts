import { textOf } from '../thread/items.ts'
import type { ContentPart } from '../thread/items.ts'

/** A message that was said with a prompt. */
export interface PromptMessage {
  /** As it was written: `/review the parser`. */
  typed: string
  /** What that stands for. */
  text: string
}

/** Between what was typed and what it stands for, where both are read as one text. */
const GAP = '\n\n'

/** A message in two parts: what was typed, then what it stands for. Whoever reads the log later sees both as they were sent. */
export const promptContent = ({ typed, text }: PromptMessage): ContentPart[] => [
  { type: 'input_text', text: typed + GAP },
  { type: 'input_text', text },
]

/** The two parts of a message that was said with a prompt; null for any other. */
export function promptMessageOf(content: readonly ContentPart[]): PromptMessage | null {
  const [typed, text, ...more] = content.filter(part => part.type === 'input_text')
  if (!typed || !text || more.length > 0) return null
  if (!/^\/\S/.test(typed.text) || !typed.text.endsWith(GAP)) return null
  return { typed: typed.text.slice(0, -GAP.length), text: text.text }
}

/** What a person wrote: of a prompt its name and arguments, without what they stand for. */
export const typedOf = (content: readonly ContentPart[]): string => promptMessageOf(content)?.typed ?? textOf(content)
