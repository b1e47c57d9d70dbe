import { parse, TomlError } from 'smol-toml'
import type { z } from 'zod'
import { keyPlaces, placeOf } from '../../../core/config/keyPlaces.ts'
import type { Layer, Table } from '../../../core/config/merge.ts'
import { nearestKey } from '../../../core/config/nearest.ts'
import { problem, problemText } from '../../../core/config/problem.ts'
import type { Problem } from '../../../core/config/problem.ts'
import { replaced } from '../../../core/config/replaced.ts'
import { ConfigSchema } from '../../../core/config/schema.ts'
import { unknownKeys } from '../../../core/config/unknown.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { openRegularFile } from './regularFile.ts'
import { syntaxProblem } from './tomlProblem.ts'

export const MAX_FILE_BYTES = 1024 * 1024
/** Comparing a name with all known ones takes a while; nobody reads more guesses than these. */
const MAX_GUESSES = 20
/** Nobody reads more of one file. */
const MAX_PROBLEMS = 100

const AS_IT_WAS = 'What it said before counts until it is mended.'

/** What is said of a configuration while it is read. */
export interface Findings {
  problems: Problem[]
}

interface Remembered {
  /** Null for what is only known from another run. */
  text: string | null
  problems: Problem[]
  /** What the file counts as, broken or not. */
  layer: Layer | null
  /** What it said when it was last good, value by value. */
  good: Table | null
}

/** What was read of files before: what did not change is not parsed twice, and a broken file counts as it was. */
export interface LayerMemory {
  files: Map<string, Remembered>
  /** Of files that are no layers. */
  texts: Map<string, string | null>
  /** Counts the changes that were seen. */
  version: number
}

export const createLayerMemory = (): LayerMemory => ({ files: new Map(), texts: new Map(), version: 0 })

/** Notes what a file that is no layer says; null where it is not there. */
export function noteText(memory: LayerMemory | undefined, file: string, text: string | null): void {
  if (!memory || (memory.texts.get(file) ?? null) === text) return
  memory.texts.set(file, text)
  memory.version++
}

export interface ReadOptions {
  maxBytes?: number
  memory?: LayerMemory
}

/** One file as a layer, without what is wrong in it; null where there is none to use. */
export async function readLayer(
  name: string,
  file: string,
  found: Findings,
  { maxBytes = MAX_FILE_BYTES, memory }: ReadOptions = {},
): Promise<Layer | null> {
  const read = await readText(file, maxBytes, found)
  const before = memory?.files.get(file)
  if (read === 'missing' || read === 'unread') {
    const good = read === 'unread' && before?.good ? { name, file, values: before.good, outdated: true } : null
    if (!memory || before === undefined || (good && before.text === null)) return good
    if (good) memory.files.set(file, { ...before, text: null, layer: good })
    else memory.files.delete(file)
    memory.version++
    return good
  }
  const { text } = read
  if (before?.text === text && (before.layer === null || before.layer.name === name)) {
    found.problems.push(...before.problems)
    return before.layer
  }
  const good = before?.good ?? null
  const made = layerOf(name, file, text, { good })
  found.problems.push(...made.problems)
  if (memory) {
    memory.version++
    memory.files.set(file, {
      text,
      ...made,
      good: made.layer === null || made.layer.outdated ? good : made.layer.values,
    })
  }
  return made.layer
}

/**
 * A text as a layer. Where it is broken, or a value of it wrong, what was good before counts. `toDo` ends what is said of
 * a broken one.
 */
export function layerOf(
  name: string,
  file: string,
  text: string,
  { good = null, toDo }: { good?: Table | null; toDo?: string } = {},
): { layer: Layer | null; problems: Problem[] } {
  const problems: Problem[] = []
  try {
    const layer = checked({ name, file, values: parse(text), places: keyPlaces(text) }, { problems }, good)
    return { layer, problems }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    return {
      layer: good === null ? null : { name, file, values: good, outdated: true },
      problems: [syntaxProblem(file, error, good === null ? toDo : AS_IT_WAS)],
    }
  }
}

/** `unread`: it is there, and what is in the way is said. */
async function readText(
  file: string,
  maxBytes: number,
  found: Findings,
): Promise<{ text: string } | 'missing' | 'unread'> {
  try {
    return { text: (await openRegularFile(file, maxBytes)).replace(/^\uFEFF/, '') }
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'missing'
    found.problems.push(problem('error', `it cannot be read: ${systemErrorText(error)}.`, { file }))
    return 'unread'
  }
}

/**
 * A layer with its wrong values taken out, or as they were when they were last good, each said with its place. Unknown
 * keys stay and are said.
 */
export function checked(layer: Layer, { problems }: Findings, good: Table | null = null): Layer {
  const about = (path: readonly PropertyKey[]) => {
    const key = path.map(String).join('.')
    return { file: layer.file, place: placeOf(layer.places, key), key }
  }
  const unknown = unknownKeys(layer.values)
  unknown.slice(0, MAX_PROBLEMS).forEach(({ path, meant }, index) => {
    const suggestion = index < MAX_GUESSES ? nearestKey(path.at(-1) ?? '', meant) : null
    const hint = suggestion ? `; did you mean "${suggestion}"?` : ' is ignored.'
    const message = `unknown key "${path.join('.')}"${hint}`
    problems.push(problem('warning', placed(layer, message), { ...about(path), suggestion }))
  })
  if (unknown.length > MAX_PROBLEMS)
    problems.push(problem('warning', `${unknown.length - MAX_PROBLEMS} more keys are unknown.`, { file: layer.file }))
  const issues = issuesIn(layer.values)
  if (issues.length === 0) return layer
  for (const { path, message } of issues.slice(0, MAX_PROBLEMS))
    problems.push(problem('error', placed(layer, `${path.join('.')}: ${message}.`), about(path)))
  if (issues.length > MAX_PROBLEMS)
    problems.push(problem('error', `${issues.length - MAX_PROBLEMS} more values are wrong.`, { file: layer.file }))
  return {
    ...layer,
    values: replaced(
      layer.values,
      issues.map(({ path }) => wholeOf(path)),
      good ?? {},
    ),
  }
}

/** What is wrong with values, one key after the other: most files say few, and a start waits for this. */
const issuesIn = (values: Table): { path: PropertyKey[]; message: string }[] =>
  Object.entries(values).flatMap(([key, value]) => {
    const type = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined
    const issues = type?.safeParse(value).error?.issues ?? []
    return issues.map(({ path, message }) => ({ path: [key, ...path], message }))
  })

const KEYS: Readonly<Record<string, z.ZodType | undefined>> = ConfigSchema.shape

/** A message of a layer that has no file begins with its name. */
const placed = ({ name, file }: Layer, message: string): string =>
  file === undefined ? `${name}: ${message}` : message

/** A provider with a wrong value is none: what is left of it could be another server than the one that was meant. */
const wholeOf = (path: readonly PropertyKey[]): readonly PropertyKey[] =>
  path[0] === 'model_providers' ? path.slice(0, 2) : path

/** File, line and column of a key, or of the nearest table around it, in words. */
export const placeText = ({ name, file, places }: Layer, key: string): string =>
  problemText(problem('error', '', { file: file ?? name, place: placeOf(places, key) })).replace(/: $/, '')
