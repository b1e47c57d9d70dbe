import { homedir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import type { AgentRole } from '../../../core/agents/roles.ts'
import { placeOf, placesWithin } from '../../../core/config/keyPlaces.ts'
import { isTable, mergeLayers } from '../../../core/config/merge.ts'
import type { Layer, Merged, Table } from '../../../core/config/merge.ts'
import { problem, problemFrom, problemText } from '../../../core/config/problem.ts'
import type { Problem } from '../../../core/config/problem.ts'
import { constrain, requiredRules } from '../../../core/config/requirements.ts'
import type { Requirements } from '../../../core/config/requirements.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import type { PrefixRule } from '../../../core/policy/rules/rules.ts'
import { readRoles } from './agentRoles.ts'
import type { RolesRequest } from './agentRoles.ts'
import { ownHooks, repositoryHooks } from './hookSources.ts'
import type { HookSource } from './hookSources.ts'
import { checked, readLayer } from './layers.ts'
import type { Findings, LayerMemory } from './layers.ts'
import { projectOf, trustObstacle, trustOf } from './project.ts'
import type { Project, Trust, TrustAnswer } from './project.ts'
import { coveredFolders, projectFiles, readProjectLayers } from './projectLayers.ts'
import { readRequirements } from './requirementsFile.ts'

const SYSTEM_FILE = '/etc/heddle/config.toml'

export interface LoadRequest {
  home: string
  /** The user's home directory, which is never trusted; the system's answer if left out. */
  userHome?: string
  /** Folder whose project configuration counts; none for the workbench as a whole. */
  cwd?: string
  /** The one that the user's configuration names if left out; null for none. */
  profile?: string | null
  overrides?: readonly string[]
  systemFile?: string
  requirementsFile?: string
  /** Of earlier readings: a broken file counts as it was when it was last good. */
  memory?: LayerMemory
}

export interface LoadedConfig extends Pick<Merged, 'origins'> {
  values: ConfigValues
  /** Lowest first. */
  layers: readonly Layer[]
  /** Files that are layers where they are there. */
  files: readonly { layer: string; file: string }[]
  /** What is wrong; what is left of the configuration is in `values`. */
  problems: readonly Problem[]
  /** The problems in words: what is worth knowing and not in the way, and what could not be used. */
  notices: string[]
  errors: string[]
  /** Hooks of the user's own files and of the repository, where that is trusted. */
  hooks: readonly HookSource[]
  /** The profile that counts. */
  profile: string | null
  required: Requirements
  /** Rules about commands that the machine requires. */
  requiredRules: readonly PrefixRule[]
  /** Why values are not what the layers ask for, by dotted key. */
  constraints: Readonly<Record<string, string>>
  /** What the user said of the project of `cwd`. */
  trust: Trust
  /** The roles that agents can have. */
  roles: readonly AgentRole[]
}

/** Reads and merges all layers of the configuration, lowest first. Never rejects: what is wrong is in the result. */
export async function loadConfig(request: LoadRequest): Promise<LoadedConfig> {
  const { home, cwd, overrides = [], systemFile = SYSTEM_FILE, memory } = request
  const found: Findings = { problems: [] }
  const files = [
    { layer: 'system', file: systemFile },
    { layer: 'user', file: join(home, 'config.toml') },
  ]
  const below = await userLayers(request, found)
  const user = merged(below)
  const hooks = ownHooks(below)
  let trust: Trust = 'unknown'
  let project: RolesRequest['project'] = null
  if (cwd !== undefined) {
    const asked = await askTrust(request, await projectOf(cwd), user.values)
    trust = asked.level
    if (trust === 'trusted') {
      const folders = coveredFolders(asked.project, asked.root)
      project = { folders, top: asked.project.top }
      files.push(...projectFiles(home, folders).map(file => ({ layer: 'project', file })))
      const layers = await readProjectLayers({ home, ...asked, below, found, memory })
      hooks.push(...repositoryHooks(layers, { top: asked.project.top, root: asked.root }))
      for (const { kept, ignored } of layers) {
        below.push(kept)
        found.problems.push(...ignored)
      }
    }
  }
  const profile = request.profile === undefined ? (user.values.profile ?? null) : request.profile
  if (profile !== null) {
    below.push(...(await profileLayers(request, profile, { below, found })))
    if (isProfileName(profile)) files.push({ layer: `profile ${profile}`, file: overlayFile(home, profile) })
  }
  const flags = overrideLayer(overrides, found)
  if (flags) below.push(flags)

  const { file, required, places } = await readRequirements(request.requirementsFile, found, memory)
  files.push({ layer: 'requirements', file })
  const rules = requiredRules(required, file, key => placeOf(places, key)?.line)
  const { values, why } = constrain(merged(below).values, required)
  const layers = Object.keys(values).length > 0 ? [...below, { name: 'requirements', file, values, places }] : below
  const all = merged(layers)
  const roles = await readRoles({ home, ...all, project, found: noticesInto(found) })
  return {
    ...all,
    layers,
    files,
    ...saidOf(found.problems),
    hooks,
    profile,
    required,
    requiredRules: rules,
    constraints: why,
    trust,
    roles,
  }
}

const saidOf = (problems: readonly Problem[]): Pick<LoadedConfig, 'problems' | 'errors' | 'notices'> => {
  const words = (severity: Problem['severity']) => problems.filter(each => each.severity === severity).map(problemText)
  return { problems, errors: words('error'), notices: words('warning') }
}

/** For readers that say what they find in words. */
const noticesInto = ({ problems }: Findings) => ({
  notices: { push: (...texts: string[]) => problems.push(...texts.map(text => problemFrom('warning', text))) },
})

/** The layers that are the user's own, lowest first. */
export async function userLayers(
  { home, systemFile = SYSTEM_FILE, memory }: LoadRequest,
  found: Findings,
): Promise<Layer[]> {
  const [system, user] = [
    await readLayer('system', systemFile, found, { memory }),
    await readLayer('user', join(home, 'config.toml'), found, { memory }),
  ]
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

/** Names that can be those of files. */
export const isProfileName = (name: string): boolean => /^[\w.-]+$/.test(name)

/** The file that a profile can have beside its table. */
export const overlayFile = (home: string, name: string): string => join(home, `${name}.config.toml`)

async function profileLayers(
  { home, memory }: LoadRequest,
  name: string,
  { below, found }: { below: readonly Layer[]; found: Findings },
): Promise<Layer[]> {
  const file = join(home, 'config.toml')
  const profiles = merged(below).values.profiles ?? {}
  const table = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  const overlay = isProfileName(name)
    ? await readLayer(`profile ${name}`, overlayFile(home, name), found, { memory })
    : null
  if (table === undefined && overlay === null) {
    const message = `There is no profile "${name}". ${file} has: ${Object.keys(profiles).join(', ') || 'none'}.`
    found.problems.push(problem('error', message))
  }
  if (table === undefined) return overlay ? [overlay] : []
  const of = below.findLast(layer => isTable(layer.values.profiles) && Object.hasOwn(layer.values.profiles, name))
  const places = placesWithin(of?.places, `profiles.${name}`)
  const inFile: Layer = { name: `profile ${name}`, file: of?.file ?? file, values: { ...table }, places }
  return overlay ? [inFile, overlay] : [inFile]
}

function overrideLayer(overrides: readonly string[], found: Findings): Layer | null {
  const values: Table = Object.create(null)
  for (const pair of overrides) {
    const at = pair.indexOf('=')
    if (at < 1) {
      found.problems.push(problem('error', `-c ${pair}: write it as key=value.`))
      continue
    }
    const key = pair.slice(0, at).trim()
    merge(values, parseOverride(key, pair.slice(at + 1).trim()))
  }
  return overrides.length === 0 ? null : checked({ name: 'command line', values }, found)
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
