import { inlinePairs } from './inlineTables.ts'
import { statements } from './statements.ts'

/** Nothing that means anything lies deeper; a hostile file may. */
const MAX_DEPTH = 8

/** Where something stands in a text. Both count from 1. */
export interface Place {
  line: number
  column: number
}

/** The place of each dotted key of a file. */
export type KeyPlaces = Readonly<Record<string, Place>>

/**
 * The place of every table and key of a TOML text, by dotted path. Keys inside lists are not there: the place of the key
 * around them stands for them, see `placeOf`.
 */
export function keyPlaces(text: string): KeyPlaces {
  const places: Record<string, Place> = Object.create(null)
  const note = (path: readonly string[], place: Place): void => {
    // A table that only its parts name is where the first of them is.
    for (let length = 1; length < Math.min(path.length, MAX_DEPTH); length++)
      places[path.slice(0, length).join('.')] ??= place
    places[path.join('.')] ??= place
  }
  for (const { path, line, column, valueStart } of statements(text)) {
    note(path, { line, column })
    if (text[valueStart] === '{')
      for (const inner of inside(text, valueStart, line, path)) note(inner.path, inner.place)
  }
  return places
}

/** The keys of an inline table that begins on a line, and of those in it. */
function inside(text: string, open: number, line: number, path: readonly string[]): { path: string[]; place: Place }[] {
  if (path.length >= MAX_DEPTH) return []
  const lineStart = text.lastIndexOf('\n', open) + 1
  return inlinePairs(text, open).flatMap(pair => {
    const at = [...path, ...pair.path]
    const between = text.slice(lineStart, pair.start)
    const more = between.split('\n').length - 1
    const place = { line: line + more, column: pair.start - (lineStart + between.lastIndexOf('\n') + 1) + 1 }
    const inner = text[pair.valueStart] === '{' ? inside(text, pair.valueStart, place.line, at) : []
    return [{ path: at, place }, ...inner]
  })
}

/** The place of a key, or of the nearest key around it; undefined where nothing is known. */
export function placeOf(places: KeyPlaces | undefined, key: string): Place | undefined {
  for (let at = key; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const place = places?.[at]
    if (place !== undefined) return place
  }
  return undefined
}

/** The places of one table, by keys as they are inside it. */
export function placesWithin(places: KeyPlaces | undefined, table: string): KeyPlaces {
  const inner: Record<string, Place> = Object.create(null)
  for (const [key, place] of Object.entries(places ?? {})) {
    if (key.startsWith(`${table}.`)) inner[key.slice(table.length + 1)] = place
  }
  return inner
}
