import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { keyLines } from '../../../core/config/keyLines.ts'
import { mergeLayers } from '../../../core/config/merge.ts'
import type { Layer, Merged, Table } from '../../../core/config/merge.ts'
import { ConfigSchema, ELSEWHERE, nearestKey } from '../../../core/config/schema.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES } from '../../../core/thread/settings.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'

const SYSTEM_FILE = '/etc/heddle/config.toml'
const MAX_FILE_BYTES = 1024 * 1024

export interface LoadRequest {
  home: string
  /** Folder whose project configuration counts; none for the workbench as a whole. */
  cwd?: string
  profile?: string
  overrides?: readonly string[]
  systemFile?: string
}

export interface LoadedConfig extends Pick<Merged, 'origins'> {
  values: ConfigValues
  /** Worth knowing, not in the way. */
  notices: string[]
  /** Layers that could not be used, each with file, line and column. What is left of the configuration is in `values`. */
  errors: string[]
  /** What the user said of the project of `cwd`. */
  trust: 'trusted' | 'untrusted' | 'unknown'
}

interface Findings {
  notices: string[]
  errors: string[]
}

/** Reads and merges all layers of the configuration, lowest first. Never rejects: what is wrong is in the result. */
export async function loadConfig(request: LoadRequest): Promise<LoadedConfig> {
  const { home, cwd, overrides = [], systemFile = SYSTEM_FILE } = request
  const found: Findings = { notices: [], errors: [] }
  const below: Layer[] = []
  for (const [name, file] of [
    ['system', systemFile],
    ['user', join(home, 'config.toml')],
  ] as const) {
    const layer = await readLayer(name, file, found)
    if (layer) below.push(layer)
  }
  const user = merged(below)
  const trust = cwd === undefined ? 'unknown' : await trustOf(cwd, user.values)
  if (cwd !== undefined && trust === 'trusted') below.push(...(await projectLayers(cwd, below, found)))
  const name = request.profile ?? user.values.profile
  if (name !== undefined) below.push(...(await profileLayers(home, name, user.values, found)))
  const flags = overrideLayer(overrides, found)
  if (flags) below.push(flags)
  return { ...merged(below), ...found, trust }
}

const merged = (layers: readonly Layer[]): { values: ConfigValues; origins: Merged['origins'] } => {
  const { values, origins } = mergeLayers(layers)
  // Each layer was checked on its own; what they merge to has the same shape.
  return { values: values as ConfigValues, origins }
}

async function readLayer(name: string, file: string, found: Findings): Promise<Layer | null> {
  const text = await readText(file, found)
  if (text === null) return null
  try {
    return checked({ name, file, values: parse(text), lines: keyLines(text) }, found)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const what = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? 'invalid'
    found.errors.push(
      `${file}:${error.line}:${error.column}: ${what}. Correct the line, or move the file away to start with defaults.`,
    )
    return null
  }
}

async function readText(file: string, found: Findings): Promise<string | null> {
  try {
    const info = await stat(file)
    if (!info.isFile()) throw new Error('it is not a regular file')
    if (info.size > MAX_FILE_BYTES) throw new Error(`it has ${info.size} bytes, more than a configuration can have`)
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') found.errors.push(`${file}: it cannot be read: ${systemErrorText(error)}.`)
    return null
  }
}

