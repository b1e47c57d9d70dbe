import { isDeepStrictEqual } from 'node:util'
import { parse } from 'smol-toml'
import { isTable } from '../../../core/config/merge.ts'
import type { Table } from '../../../core/config/merge.ts'
import { statements } from '../../../core/config/statements.ts'
import type { Statement } from '../../../core/config/statements.ts'
import type { TomlValue } from '../../../core/config/tomlLiteral.ts'
import { isWithin, removed, WRITERS } from './tomlWrite.ts'

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
  const { path, value } = edit
  const ways = value === undefined ? [removed] : WRITERS.map(write => () => write(text, path, value))
  for (const write of ways) {
    const result = write(text, path)
    if (result !== null && hasAll(result, kept) && means(result, intended, edit)) return result
  }
  return null
}

const read = (text: string): Table => parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' })

/** A text that does not parse means nothing. */
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
