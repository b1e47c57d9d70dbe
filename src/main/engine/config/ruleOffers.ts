import type { RepositoryOffer } from '../../../contract/trust.ts'

const CALL = /^[ \t]*(prefix_rule|network_rule|host_executable)[ \t]*\(/gm
const MAX_CALL_CHARS = 4000

const VERBS: Readonly<Record<string, string>> = {
  allow: 'allow',
  prompt: 'ask before',
  forbidden: 'forbid',
  deny: 'forbid',
}

/** The rules of a file as they are written. The file is a program; it is not run to be shown. */
export function ruleOffers(text: string, file: string): RepositoryOffer[] {
  const offers: RepositoryOffer[] = []
  let line = 1
  let at = 0
  for (const match of text.matchAll(CALL)) {
    const start = match.index + match[0].length
    for (; at < start; at++) if (text[at] === '\n') line++
    offers.push({ kind: 'rules', file, line, ...said(match[1] ?? '', argumentsFrom(text, start)) })
  }
  return offers
}

type Said = Pick<RepositoryOffer, 'title' | 'effect' | 'note'>

function said(name: string, source: string): Said {
  if (name === 'host_executable') {
    const note = 'A project cannot say where programs are.'
    return { title: `${stringsIn(source).join(' ')}`, effect: 'ignored', note }
  }
  const decision = /\bdecision\s*=\s*["'](\w+)["']/.exec(source)?.[1] ?? 'allow'
  const subject = name === 'network_rule' ? valueOf(source, 'host') : valueOf(source, 'pattern')
  const title = `${VERBS[decision] ?? decision} ${subject.join(' ')}`
  return decision === 'allow'
    ? { title, effect: 'ignored', note: 'A project cannot allow anything, only forbid it or have it asked for.' }
    : { title, effect: 'tightens', note: null }
}

/** The strings of one argument, of a list of words with all its alternatives. */
function valueOf(source: string, name: string): string[] {
  const value = new RegExp(`\\b${name}\\s*=\\s*`).exec(source)
  if (!value) return stringsIn(source).slice(0, 1)
  const rest = source.slice(value.index + value[0].length)
  return rest.startsWith('[') ? stringsIn(enclosed(rest)) : stringsIn(rest).slice(0, 1)
}

const stringsIn = (source: string): string[] =>
  [...source.matchAll(/"([^"\\\n]*)"|'([^'\\\n]*)'/g)].map(match => match[1] ?? match[2] ?? '')

const argumentsFrom = (text: string, start: number): string => enclosed(text.slice(start - 1, start + MAX_CALL_CHARS))

/** The text from an opening bracket to the one that closes it. */
function enclosed(text: string): string {
  let depth = 0
  let quote: string | null = null
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quote !== null) {
      if (char === '\\') at++
      else if (char === quote) quote = null
    } else if (char === '"' || char === "'") quote = char
    else if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char) && --depth === 0) return text.slice(0, at + 1)
  }
  return text
}
