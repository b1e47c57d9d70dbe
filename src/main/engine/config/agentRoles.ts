import { readdir } from 'node:fs/promises'
import { dirname, join, parse as parsePath, resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { AgentRoleFile, ROLE_NAME, roleFrom, roleTables, tighter } from '../../../core/agents/config.ts'
import type { AgentRoleValues } from '../../../core/agents/config.ts'
import { BUILT_IN_ROLES } from '../../../core/agents/roles.ts'
import type { AgentRole } from '../../../core/agents/roles.ts'
import { keyPlaces } from '../../../core/config/keyPlaces.ts'
import { originText } from '../../../core/config/merge.ts'
import type { Layer, Merged } from '../../../core/config/merge.ts'
import { nearestKey } from '../../../core/config/nearest.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { placeText } from './layers.ts'
import { openRegularFile, pathWithin } from './regularFile.ts'
import { tomlProblem } from './tomlProblem.ts'

const MAX_FILE_BYTES = 128 * 1024
/** Files of one folder that are read. */
const MAX_FILES = 100

interface Notices {
  push(...texts: string[]): unknown
}

export interface RolesRequest {
  home: string
  values: ConfigValues
  origins: Merged['origins']
  /** The folders of a trusted project whose files count, outermost first, and the folder that none may lead out of. */
  project: { folders: readonly string[]; top: string } | null
  /** Hears what is wrong; the rest counts. */
  found: { notices: Notices }
}

type ProjectRolesRequest = Pick<RolesRequest, 'home' | 'found'> & { project: NonNullable<RolesRequest['project']> }

export interface RoleFile {
  name: string
  values: AgentRoleValues
  /** Its path. */
  origin: string
}

/**
 * The roles that agents of a folder can have: built in, of the home's `agents/*.toml`, of `[agents.<name>]` tables, and
 * of a trusted project's files. What comes later is said over what came before, key by key; a project can tighten the
 * sandbox of a role that is there, and never loosen it.
 */
export async function readRoles({ home, values, origins, project, found }: RolesRequest): Promise<AgentRole[]> {
  const roles = new Map(BUILT_IN_ROLES.map(role => [role.name, role]))
  const add = (
    name: string,
    said: AgentRoleValues,
    { origin, isProjects }: { origin: string; isProjects: boolean },
  ) => {
    const below = roles.get(name)
    if (!below && said.description === undefined)
      found.notices.push(`${origin}: the agent role "${name}" has no description, by which a model would choose it.`)
    const role = roleFrom(name, said, below, origin)
    roles.set(name, isProjects ? { ...role, sandbox: tighter(said.sandbox_mode, below?.sandbox) } : role)
  }

  for (const file of await roleFiles(join(home, 'agents'), found)) {
    const read = await readRole(file, found)
    if (read) add(read.name, read.values, { origin: read.origin, isProjects: false })
  }
  for (const [name, table] of roleTables(values.agents)) {
    const at = (key: string) => origins[`agents.${name}.${key}`]
    const origin = originText(Object.entries(origins).find(([key]) => key.startsWith(`agents.${name}.`))?.[1])
    const isProjects = [at('sandbox_mode'), at('config_file')].some(from => from?.layer === 'project')
    if (ROLE_NAME.test(name)) add(name, { ...(await ofConfigFile(name, table)), ...table }, { origin, isProjects })
    else found.notices.push(`${origin}: ${wrongName(name)}`)
  }
  for (const { name, values: said, origin } of project ? await projectRoles({ home, project, found }) : [])
    add(name, said, { origin, isProjects: true })
  return [...roles.values()]

  /** What the file says that a table refers to. */
  async function ofConfigFile(name: string, { config_file: path }: AgentRoleValues): Promise<AgentRoleValues> {
    const from = origins[`agents.${name}.config_file`]
    if (path === undefined) return {}
    const file = resolve(from?.file === undefined ? home : dirname(from.file), path)
    const allowed = from?.layer === 'project' && project ? await insideProject(file, project, found) : file
    return (allowed && (await readRole(allowed, found))?.values) || {}
  }
}

/** The roles in files of a project, outermost folder first. */
export async function projectRoles({ home, project, found }: ProjectRolesRequest): Promise<RoleFile[]> {
  const roles: RoleFile[] = []
  for (const folder of project.folders)
    for (const dir of ['.codex', '.heddle'].map(each => join(folder, each)).filter(each => each !== home))
      for (const file of await roleFiles(join(dir, 'agents'), found)) {
        const inside = await insideProject(file, project, found)
        const read = inside && (await readRole(inside, found))
        if (read) roles.push(read)
      }
  return roles
}

async function insideProject(file: string, { top }: { top: string }, found: RolesRequest['found']) {
  const inside = await pathWithin(file, top)
  if (inside === null) found.notices.push(`${file} is ignored. It is not there or leads out of the project.`)
  return inside
}

/** The TOML files of a folder, by name. */
async function roleFiles(folder: string, found: RolesRequest['found']): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []) // most have none
  const files = names.filter(name => name.endsWith('.toml')).sort()
  if (files.length > MAX_FILES) found.notices.push(`${folder}: only the first ${MAX_FILES} of its roles are read.`)
  return files.slice(0, MAX_FILES).map(name => join(folder, name))
}

/** A role in a file of its own, without what is wrong in it; null where nothing can be made of it. */
async function readRole(file: string, { notices }: RolesRequest['found']): Promise<RoleFile | null> {
  const layer = await readFile(file, notices)
  if (!layer) return null
  const meant = Object.keys(AgentRoleFile.shape)
  for (const key of Object.keys(layer.values)) {
    if (meant.includes(key)) continue
    const nearest = nearestKey(key, meant)
    const hint = nearest ? `; did you mean "${nearest}"?` : ' is ignored.'
    notices.push(`${placeText(layer, key)}: unknown key "${key}" of an agent role${hint}`)
  }
  const parsed = AgentRoleFile.safeParse(layer.values)
  const wrong = new Set((parsed.error?.issues ?? []).map(({ path }) => String(path[0])))
  for (const { path, message } of parsed.error?.issues ?? [])
    notices.push(`${placeText(layer, path.join('.'))}: ${path.join('.')}: ${message}.`)
  const right = Object.fromEntries(Object.entries(layer.values).filter(([key]) => !wrong.has(key)))
  const { name = parsePath(file).name, ...values } = AgentRoleFile.parse(right)
  if (ROLE_NAME.test(name)) return { name, values, origin: file }
  notices.push(`${placeText(layer, 'name')}: ${wrongName(name)}`)
  return null
}

async function readFile(file: string, notices: Notices): Promise<Layer | null> {
  try {
    const text = (await openRegularFile(file, MAX_FILE_BYTES)).replace(/^\uFEFF/, '')
    return { name: 'role', file, values: parse(text), places: keyPlaces(text) }
  } catch (error) {
    if (error instanceof TomlError) notices.push(tomlProblem(file, error))
    else if (systemErrorCode(error) === 'ENOENT') notices.push(`${file}: there is no such file.`)
    else notices.push(`${file}: it cannot be read: ${systemErrorText(error)}.`)
    return null
  }
}

const wrongName = (name: string) =>
  `"${name}" can not be the name of an agent role: use up to 64 letters, digits, "_" and "-".`
