import { placeOf } from './keyPlaces.ts'
import type { KeyPlaces } from './keyPlaces.ts'

/** A table of values as TOML gives it. */
export type Table = { [key: string]: unknown }

export interface Layer {
  /** `system`, `user`, `project`, `profile NAME`, `command line`, `requirements`. */
  name: string
  file?: string
  values: Table
  places?: KeyPlaces
  /** The file is broken: this is what it said when it was last good. */
  outdated?: boolean
}

/** Where a value comes from. */
export interface Origin {
  layer: string
  file?: string
  line?: number
  column?: number
}

export interface Merged {
  values: Table
  /** Origin of each leaf by its dotted key. */
  origins: Record<string, Origin>
}

/** A table, as opposed to an array, a date or a plain value. */
export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** Merges layers, lowest first: tables key by key, everything else as a whole. Every leaf remembers where it came from. */
export function mergeLayers(layers: readonly Layer[]): Merged {
  const origins: Record<string, Origin> = Object.create(null)
  let values: Table = Object.create(null)
  for (const layer of layers) values = mergeTable(values, layer.values, layer, '', origins)
  return { values, origins }
}

function mergeTable(low: Table, high: Table, layer: Layer, path: string, origins: Record<string, Origin>): Table {
  const merged: Table = Object.assign(Object.create(null), low)
  for (const [key, value] of Object.entries(high)) {
    const at = path === '' ? key : `${path}.${key}`
    const below = merged[key]
    if (isTable(value)) {
      delete origins[at]
      merged[key] = mergeTable(isTable(below) ? below : {}, value, layer, at, origins)
    } else {
      merged[key] = value
      if (isTable(below))
        for (const known of Object.keys(origins)) if (known.startsWith(`${at}.`)) delete origins[known]
      origins[at] = originIn(layer, at)
    }
  }
  return merged
}

/** Where a dotted key of a layer stands, or the nearest key around it. */
export function originIn({ name, file, places }: Layer, key: string): Origin {
  const { line, column } = placeOf(places, key) ?? {}
  return { layer: name, file, line, column }
}

/** An origin in words a person can follow: a layer, or a file and line. */
export const originText = (origin: Origin | undefined): string =>
  origin === undefined
    ? 'default'
    : origin.file === undefined
      ? origin.layer
      : `${origin.file}${origin.line === undefined ? '' : `:${origin.line}`}`
