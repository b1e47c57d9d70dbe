import { stringify } from 'smol-toml'
import { closingBrace, inlinePairs } from '../../../core/config/inlineTables.ts'
import type { InlinePair } from '../../../core/config/inlineTables.ts'
import { isTable } from '../../../core/config/merge.ts'
import { statements } from '../../../core/config/statements.ts'
import type { Statement } from '../../../core/config/statements.ts'
import { tomlKey, tomlLiteral } from '../../../core/config/tomlLiteral.ts'
import type { TomlValue } from '../../../core/config/tomlLiteral.ts'

/**
 * A text with a value set, or null where this way of writing it has no place for it. Each touches as little as it can;
 * whether the result means what was wanted is for the caller to check.
 */
export type Writer = (text: string, path: readonly string[], value: TomlValue) => string | null

/** The ways of writing a value, the one that changes least first. */
export const WRITERS: readonly Writer[] = [
  (text, path, value) => overValue(text, path, value),
  (text, path, value) => intoInlineTable(text, path, value),
  (text, path, value) => intoTable(text, path, value),
  (text, path, value) => besideDotted(text, path, value),
  (text, path, value) => asNewTable(text, path, value),
  (text, path, value) => inPlaceOfTable(text, path, value),
]

export const isWithin = (path: readonly string[], outer: readonly string[]): boolean =>
  path.length >= outer.length && outer.every((part, index) => path[index] === part)

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && isWithin(a, b)

/** Puts a value in the place of the one that is there. */
function overValue(text: string, path: readonly string[], value: TomlValue): string | null {
  const pair = statements(text).find(each => each.kind === 'pair' && isSame(each.path, path))
  return pair ? spliced(text, pair.valueStart, pair.valueEnd, tomlLiteral(value)) : null
}

function intoInlineTable(text: string, path: readonly string[], value: TomlValue): string | null {
  const around = inlineAround(text, path)
  if (!around) return null
  const { open, rest } = around
  const pairs = inlinePairs(text, open)
  const same = pairs.find(pair => isSame(pair.path, rest))
  if (same) return spliced(text, same.valueStart, same.valueEnd, tomlLiteral(value))
  const source = `${tomlKey(rest)} = ${tomlLiteral(value)}`
  const last = pairs.at(-1)
  if (last) return spliced(text, last.valueEnd, last.valueEnd, `, ${source}`)
  return spliced(text, open, closingBrace(text, open) + 1, `{ ${source} }`)
}

/** Adds a line to the table that has a header, or to the root. */
function intoTable(text: string, path: readonly string[], value: TomlValue): string | null {
  const at = endOfTable(statements(text), path.slice(0, -1))
  return at === null ? null : inserted(text, at, `${tomlKey(path.slice(-1))} = ${tomlLiteral(value)}`)
}

/** Adds a line after the last one whose dotted key begins alike. */
function besideDotted(text: string, path: readonly string[], value: TomlValue): string | null {
  let header: readonly string[] = []
  let best: { end: number; header: readonly string[]; shared: number } | null = null
  for (const { kind, path: own, end } of statements(text)) {
    if (kind !== 'pair') header = own
    else if (isWithin(path, header)) {
      let shared = header.length
      while (shared < own.length - 1 && shared < path.length - 1 && own[shared] === path[shared]) shared++
      if (shared > header.length && shared >= (best?.shared ?? 0)) best = { end, header, shared }
    }
  }
  return best && inserted(text, best.end, `${tomlKey(path.slice(best.header.length))} = ${tomlLiteral(value)}`)
}

/** Adds a table of its own at the end. */
function asNewTable(text: string, path: readonly string[], value: TomlValue): string | null {
  const table = isTable(value) ? path : path.slice(0, -1)
  if (table.length === 0) return null
  const wanted = path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value)
  const newline = newlineOf(text)
  const lines = stringify(wanted).trim().split('\n').join(newline)
  const gap = text === '' || text === '\uFEFF' ? '' : text.endsWith('\n') ? newline : newline + newline
  return text + gap + lines + newline
}

