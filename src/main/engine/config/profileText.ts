import { isDeepStrictEqual } from 'node:util'
import { parse } from 'smol-toml'
import { isTable } from '../../../core/config/merge.ts'
import type { Table } from '../../../core/config/merge.ts'
import { statements } from '../../../core/config/statements.ts'
import type { Statement } from '../../../core/config/statements.ts'
import { tomlKey } from '../../../core/config/tomlLiteral.ts'
import { editToml } from './tomlEdit.ts'
import type { TomlEdit } from './tomlEdit.ts'

/** The tables `[profiles.<name>]` of a configuration's text. */

const read = (text: string): Table => parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' })

/** The tables of all profiles; none where there is none. Throws the parser's `TomlError`. */
export function profileTables(text: string): Record<string, Table> {
  const { profiles } = read(text)
  return isTable(profiles) ? Object.fromEntries(Object.entries(profiles).filter(isTableEntry)) : {}
}

const isTableEntry = (entry: [string, unknown]): entry is [string, Table] => isTable(entry[1])

/** What a text says; null where it does not parse. */
export function tableOf(text: string): Table | null {
  try {
    return read(text)
  } catch {
    return null
  }
}

/** Where a profile begins, counted from 1; null where it stands inside something else, or not at all. */
export const profileLine = (text: string, name: string): number | null =>
  statements(text).find(statement => isOf(statement, name))?.line ?? null

/** The text with `profile = "…"` naming another one where it named this; null: none. */
export function withSelected(text: string, from: string, to: string | null): string | null {
  if (read(text).profile !== from) return text
  return editToml(text, { path: ['profile'], ...(to === null ? {} : { value: to }) })
}

/**
 * The text with a profile under another name, and `profile = "…"` with it: comments, order and everything else stay.
 * Null where no way is known to write that.
 */
export function withRenamedProfile(text: string, from: string, to: string): string | null {
  const intended = read(text)
  const tables = profileTables(text)
  const { [from]: values, ...others } = tables
  intended.profiles = { ...others, [to]: values }
  if (intended.profile === from) intended.profile = to
  const selected = (changed: string) => withSelected(changed, from, to) ?? changed
  const moved = [{ path: ['profiles', to], value: values as TomlEdit['value'] }, { path: ['profiles', from] }]
  return firstThatMeans(intended, [() => selected(renamed(text, from, to)), () => edited(selected(text), moved)])
}

/** The text without a profile; a `profile = "…"` that names it goes as well. Its own comments go with it. */
export function withoutProfile(text: string, name: string): string | null {
  const intended = read(text)
  const { [name]: _, ...others } = profileTables(text)
  if (Object.keys(others).length > 0) intended.profiles = others
  else delete intended.profiles
  if (intended.profile === name) delete intended.profile
  const deselected = (changed: string) => withSelected(changed, name, null) ?? changed
  return firstThatMeans(intended, [
    () => deselected(withoutBlocks(text, blocksOf(text, name))),
    () => edited(deselected(text), [{ path: ['profiles', name] }]),
  ])
}

/** The text with one more profile at its end: a copy of another with its comments, where that has tables of its own. */
export function withCopiedProfile(text: string, from: string, to: string): string | null {
  const values = profileTables(text)[from]
  if (values === undefined) return null
  const intended = read(text)
  intended.profiles = { ...profileTables(text), [to]: values }
  const copy = () => blocksOf(text, from).reduce((found, { start, end }) => found + text.slice(start, end), '')
  return firstThatMeans(intended, [
    () => appended(text, renamed(copy(), from, to)),
    () => editToml(text, { path: ['profiles', to], value: values as TomlEdit['value'] }),
  ])
}

/** The first way of writing that comes to what is wanted. */
function firstThatMeans(intended: Table, ways: readonly (() => string | null)[]): string | null {
  for (const write of ways) {
    try {
      const result = write()
      if (result !== null && isDeepStrictEqual(plain(read(result)), plain(intended))) return result
    } catch {
      // That way is none for this text.
    }
  }
  return null
}

/** Without prototypes, and without a table of profiles that has none. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return { date: value.toISOString() }
  if (Array.isArray(value)) return value.map(plain)
  if (!isTable(value)) return value
  const entries = Object.entries(value).filter(
    ([key, inner]) => !(key === 'profiles' && isTable(inner) && Object.keys(inner).length === 0),
  )
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]))
}

function edited(text: string, edits: readonly TomlEdit[]): string | null {
  return edits.reduce<string | null>((now, edit) => (now === null ? null : editToml(now, edit)), text)
}

const isOf = ({ path }: Statement, name: string): boolean => path[0] === 'profiles' && path[1] === name

const PART = /"(?:\\.|[^"\\])*"|'[^']*'|[\w-]+/g

/** Writes another name wherever a header or a dotted key has the old one. */
function renamed(text: string, from: string, to: string): string {
  let result = ''
  let at = 0
  let tableDepth = 0
  for (const statement of statements(text)) {
    const isPair = statement.kind === 'pair'
    if (!isPair) tableDepth = statement.path.length
    const part = 1 - (isPair ? tableDepth : 0)
    if (!isOf(statement, from) || part < 0) continue
    const source = text.slice(statement.start, statement.end)
    const found = [...source.matchAll(PART)][part]
    if (!found) continue
    const start = statement.start + found.index
    result += text.slice(at, start) + tomlKey([to])
    at = start + found[0].length
  }
  return result + text.slice(at)
}

interface Block {
  start: number
  end: number
}

/** The tables of a profile from their headers, with the comments right above them, up to what comes next. */
function blocksOf(text: string, name: string): Block[] {
  const headers = statements(text).filter(({ kind }) => kind !== 'pair')
  const starts = headers.map(({ start }) => withCommentsAbove(text, start))
  return headers.flatMap((header, index) =>
    isOf(header, name) ? [{ start: starts[index] ?? header.start, end: starts[index + 1] ?? text.length }] : [],
  )
}

/** The start of the comment lines that stand right above a place. */
function withCommentsAbove(text: string, from: number): number {
  let at = from
  while (at > 0) {
    const before = text.lastIndexOf('\n', at - 2) + 1
    if (!/^[ \t]*#/.test(text.slice(before, at))) return at
    at = before
  }
  return at
}

const withoutBlocks = (text: string, blocks: readonly Block[]): string =>
  blocks.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)

function appended(text: string, block: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = text === '' || /\n\r?\n$/.test(text) ? '' : text.endsWith('\n') ? newline : newline + newline
  return `${text}${gap}${block.replace(/\s+$/, '')}${newline}`
}
