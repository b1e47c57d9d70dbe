import { t } from '../ui/i18n/t.ts'

/** What can be so in a window, for commands that count only then. */
export const CONTEXTS = {
  thread: t('In a thread'),
  running: t('While a turn runs'),
  waiting: t('While something waits for an answer'),
  proposal: t('While a plan is proposed'),
  split: t('With several panes'),
  maximised: t('With one pane of several'),
  tab: t('With a tab in front'),
  tabs: t('With several tabs'),
  closed: t('After something was closed'),
  past: t('After another place was in front'),
  future: t('After going back'),
  writing: t('While writing a message'),
  desktop: t('In the desktop window'),
} as const
export type Context = keyof typeof CONTEXTS
export type Contexts = Readonly<Record<Context, boolean>>

/**
 * When a command counts: names of contexts with `!`, `&&` and `||`, where `&&` binds tighter, e.g.
 * `thread && !running || desktop`. Anywhere if left out.
 */
export type When = string

type Term = { name: Context; not: boolean }

const parsed = new Map<When, readonly (readonly Term[])[]>()

/** The alternatives of an expression, each a list of what must hold. Throws where a name is no context. */
export function alternativesOf(when: When): readonly (readonly Term[])[] {
  const known = parsed.get(when)
  if (known) return known
  const alternatives = when.split('||').map(part => part.split('&&').map(termOf))
  parsed.set(when, alternatives)
  return alternatives
}

function termOf(text: string): Term {
  const [, not, name] = /^\s*(!?)\s*(\w+)\s*$/.exec(text) ?? []
  if (name === undefined || !isContext(name)) throw new Error(`Broken invariant: “${text.trim()}” is no context`)
  return { name, not: not === '!' }
}

const isContext = (name: string): name is Context => Object.hasOwn(CONTEXTS, name)

export const holds = (when: When | undefined, contexts: Contexts): boolean =>
  when === undefined || alternativesOf(when).some(terms => terms.every(({ name, not }) => contexts[name] !== not))

/** The same in words. */
export const whenWords = (when: When | undefined): string =>
  when === undefined
    ? t('Anywhere')
    : alternativesOf(when)
        .map(terms => terms.map(wordsOf).join(', '))
        .join(' · ')

const wordsOf = ({ name, not }: Term): string => (not ? t('Not: {place}', { place: CONTEXTS[name] }) : CONTEXTS[name])