/** Takes away what is there, the table with its header, and writes the value anew. */
function inPlaceOfTable(text: string, path: readonly string[], value: TomlValue): string | null {
  const rest = removed(text, path)
  if (rest === null || rest === text) return null
  return intoTable(rest, path, value) ?? besideDotted(rest, path, value) ?? asNewTable(rest, path, value)
}

/** The text without a value, and without the tables around it that have nothing else; null where it is not there. */
export function removed(text: string, path: readonly string[]): string | null {
  const all = statements(text)
  const owned = all.filter(statement => isWithin(statement.path, path))
  if (owned.length > 0) return withoutStatements(text, withEmptied(all, owned, path))
  const around = inlineAround(text, path)
  if (!around) return null
  const { open, rest, at } = around
  const pairs = inlinePairs(text, open)
  const mine = pairs.filter(pair => isWithin(pair.path, rest))
  if (mine.length === 0) return null
  if (mine.length === pairs.length) return removed(text, at)
  return withoutPairs(text, pairs, mine)
}

/** The innermost inline table around a path: where it opens, its own path, and what of the path lies in it. */
function inlineAround(text: string, path: readonly string[]): { open: number; at: string[]; rest: string[] } | null {
  const pair = statements(text).find(
    each => each.kind === 'pair' && each.path.length < path.length && isWithin(path, each.path),
  )
  if (!pair || text[pair.valueStart] !== '{') return null
  let open = pair.valueStart
  let at = pair.path
  for (;;) {
    const rest = path.slice(at.length)
    const inner = inlinePairs(text, open).find(
      each => each.path.length < rest.length && isWithin(rest, each.path) && text[each.valueStart] === '{',
    )
    if (!inner) return { open, at, rest }
    open = inner.valueStart
    at = [...at, ...inner.path]
  }
}

/** The text without some pairs of an inline table that has others; each takes the comma beside it along. */
function withoutPairs(text: string, pairs: readonly InlinePair[], gone: readonly InlinePair[]): string {
  let result = text
  for (let index = pairs.length - 1; index >= 0; index--) {
    const pair = pairs[index]
    if (!pair || !gone.includes(pair)) continue
    const kept = pairs.slice(0, index).findLast(each => !gone.includes(each))
    const next = pairs[index + 1]
    result = kept
      ? spliced(result, pairs[index - 1]?.valueEnd ?? kept.valueEnd, pair.valueEnd, '')
      : spliced(result, pair.start, next?.start ?? pair.valueEnd, '')
  }
  return result
}

/** What goes with the removed statements: the headers of tables that have nothing else. */
function withEmptied(all: readonly Statement[], owned: readonly Statement[], path: readonly string[]): Statement[] {
  const outer = path.slice(0, -1)
  const within = all.filter(statement => isWithin(statement.path, outer))
  const isAlone = within.every(statement => owned.includes(statement) || statement.path.length === outer.length)
  return outer.length > 0 && isAlone ? withEmptied(all, within, outer) : [...owned]
}

/** A removed table takes the blank line before it along. */
function withoutStatements(text: string, owned: readonly Statement[]): string {
  let result = ''
  let at = 0
  for (const { kind, start, end } of owned) {
    const between = text.slice(at, start)
    result += kind === 'pair' ? between : between.replace(/(^|\n)\r?\n$/, '$1')
    at = end
  }
  const rest = text.slice(at)
  return result === '' ? rest.replace(/^\r?\n/, '') : result + rest
}

/** Where a line can be added to a table that has a header, or to the root. */
function endOfTable(all: readonly Statement[], path: readonly string[]): number | null {
  const header = all.findIndex(({ kind, path: own }) => kind !== 'pair' && isSame(own, path))
  if (header === -1 && path.length > 0) return null
  let end = all[header]?.end ?? 0
  for (const { kind, end: after } of all.slice(header + 1)) {
    if (kind !== 'pair') break
    end = after
  }
  return end
}

function inserted(text: string, at: number, line: string): string {
  const newline = newlineOf(text)
  const start = at === 0 && text.startsWith('\uFEFF') ? 1 : at
  const before = text.slice(0, start)
  return `${before}${start > 1 && !before.endsWith('\n') ? newline : ''}${line}${newline}${text.slice(start)}`
}

const spliced = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to)

const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')
