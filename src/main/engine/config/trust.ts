import { homedir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { TrustStatus } from '../../../contract/trust.ts'
import { isTable, originIn, originText } from '../../../core/config/merge.ts'
import type { Origin } from '../../../core/config/merge.ts'
import { problemText } from '../../../core/config/problem.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { McpServerTable } from '../../../core/mcp/config.ts'
import type { McpServerValues } from '../../../core/mcp/config.ts'
import { createConfigFile } from './configFile.ts'
import { createConsents, HOOK_CONSENTS, programsHash } from './consents.ts'
import type { Findings } from './layers.ts'
import { askTrust, merged, userLayers } from './load.ts'
import { hasOwnServer, repositoryOffers } from './offers.ts'
import { projectOf } from './project.ts'
import type { Project, TrustAnswer } from './project.ts'
import { coveredFolders, readProjectLayers } from './projectLayers.ts'
import type { ProjectLayer } from './projectLayers.ts'

export interface TrustDeps {
  home: string
  /** The user's home directory; the system's answer if left out. */
  userHome?: string
  systemFile?: string
}

export interface RepositoryServer {
  name: string
  config: McpServerValues
  /** File and line. */
  origin: string
}

export interface Trusting {
  /** What the user said of the project of a folder, and what the project brings along. Nothing of it is run. */
  status(cwd: string): Promise<TrustStatus>
  /**
   * Answers for good, and agrees to what the project starts as it is now. Refused with `workspace.notTrustable` for
   * folders that can never be trusted, and as a configuration file refuses changes.
   */
  answer(cwd: string, level: 'trusted' | 'untrusted' | 'forget'): Promise<TrustStatus>
  /** The MCP servers of a trusted project that were agreed to as they are now. */
  repositoryServers(cwd: string): Promise<RepositoryServer[]>
}

/** Everything that decides about one folder, read anew each time: files change under a running engine. */
interface Look extends TrustAnswer {
  project: Project
  obstacle: string | null
  mine: ConfigValues
  origins: Record<string, Origin>
  layers: ProjectLayer[]
  found: Findings
}

/** Trust in projects: asked for once, kept in the home's `config.toml`, by real path. */
export function createTrust(deps: TrustDeps): Trusting {
  const { home, userHome = homedir(), systemFile } = deps
  const file = createConfigFile(join(home, 'config.toml'))
  const path = join(home, 'internal_storage.json')
  const consents = createConsents({ path })
  /** What was said of single hooks, which trust in the project does not say. */
  const ofHooks = HOOK_CONSENTS.map(key => createConsents({ path, key }))

  const look = async (cwd: string): Promise<Look> => {
    const below = await userLayers({ home, systemFile }, { problems: [] })
    const { values: mine, origins } = merged(below)
    const asked = await askTrust({ userHome }, await projectOf(cwd), mine)
    const found: Findings = { problems: [] }
    const layers = await readProjectLayers({ home, ...asked, below, found })
    return { ...asked, mine, origins, layers, found }
  }

  const status = async (cwd: string): Promise<TrustStatus> => {
    const { project, root, level, key, obstacle, mine, origins, layers, found } = await look(cwd)
    const agreed = await consents.of(root)
    const hashes = layers.map(layer => programsHash(layer, project.top)).filter(hash => hash !== null)
    return {
      root,
      level: level === 'unknown' ? 'asked' : level,
      origin: key === null ? null : originText(origins[`projects.${key}.trust_level`]),
      obstacle,
      offers: await repositoryOffers({
        home,
        top: project.top,
        folders: coveredFolders(project, root),
        layers,
        problems: found.problems.map(problemText),
        mine,
      }),
      changedSince: level === 'trusted' && hashes.some(hash => !agreed.has(hash)),
    }
  }

  return {
    status,
    async answer(cwd, level) {
      const { project, root, keys, obstacle, layers } = await look(cwd)
      if (level === 'trusted' && obstacle !== null)
        throw new Failure('workspace.notTrustable', obstacle, { path: root })
      const hashes = layers.map(layer => programsHash(layer, project.top)).filter(hash => hash !== null)
      if (level === 'trusted') await consents.give(root, hashes)
      if (level !== 'forget') await file.set(['projects', root, 'trust_level'], level)
      // Other names of the folder: what was said under them does not count any more.
      for (const key of level === 'forget' ? [root, ...keys] : keys)
        if (level === 'forget' || key !== root) await file.remove(['projects', key, 'trust_level'])
      if (level !== 'trusted') for (const each of [consents, ...ofHooks]) await each.forget(root)
      return status(cwd)
    },
    async repositoryServers(cwd) {
      const { project, root, level, mine, layers } = await look(cwd)
      if (level !== 'trusted') return []
      const agreed = await consents.of(root)
      const servers = layers
        .filter(layer => agreed.has(programsHash(layer, project.top) ?? ''))
        .flatMap(layer => serversOf(layer, mine))
      // The nearest folder's word counts.
      return [...new Map(servers.map(server => [server.name, server])).values()]
    },
  }
}

function serversOf({ layer }: ProjectLayer, mine: ConfigValues): RepositoryServer[] {
  const { mcp_servers: servers } = layer.values
  return Object.entries(isTable(servers) ? servers : {}).flatMap(([name, table]) => {
    const read = McpServerTable.safeParse(table)
    if (!read.success || hasOwnServer(mine, name)) return []
    return [{ name, config: withoutFreedoms(read.data), origin: originText(originIn(layer, `mcp_servers.${name}`)) }]
  })
}

/** A repository may have its tools asked for more often, never less. */
function withoutFreedoms(server: McpServerValues): McpServerValues {
  const { default_tools_approval_mode: mode, tools = {}, ...rest } = server
  const strict = Object.entries(tools).filter(([, { approval_mode: own }]) => own !== 'approve')
  return {
    ...rest,
    ...(mode === undefined || mode === 'approve' ? {} : { default_tools_approval_mode: mode }),
    ...(strict.length > 0 ? { tools: Object.fromEntries(strict) } : {}),
  }
}
