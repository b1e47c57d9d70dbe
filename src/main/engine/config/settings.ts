import { homedir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { allowedSettings } from '../../../core/config/requirements.ts'
import { originText } from '../../../core/config/merge.ts'
import { following, givenOf } from '../../../core/thread/settings.ts'
import type { ApprovalPolicy, SandboxMode, ThreadSettings } from '../../../core/thread/settings.ts'
import type { Keys } from '../model/keys.ts'
import type { ProviderConfig, ProviderTable } from '../model/providers.ts'
import { keepGood, recallGood } from './lastGood.ts'
import { createLayerMemory } from './layers.ts'
import { loadConfig } from './load.ts'
import type { LoadedConfig } from './load.ts'
import { createFolderSettings } from './folderSettings.ts'
import { workbenchOf, workbenchSettings } from './workbench.ts'

/** What the command line sets, above all layers. */
export interface SettingsFlags {
  model?: string
  approvalPolicy?: ApprovalPolicy
  sandbox?: SandboxMode
  writableRoots?: string[]
}

export interface SettingsDeps {
  home: string
  /** Nobody is there to answer a question. */
  unattended: boolean
  strict: boolean
  cwd?: string
  profile?: string
  overrides?: string[]
  systemFile?: string
  requirementsFile?: string
  flags?: SettingsFlags
  environment: Readonly<Record<string, string | undefined>>
  builtInProviders(openaiBaseUrl: string | undefined): Record<string, ProviderConfig>
  providerFrom(id: string, table: Record<string, unknown>, base?: ProviderConfig): ProviderTable
  defaultModel: string
  /** Hears what could not be kept for the next start; nothing else depends on it. */
  onProblem(error: unknown): void
  /** The keys that were entered for providers. */
  keys: Pick<Keys, 'get' | 'placeOf'>
}

/** The configuration as the engine uses it. */
export type Settings = Awaited<ReturnType<typeof createSettings>>

/**
 * Loads the configuration. With `strict` a broken one is refused; otherwise what is wrong becomes a notice and the rest
 * counts.
 */
export async function createSettings(deps: SettingsDeps) {
  const { home, profile, overrides, environment, flags = {} } = deps
  const memory = createLayerMemory()
  /** The newest reading of each folder's configuration: what its running turn was started with. */
  const newest = new Map<string, LoadedConfig>()
  const changes = new Set<() => void>()
  const loadWith = (cwd: string | undefined, named: string | null | undefined) =>
    loadConfig({
      home,
      userHome: environment.HOME || homedir(),
      cwd,
      profile: named,
      overrides,
      systemFile: deps.systemFile,
      requirementsFile: deps.requirementsFile,
      memory,
    })
  const load = async (cwd?: string) => {
    const loaded = await loadWith(cwd, profile)
    if (cwd !== undefined) newest.set(cwd, loaded)
    await follow()
    return loaded
  }

  /** What is not of one folder: it follows the files whenever a change of one is seen. */
  if (!deps.unattended) await recallGood(memory, home)
  let current = await workbenchOf(deps, await loadWith(deps.cwd, profile))
  let seen = memory.version
  // One after the other: whoever looks while another one is about to know must not go on with what was before.
  let followed: Promise<void> = Promise.resolve()
  const follow = (isSure = false): Promise<void> => {
    const mine = followed.then(() => catchUp(isSure))
    followed = mine.catch(() => undefined) // told to its caller; the next one has its own chance
    return mine
  }
  const catchUp = async (isSure: boolean) => {
    if (memory.version === seen && !isSure) return
    seen = memory.version
    current = await workbenchOf(deps, await loadWith(deps.cwd, profile))
    void keep()
    for (const tell of changes) tell()
  }
  const keep = () => deps.unattended || keepGood(memory, home).catch(deps.onProblem)
  void keep()
  const [error] = current.errors
  if (deps.strict && error !== undefined) throw new Failure('settings.invalid', error, { errors: current.errors })
  if (deps.strict && !Object.hasOwn(current.providers, current.defaultProvider))
    throw unknownProvider(home, current.defaultProvider, current.providers)

  const modelFor = (provider: string, values: ConfigValues) =>
    flags.model ?? values.model ?? (provider === 'rehearsal' ? 'rehearsal' : deps.defaultModel)

  const threadSettings = ({ values, trust, profile: named, required }: LoadedConfig): ThreadSettings => {
    const provider = values.model_provider ?? current.defaultProvider
    const writes = values.sandbox_workspace_write
    const mode = flags.sandbox ?? sandboxFor(deps, values, trust)
    const settings: ThreadSettings = {
      provider,
      model: modelFor(provider, values),
      effort: values.model_reasoning_effort,
      mode: 'code',
      approvalPolicy: flags.approvalPolicy ?? values.approval_policy ?? (deps.unattended ? 'never' : 'on-request'),
      sandbox: {
        mode,
        networkAccess: mode === 'danger-full-access' || (mode === 'workspace-write' && writes?.network_access === true),
        writableRoots: [...(writes?.writable_roots ?? []), ...(flags.writableRoots ?? [])],
        excludeTmpdirEnvVar: writes?.exclude_tmpdir_env_var === true,
        excludeSlashTmp: writes?.exclude_slash_tmp === true,
      },
      profile: named ?? undefined,
    }
    const allowed = allowedSettings(settings, required)
    // What a person changes from here on is told apart from what the profile gives.
    return named === null ? allowed : { ...allowed, given: givenOf(allowed) }
  }

  const originsIn = ({ origins }: LoadedConfig): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(origins).map(([key, origin]) => [key, originText(origin)])),
    ...(flags.approvalPolicy ? { approval_policy: 'command line' } : {}),
    ...(flags.sandbox ? { sandbox_mode: 'command line' } : {}),
  })

  return {
    ...workbenchSettings(() => current),
    ...createFolderSettings({ load, base: () => current.base, newest, unattended: deps.unattended }),
    providers: (): Readonly<Record<string, ProviderConfig>> => current.providers,
    defaultProvider: () => current.defaultProvider,
    defaultModel: () => modelFor(current.defaultProvider, current.base.values),
    storedKey: deps.keys.get,
    /** The servers as the configuration names them now. */
    async mcpServers() {
      await load(deps.cwd)
      return current.servers
    },
    notices: () => [...new Set([...current.errors, ...current.base.notices])],
    /** Settings of a thread as far as the requirements of this machine allow them, whoever chose them. */
    allowed: (settings: ThreadSettings): ThreadSettings => allowedSettings(settings, current.base.required),
    /** Rules about commands that the machine requires. */
    requiredRules: () => current.base.requiredRules,
    /**
     * A look at the configuration of a folder, or of the workbench as a whole, that no turn has to follow; with another
     * profile if one is named, with none for null.
     */
    async look(cwd?: string, named: string | null | undefined = profile): Promise<LoadedConfig> {
      const loaded = await loadWith(cwd, named)
      await follow()
      return { ...loaded, problems: [...loaded.problems, ...current.problems] }
    },
    /** Looks again, because a key was stored or forgotten. */
    refresh: () => follow(true),
    /** Hears of every change of what is not of one folder. Returns a function that stops. */
    onChange(tell: () => void): () => void {
      changes.add(tell)
      return () => void changes.delete(tell)
    },
    forThread: async (cwd: string) => threadSettings(await load(cwd)),
    /** What a thread of a folder gets with another profile (null: with none), and where each setting comes from. */
    async withProfile(cwd: string, named: string | null) {
      const loaded = await loadWith(cwd, named)
      return { settings: threadSettings(loaded), origins: originsIn(loaded) }
    },
    /** A thread's settings as its next turn begins. A profile that is gone leaves them as they are. */
    async followed(thread: ThreadSettings, cwd: string): Promise<ThreadSettings> {
      if (thread.profile === undefined) return allowedSettings(thread, current.base.required)
      const loaded = await loadWith(cwd, thread.profile)
      const isThere = loaded.layers.some(({ name }) => name === `profile ${thread.profile}`)
      return allowedSettings(isThere ? following(thread, givenOf(threadSettings(loaded))) : thread, loaded.required)
    },
    /** The configuration as it counts for a thread of a folder, which is read anew: with the thread's own profile. */
    async configFor(cwd: string, { profile: own = null }: { profile?: string | null }): Promise<LoadedConfig> {
      const loaded = await load(cwd)
      return own === loaded.profile ? loaded : loadWith(cwd, own)
    },
    /** The profile of new threads; null: none. */
    activeProfile: async (): Promise<string | null> => (await loadWith(deps.cwd, profile)).profile,
    /** Where each setting of a new thread in a folder comes from, by its dotted configuration key. */
    async originsFor(cwd: string): Promise<Record<string, string>> {
      return originsIn(newest.get(cwd) ?? (await load(cwd)))
    },
  }
}

const unknownProvider = (home: string, id: string, providers: Record<string, ProviderConfig>) =>
  new Failure(
    'settings.invalid',
    `There is no model provider "${id}". Configured are ${Object.keys(providers).join(', ')}; add [model_providers.${id}] to ${join(home, 'config.toml')}.`,
    { provider: id },
  )

/** Someone who watches chose the folder; where nobody does, only a trusted one may be written. */
function sandboxFor({ unattended }: SettingsDeps, values: ConfigValues, trust: LoadedConfig['trust']): SandboxMode {
  if (trust === 'untrusted') return 'read-only'
  return values.sandbox_mode ?? (unattended && trust !== 'trusted' ? 'read-only' : 'workspace-write')
}
