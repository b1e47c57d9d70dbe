import { homedir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import type { AgentRole } from '../../../core/agents/roles.ts'
import { linesWithin } from '../../../core/config/keyLines.ts'
import { isTable, mergeLayers } from '../../../core/config/merge.ts'
import type { Layer, Merged, Table } from '../../../core/config/merge.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { readRoles } from './agentRoles.ts'
import type { RolesRequest } from './agentRoles.ts'
import { ownHooks, repositoryHooks } from './hookSources.ts'
import type { HookSource } from './hookSources.ts'
import { checked, isKnownKey, readLayer } from './layers.ts'
import type { Findings } from './layers.ts'
import { projectOf, trustObstacle, trustOf } from './project.ts'
import type { Project, Trust, TrustAnswer } from './project.ts'
import { coveredFolders, readProjectLayers } from './projectLayers.ts'

const SYSTEM_FILE = '/etc/heddle/config.toml'

export interface LoadRequest {
  home: string
  /** The user's home directory, which is never trusted; the system's answer if left out. */
  userHome?: string
  /** Folder whose project configuration counts; none for the workbench as a whole. */
  cwd?: string
  /** Instead of the one that the user's configuration names; null for none. */
  profile?: string | null
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
  trust: Trust
  /** Hooks of the user's own files and of the repository, where that is trusted. */
  hooks: readonly HookSource[]
  /** The profile that counts. */
  profile: string | null
  /** The roles that agents can have. */
  roles: readonly AgentRole[]
}

/** Reads and merges all layers of the configuration, lowest first. Never rejects: what is wrong is in the result. */
export async function loadConfig(request: LoadRequest): Promise<LoadedConfig> {
  const { home, cwd, overrides = [] } = request
  const found: Findings = { notices: [], errors: [] }
  const below = await userLayers(request, found)
  const user = merged(below)
  const hooks = ownHooks(below)
  let trust: Trust = 'unknown'
  let project: RolesRequest['project'] = null
  if (cwd !== undefined) {
    const asked = await askTrust(request, await projectOf(cwd), user.values)
    trust = asked.level
    if (trust === 'trusted') {
      project = { folders: coveredFolders(asked.project, asked.root), top: asked.project.top }
      const layers = await readProjectLayers({ home, ...asked, below, found })
      hooks.push(...repositoryHooks(layers, { top: asked.project.top, root: asked.root }))
      for (const { kept, verdicts, place } of layers) {
        below.push(kept)
        for (const { key, effect, note } of verdicts)
          if (effect === 'ignored' && isKnownKey(key.split('.')[0] ?? ''))
            found.notices.push(`${place(key)}: ${key} is ignored. ${note}`)
      }
    }
  }
  const profile = (request.profile === undefined ? user.values.profile : request.profile) ?? null
  if (profile !== null) below.push(...(await profileLayers(home, profile, below, found)))
  const flags = overrideLayer(overrides, found)
  if (flags) below.push(flags)
  const all = merged(below)
  const roles = await readRoles({ home, ...all, project, found })
  return { ...all, ...found, trust, hooks, roles }
}

/** The layers that are the user's own, lowest first. */
export async function userLayers({ home, systemFile = SYSTEM_FILE }: LoadRequest, found: Findings): Promise<Layer[]> {
  const system = await readLayer('system', systemFile, found)
  const user = await readLayer('user', join(home, 'config.toml'), found)
  return [system, user].filter(layer => layer !== null)
}

/** What the user said of a project, as far as it may be said, and the folders whose configuration that covers. */
export async function askTrust(
  { userHome = homedir() }: Pick<LoadRequest, 'userHome'>,
  project: Project,
  user: ConfigValues,
): Promise<TrustAnswer & { project: Project; obstacle: string | null }> {
  const answer = await trustOf(project, user)
  const obstacle = await trustObstacle(answer.root, userHome)
  return {
    ...answer,
    level: obstacle !== null && answer.level === 'trusted' ? 'unknown' : answer.level,
    project,
    obstacle,
  }
}

export const merged = (layers: readonly Layer[]): { values: ConfigValues; origins: Merged['origins'] } => {
  const { values, origins } = mergeLayers(layers)
  // Each layer was checked on its own; what they merge to has the same shape.
  return { values: values as ConfigValues, origins }
}

async function profileLayers(home: string, name: string, below: readonly Layer[], found: Findings): Promise<Layer[]> {
  const file = join(home, 'config.toml')
  const user = merged(below).values
  const table = user.profiles?.[name]
  const overlay = /^[\w.-]+$/.test(name)
    ? await readLayer(`profile ${name}`, join(home, `${name}.config.toml`), found)
    : null
  if (table === undefined && overlay === null)
    found.errors.push(
      `There is no profile "${name}". ${file} has: ${Object.keys(user.profiles ?? {}).join(', ') || 'none'}.`,
    )
  if (table === undefined) return overlay ? [overlay] : []
  const lines = linesWithin(below.find(layer => layer.file === file)?.lines, `profiles.${name}`)
  const inFile: Layer = { name: `profile ${name}`, file, values: { ...table }, lines }
  return overlay ? [inFile, overlay] : [inFile]
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
