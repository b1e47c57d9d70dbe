import { wordsOf } from './words.ts'
import type { Word } from './words.ts'

/** What a prompt becomes with what was written behind its name. */
export interface Expansion {
  text: string
  /** Placeholders that nothing was written for, as they stand in the prompt, each once. */
  missing: string[]
  /** Words that no place was left for. */
  unused: string[]
}

/** `$$`, `$1` to `$9`, `$ARGUMENTS`, `$NAME`. A price such as `$100` is none of them. */
const PLACEHOLDER = /\$(?:\$|[1-9](?!\d)|[A-Z][A-Z0-9_]*(?![A-Za-z0-9_]))/g

/**
 * Puts arguments into a prompt: `$1` to `$9` are words, `$ARGUMENTS` all of them as written, `$NAME` is what `NAME=value`
 * says, `$$` is a dollar. A number that is missing leaves nothing, a name stays as it stands: it may be meant as text.
 * A prompt that has no place for words gets them as its last paragraph.
 */
export function expandPrompt(body: string, written: string): Expansion {
  const places = new Set(body.match(PLACEHOLDER))
  const words = wordsOf(written)
  const isNamed = ({ value }: Word) => places.has(`$${nameIn(value)}`)
  const named = new Map(
    words.filter(isNamed).map(({ value }) => [nameIn(value), value.slice(nameIn(value).length + 1)]),
  )
  const plain = words.filter(word => !isNamed(word))
  const all = without(written, words.filter(isNamed))
  const valueOf = (name: string): string | undefined => {
    if (name === '$') return '$'
    if (name === 'ARGUMENTS') return all || undefined
    return /\d/.test(name) && name.length === 1 ? plain[Number(name) - 1]?.value : named.get(name)
  }
  const missing = [...places].filter(place => valueOf(place.slice(1)) === undefined)
  const text = body.replaceAll(PLACEHOLDER, place => valueOf(place.slice(1)) ?? (isName(place) ? place : ''))
  const numbers = [...places].filter(place => /^\$\d$/.test(place)).map(place => Number(place.slice(1)))
  if (places.has('$ARGUMENTS')) return { text, missing, unused: [] }
  if (numbers.length === 0) return { text: all === '' ? text : `${text.trimEnd()}\n\n${all}`, missing, unused: [] }
  return { text, missing, unused: plain.slice(Math.max(...numbers)).map(({ value }) => value) }
}

const isName = (place: string): boolean => place.length > 2 && place !== '$ARGUMENTS'

/** The name in `NAME=value`; empty where the word is none. */
const nameIn = (word: string): string => /^([A-Z][A-Z0-9_]*)=/.exec(word)?.[1] ?? ''

/** What was written, as it was written, without some of its words. */
function without(written: string, words: readonly Word[]): string {
  const kept = words.reduceRight((text, { from, to }) => text.slice(0, from) + text.slice(to).trimStart(), written)
  return kept.trim()
}

/** The placeholders of a prompt, in the order in which they come, each once. */
export const placeholdersOf = (body: string): string[] =>
  [...new Set(body.match(PLACEHOLDER))].filter(place => place !== '$$')
