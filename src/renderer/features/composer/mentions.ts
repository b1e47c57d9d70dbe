import { best } from './slash.ts'
import type { SlashOption } from './slash.ts'
import { wordBefore } from './wordBefore.ts'

/** A skill that can be named in a message. */
export interface Mentionable {
  name: string
  description: string
}

/** The `$word` that the caret stands in or behind; null where there is none. */
export function mentionAt(text: string, caret: number): { from: number; to: number; word: string } | null {
  const before = /(?:^|[\s([{"'“,;:])\$([\p{L}\p{N}_-]*)$/u.exec(wordBefore(text, caret))
  if (!before) return null
  const word = before[1] ?? ''
  const after = /^[\p{L}\p{N}_-]*/u.exec(text.slice(caret, caret + 1000))?.[0] ?? ''
  const from = caret - word.length - 1
  return { from, to: caret + after.length, word: word + after }
}

const MOST = 50

/** Skills that the word at the caret may become; nothing where it is one already. */
export function mentionOptions(text: string, caret: number, skills: readonly Mentionable[]): SlashOption[] {
  const mention = mentionAt(text, caret)
  if (!mention || skills.some(({ name }) => name === mention.word)) return []
  const { from, to, word } = mention
  return best(skills, word, ({ name }) => name)
    .slice(0, MOST)
    .map(({ name, description }) => {
      const tail = text.slice(to)
      const gap = tail.startsWith(' ') ? '' : ' '
      return {
        id: `skill-${name}`,
        name: `$${name}`,
        about: description,
        completes: `${text.slice(0, from)}$${name}${gap}${tail}`,
        caret: from + name.length + 2,
      }
    })
}