/** A layer with its wrong values taken out, each said with its place. Unknown keys stay and are said. */
function checked(layer: Layer, found: Findings): Layer | null {
  const known = Object.keys(ConfigSchema.shape)
  for (const key of Object.keys(layer.values)) {
    if (known.includes(key) || ELSEWHERE.has(key)) continue
    const nearest = nearestKey(key, [...known, ...ELSEWHERE])
    found.notices.push(
      `${placeOf(layer, key)}: unknown key "${key}"${nearest ? `; did you mean "${nearest}"?` : ' is ignored.'}`,
    )
  }
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
function placeOf({ name, file, lines }: Layer, key: string): string {
  if (file === undefined) return name
  for (let at = key; at !== ''; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const line = lines?.[at]
    if (line !== undefined) return `${file}:${line}:1`
  }
  return file
}

async function profileLayers(home: string, name: string, user: ConfigValues, found: Findings): Promise<Layer[]> {
  const file = join(home, 'config.toml')
  const table = user.profiles?.[name]
  const overlay = /^[\w.-]+$/.test(name)
    ? await readLayer(`profile ${name}`, join(home, `${name}.config.toml`), found)
    : null
  if (table === undefined && overlay === null)
    found.errors.push(
      `There is no profile "${name}". ${file} has: ${Object.keys(user.profiles ?? {}).join(', ') || 'none'}.`,
    )
  const layers: Layer[] = table === undefined ? [] : [{ name: `profile ${name}`, file, values: { ...table } }]
  return overlay ? [...layers, overlay] : layers
}

function overrideLayer(overrides: readonly string[], found: Findings): Layer | null {
  const values: Table = Object.create(null)
  for (const pair of overrides) {
    const at = pair.indexOf('=')
    if (at < 1) {
      found.errors.push(`-c ${pair}: write it as key=value.`)
      continue
    }
    const key = pair.slice(0, at).trim()
    merge(values, parseOverride(key, pair.slice(at + 1).trim()))
  }
  return overrides.length === 0 ? null : checked({ name: '-c', values }, found)
}

/** The value as TOML, or as the text it is where it is none. */
function parseOverride(key: string, value: string): Table {
  try {
    return parse(`${key} = ${value}`)
  } catch {
    return key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Table
  }
}

function merge(into: Table, from: Table): void {
  for (const [key, value] of Object.entries(from)) {
    const known = Object.hasOwn(into, key) ? into[key] : undefined
    if (isTable(known) && isTable(value)) merge(known, value)
    else into[key] = value
  }
}

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a project may say for itself. Providers, programs and the environment are the user's alone. */
const PROJECT_KEYS: ReadonlySet<string> = new Set([
  'model',
  'model_reasoning_effort',
  'model_verbosity',
  'approval_policy',
  'sandbox_mode',
  'project_doc_max_bytes',
  'project_doc_fallback_filenames',
  'tool_output_token_limit',
])

async function projectLayers(cwd: string, below: readonly Layer[], found: Findings): Promise<Layer[]> {
  const folders = await foldersFromRoot(cwd)
  const layers: Layer[] = []
  for (const folder of folders) {
    for (const name of ['.codex', '.heddle']) {
      const layer = await readLayer('project', join(folder, name, 'config.toml'), found)
      if (layer) layers.push(tightened(layer, merged([...below, ...layers]).values, found))
    }
  }
  return layers
}

/** A project's layer without what it may not set, and without anything that would loosen the user's policy. */
function tightened(layer: Layer, below: ConfigValues, found: Findings): Layer {
  const loosens = (key: string, value: unknown): boolean =>
    (key === 'approval_policy' &&
      rank(APPROVAL_POLICIES, value) > rank(APPROVAL_POLICIES, below.approval_policy ?? 'on-request')) ||
    (key === 'sandbox_mode' &&
      rank(SANDBOX_MODES, value) > rank(SANDBOX_MODES, below.sandbox_mode ?? 'workspace-write'))
  const kept = Object.entries(layer.values).filter(([key, value]) => {
    if (PROJECT_KEYS.has(key) && !loosens(key, value)) return true
    found.notices.push(
      `${placeOf(layer, key)}: ${key} is ignored: a project cannot set it${PROJECT_KEYS.has(key) ? ' to something looser' : ''}.`,
    )
    return false
  })
  return { ...layer, values: Object.fromEntries(kept) }
}

const rank = (order: readonly string[], value: unknown): number => order.indexOf(String(value))

/** The folders from the root of the repository, or the folder itself, down to `cwd`. */
export async function foldersFromRoot(cwd: string, markers: readonly string[] = ['.git']): Promise<string[]> {
  const folders: string[] = []
  for (let at = resolve(cwd); ; at = dirname(at)) {
    folders.unshift(at)
    for (const marker of markers) if (await exists(join(at, marker))) return folders
    if (dirname(at) === at) return [resolve(cwd)]
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

async function trustOf(cwd: string, { projects = {} }: ConfigValues): Promise<LoadedConfig['trust']> {
  const real = await realpath(cwd).catch(() => resolve(cwd))
  const [root = real] = await foldersFromRoot(real)
  for (const path of [real, root]) {
    const level = projects[path]?.trust_level
    if (level !== undefined) return level
  }
  return 'unknown'
}
