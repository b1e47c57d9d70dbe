import { isDeepStrictEqual } from 'node:util'
import { parse as parseKeepingForm, patch } from '@decimalturn/toml-patch'
import { parse, stringify } from 'smol-toml'
import { isTable } from '../../../core/config/merge.ts'
import type { Table } from '../../../core/config/merge.ts'
import { statements } from '../../../core/config/statements.ts'
import type { Statement } from '../../../core/config/statements.ts'
import { tomlKey, tomlLiteral } from '../../../core/config/tomlLiteral.ts'
import type { TomlValue } from '../../../core/config/tomlLiteral.ts'

/** A change of one value. Without a value it is taken away, and so are the tables around it that it leaves empty. */
export interface TomlEdit {
  path: readonly string[]
  value?: TomlValue
}

/**
 * The text with one value changed and everything else as it was, comments and order included. Null when no way is known
 * to write it without touching something else. Throws the parser's `TomlError` for a text that does not parse.
 */
export function editToml(text: string, edit: TomlEdit): string | null {
  const before = read(text)
  const intended = edited(before, edit)
  if (isDeepStrictEqual(meaning(before, edit), meaning(intended, edit))) return text
  const kept = keptLines(text, edit)
  for (const write of [inPlace, withNewTable, byLibrary]) {
    const result = attempt(() => write(text, edit))
    if (result !== null && hasAll(result, kept) && means(result, intended, edit)) return result
  }
  return null
}

const read = (text: string): Table => parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' })

/** A way of writing that fails only means that another one has to do. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

/** The values that are wanted. Throws where the path leads through something that is not a table. */
function edited(table: unknown, { path: [key, ...rest], value }: TomlEdit): Table {
  if (key === undefined || !isTable(table)) throw new TypeError('a path leads through tables')
  const inner = Object.hasOwn(table, key) ? table[key] : undefined
  const copy: Table = Object.assign(Object.create(null), table)
  if (rest.length === 0 && value === undefined) delete copy[key]
  else if (rest.length === 0) copy[key] = value
  else if (inner !== undefined || value !== undefined) copy[key] = edited(inner ?? {}, { path: rest, value })
  return copy
}

const means = (text: string, intended: Table, edit: TomlEdit): boolean =>
  isDeepStrictEqual(
    attempt(() => meaning(read(text), edit)),
    meaning(intended, edit),
  )

/** Values in a form that can be compared: no prototypes, dates as text, no empty tables around the edited place. */
function meaning(value: unknown, { path }: TomlEdit): unknown {
  if (value instanceof Date) return { date: value.toISOString() }
  if (Array.isArray(value)) return value.map(inner => meaning(inner, { path: [] }))
  if (!isTable(value)) return value
  const copy: Table = Object.create(null)
  for (const [key, inner] of Object.entries(value)) {
    const isAround = key === path[0] && path.length > 1
    const form = meaning(inner, { path: isAround ? path.slice(1) : [] })
    if (!isAround || !isTable(form) || Object.keys(form).length > 0) copy[key] = form
  }
  return copy
}

const isWithin = (path: readonly string[], outer: readonly string[]): boolean =>
  outer.every((part, index) => path[index] === part)

/** The lines that an edit has no business with: comments, and all statements but the edited one and those around it. */
function keptLines(text: string, { path, value }: TomlEdit): string[] {
  // The header of a table stays, unless its last key goes.
  const isAround = (statement: Statement): boolean =>
    isWithin(path, statement.path) && (statement.kind === 'pair' || value === undefined)
  const touched = statements(text).filter(statement => isWithin(statement.path, path) || isAround(statement))
  const lines: string[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  for (const { start, end } of [...touched, { start: text.length, end: text.length }]) {
    if (start > at) lines.push(...text.slice(at, start).split('\n'))
    at = Math.max(at, end)
  }
  return lines.map(line => line.trimEnd()).filter(line => line !== '')
}

/** Whether all lines are there, in their order. */
function hasAll(text: string, lines: readonly string[]): boolean {
  let next = 0
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) if (line.trimEnd() === lines[next]) next++
  return next === lines.length
}

/** Replaces or removes the statements themselves, or adds a line to the table they belong to. */
function inPlace(text: string, { path, value }: TomlEdit): string | null {
  const all = statements(text)
  const owned = all.filter(statement => isWithin(statement.path, path))
  if (value === undefined) return owned.length === 0 ? null : withoutStatements(text, withEmptied(all, owned, path))
  const [pair] = owned
  if (pair?.kind === 'pair' && owned.length === 1 && pair.path.length === path.length)
    return text.slice(0, pair.valueStart) + tomlLiteral(value) + text.slice(pair.valueEnd)
  if (owned.length > 0) return null
  const at = endOfTable(all, path.slice(0, -1))
  return at === null ? null : inserted(text, at, `${tomlKey(path.slice(-1))} = ${tomlLiteral(value)}`)
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
  const header = all.findIndex(
    ({ kind, path: own }) => kind !== 'pair' && own.length === path.length && isWithin(own, path),
  )
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

const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

/** Adds a table of its own at the end. */
function withNewTable(text: string, { path, value }: TomlEdit): string | null {
  const table = isTable(value) ? path : path.slice(0, -1)
  if (value === undefined || table.length === 0) return null
  const wanted = path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value)
  const newline = newlineOf(text)
  const lines = stringify(wanted).trim().split('\n').join(newline)
  const gap = text === '' || text === '\uFEFF' ? '' : text.endsWith('\n') ? newline : newline + newline
  return text + gap + lines + newline
}

/** For what only a whole syntax tree can do: places inside inline tables. */
function byLibrary(text: string, edit: TomlEdit): string {
  return patch(text, edited(parseKeepingForm(text), edit))
}
