import { parse, TomlError } from 'smol-toml'
import { keyLines, lineOf } from '../../../core/config/keyLines.ts'
import { isTable } from '../../../core/config/merge.ts'
import type { Layer, Table } from '../../../core/config/merge.ts'
import { ELSEWHERE } from '../../../core/config/elsewhere.ts'
import { nearestKey } from '../../../core/config/nearest.ts'
import { ConfigSchema } from '../../../core/config/schema.ts'
import { unknownAgentKeys } from '../../../core/agents/config.ts'
import { McpServerTable, unknownServerKeys } from '../../../core/mcp/config.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { openRegularFile } from './regularFile.ts'
import { tomlProblem } from './tomlProblem.ts'

const MAX_FILE_BYTES = 1024 * 1024
/** Comparing a name with all known ones takes a while; nobody reads more guesses than these. */
const MAX_GUESSES = 20

/** What is said of a configuration while it is read. */
export interface Findings {
  notices: string[]
  errors: string[]
}

/** One file as a layer, without what is wrong in it; null where there is none to use. */
export async function readLayer(
  name: string,
  file: string,
  found: Findings,
  maxBytes = MAX_FILE_BYTES,
): Promise<Layer | null> {
  const text = await readText(file, maxBytes, found)
  if (text === null) return null
  try {
    return checked({ name, file, values: parse(text), lines: keyLines(text) }, found)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    found.errors.push(tomlProblem(file, error))
    return null
  }
}

async function readText(file: string, maxBytes: number, found: Findings): Promise<string | null> {
  try {
    return (await openRegularFile(file, maxBytes)).replace(/^\uFEFF/, '')
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') found.errors.push(`${file}: it cannot be read: ${systemErrorText(error)}.`)
    return null
  }
}

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(ConfigSchema.shape), ...ELSEWHERE])

/** Whether a top-level key means something, here or in the real Codex. */
export const isKnownKey = (key: string): boolean => KNOWN.has(key)

/** A layer with its wrong values taken out, each said with its place. Unknown keys stay and are said. */
export function checked(layer: Layer, found: Findings): Layer | null {
  let guesses = 0
  const sayUnknown = (key: string, name: string, meant: readonly string[]): void => {
    const nearest = guesses++ < MAX_GUESSES ? nearestKey(name, meant) : null
    found.notices.push(
      `${placeOf(layer, key)}: unknown key "${key}"${nearest ? `; did you mean "${nearest}"?` : ' is ignored.'}`,
    )
  }
  for (const key of Object.keys(layer.values)) if (!KNOWN.has(key)) sayUnknown(key, key, [...KNOWN])
  const ofServers = Object.keys(McpServerTable.shape)
  for (const { key, name } of unknownServerKeys(layer.values.mcp_servers)) sayUnknown(key, name, ofServers)
  for (const { key, name, meant } of unknownAgentKeys(layer.values.agents)) sayUnknown(key, name, meant)
  const parsed = ConfigSchema.safeParse(layer.values)
  if (parsed.success) return layer
  for (const { path, message } of parsed.error.issues) {
    const key = path.join('.')
    found.errors.push(`${placeOf(layer, key)}: ${key}: ${message}.`)
  }
  return { ...layer, values: parsed.error.issues.reduce((values, { path }) => without(values, path), layer.values) }
}

/** A table without the one value at a path: its neighbours, such as the trust of other projects, still count. */
function without(table: Table, [first, ...rest]: readonly PropertyKey[]): Table {
  const inner = table[String(first)]
  const kept = rest.length > 0 && isTable(inner) ? without(inner, rest) : undefined
  return Object.fromEntries(
    Object.entries(table).flatMap(([key, value]) =>
      key !== String(first) ? [[key, value]] : kept === undefined ? [] : [[key, kept]],
    ),
  )
}

/** File and line of a key, or of the nearest table around it. */
export function placeOf({ name, file, lines }: Layer, key: string): string {
  const line = lineOf(lines, key)
  return file === undefined ? name : line === undefined ? file : `${file}:${line}:1`
}
