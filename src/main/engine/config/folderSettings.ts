import { realpath } from 'node:fs/promises'
import { limitsFrom } from '../../../core/agents/config.ts'
import type { AgentLimits } from '../../../core/agents/limits.ts'
import { isFeatureOn } from '../../../core/config/features.ts'
import type { FeatureName } from '../../../core/config/features.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import type { Mode } from '../../../core/context/modes.ts'
import { CALLS_WITHOUT_INPUT } from '../../../core/policy/brake.ts'
import { notifyProgram } from './hookSources.ts'
import type { LoadedConfig } from './load.ts'
import { foldersFromRoot } from './project.ts'
import { modesIn } from './workbench.ts'

export interface EnvironmentRules {
  inherit: 'all' | 'core' | 'none'
  ignoreDefaultExcludes: boolean
  exclude: string[]
  set: Record<string, string>
  includeOnly: string[]
  /** With what the login shell sets. */
  login: boolean
}

export interface FolderSettingsDeps {
  /** Reads the configuration of a folder anew. */
  load(cwd: string): Promise<LoadedConfig>
  /** That of the workbench as a whole. */
  base(): LoadedConfig
  /** The newest reading of each folder's configuration: what its running turn was started with. */
  newest: Map<string, LoadedConfig>
  unattended: boolean
}

/** What the configuration of a folder means for the threads in it. */
export function createFolderSettings({ load, base, newest, unattended }: FolderSettingsDeps) {
  const projects = new WeakMap<LoadedConfig, { root: string; trusted: boolean }>()
  const newestOf = (cwd: string): LoadedConfig => newest.get(cwd) ?? base()
  const readingOf = async (cwd: string): Promise<LoadedConfig> => newest.get(cwd) ?? load(cwd)
  return {
    /** How many agents a folder's threads may have, and the roles of those, as of its newest reading. */
    async agentLimits(cwd: string): Promise<AgentLimits> {
      const { agents, features } = (await readingOf(cwd)).values
      const limits = limitsFrom(agents)
      return { ...limits, enabled: limits.enabled && isFeatureOn('multi_agent', features) }
    },
    agentRoles: async (cwd: string) => (await readingOf(cwd)).roles,
    /** After how many calls without a word of the user a turn pauses; 0: never. */
    brakeLimit: (cwd: string): number =>
      newestOf(cwd).values.max_calls_without_input ?? (unattended ? 0 : CALLS_WITHOUT_INPUT),
    /** How long a question waits for its answer; undefined: for ever. */
    questionTimeoutMs(cwd: string): number | undefined {
      const seconds = newestOf(cwd).values.tools?.request_user_input?.timeout_seconds
      return seconds ? seconds * 1000 : undefined
    },
    /** Which variables commands of a folder see, as of the newest reading of its configuration. */
    environmentPolicy: (cwd: string) => environmentRules(newestOf(cwd).values),
    /** The hooks of a folder, and the program that is told when a turn is over, as of the newest reading. */
    hooks: async (cwd: string) => (await readingOf(cwd)).hooks,
    notifyProgram: async (cwd: string) => notifyProgram(await readingOf(cwd)),
    /** Whether a feature is on in a folder, as of the newest reading of its configuration. */
    isOn: (feature: FeatureName, cwd?: string): boolean =>
      isFeatureOn(feature, (cwd === undefined ? base() : newestOf(cwd)).values.features),
    config: (cwd: string) => load(cwd),
    isTrusted: async (cwd: string) => (await load(cwd)).trust === 'trusted',
    /** The modes that a folder has, as of the newest reading of its configuration. */
    modes: (cwd: string): Mode[] => modesIn(newestOf(cwd)).modes,
    modesNow: async (cwd: string): Promise<Mode[]> => modesIn(await load(cwd)).modes,
    /** The project that a folder belongs to, by its real path, as of the newest reading of its configuration. */
    async projectOf(cwd: string): Promise<{ root: string; trusted: boolean }> {
      const reading = await readingOf(cwd)
      const known = projects.get(reading)
      if (known) return known
      const [root = cwd] = await foldersFromRoot(await realpath(cwd).catch(() => cwd))
      const project = { root, trusted: reading.trust === 'trusted' }
      projects.set(reading, project)
      return project
    },
    /** The newest reading of a folder's configuration: another object after every reading. */
    reading: (cwd: string): object | undefined => newest.get(cwd),
    /** Makes every folder's configuration be read anew, e.g. because trust was given. */
    forget: () => newest.clear(),
  }
}

function environmentRules({
  shell_environment_policy: policy = {},
  allow_login_shell: login = true,
  features,
}: ConfigValues): EnvironmentRules {
  return {
    inherit: policy.inherit ?? 'core',
    ignoreDefaultExcludes: policy.ignore_default_excludes === true,
    exclude: policy.exclude ?? [],
    set: policy.set ?? {},
    includeOnly: policy.include_only ?? [],
    login: login && isFeatureOn('shell_snapshot', features),
  }
}
