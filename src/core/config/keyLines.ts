import { statements } from './statements.ts'

/** Nothing that means anything lies deeper; a hostile file may. */
const MAX_DEPTH = 8

/** Line of each dotted key of a file, counted from 1. */
export type KeyLines = Readonly<Record<string, number>>

/**
 * The line of every table and key of a TOML text, by dotted path. Keys inside inline tables are not there: the line of
 * the key around them stands for them, see `lineOf`.
 */
export function keyLines(text: string): KeyLines {
  const lines: Record<string, number> = Object.create(null)
  for (const { path, line } of statements(text)) {
    // A table that only its parts name is where the first of them is.
    for (let length = 1; length < Math.min(path.length, MAX_DEPTH); length++)
      lines[path.slice(0, length).join('.')] ??= line
    lines[path.join('.')] ??= line
  }
  return lines
}

/** The line of a key, or of the nearest key around it; undefined where nothing is known. */
export function lineOf(lines: KeyLines | undefined, key: string): number | undefined {
  for (let at = key; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const line = lines?.[at]
    if (line !== undefined) return line
  }
  return undefined
}

/** The lines of one table, by keys as they are inside it. */
export function linesWithin(lines: KeyLines | undefined, table: string): KeyLines {
  const inner: Record<string, number> = Object.create(null)
  for (const [key, line] of Object.entries(lines ?? {})) {
    if (key.startsWith(`${table}.`)) inner[key.slice(table.length + 1)] = line
  }
  return inner
}
