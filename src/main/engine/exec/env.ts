/** Which variables a command sees. */

export type Environment = Record<string, string>

/**
 * `[shell_environment_policy]` of the configuration. `core` is what every program needs and where toolchains are; the
 * rest is for the user to add, by `inherit = "all"`, by `set`, or in the profile of the login shell. Patterns are globs of `*` and `?`, case-insensitive. */
export type EnvironmentPolicy = {
  inherit: 'all' | 'core' | 'none'
  ignoreDefaultExcludes: boolean
  exclude: string[]
  set: Environment
  includeOnly: string[]
  /** Whether what the login shell sets is there; it is if left out. */
  login?: boolean
}

export const defaultEnvironmentPolicy: EnvironmentPolicy = {
  inherit: 'core',
  ignoreDefaultExcludes: false,
  exclude: [],
  set: {},
  includeOnly: [],
}

/** What the engine tells a command about itself. `permissionProfile` is absent when nothing confines the command. */
export type CommandIdentity = {
  version: string
  home: string
  sessionId: string
  threadId: string
  callId: string
  permissionProfile?: ':read-only' | ':workspace'
  networkDisabled: boolean
}

export type ChildEnvironment = { env: Environment; dropped: string[] }

const CORE = [
  'HOME',
  'LANG',
  'LC_*',
  'LOGNAME',
  'PATH',
  'SHELL',
  'TEMP',
  'TERM',
  'TMP',
  'TMPDIR',
  'TZ',
  'USER',
  'USERNAME',
]
/** Where toolchains keep themselves: without these a build finds another compiler, or none. They hold no secrets. */
const TOOLCHAINS = [
  'ANDROID_HOME',
  'ASDF_*',
  'BUN_INSTALL',
  'CARGO_HOME',
  'CC',
  'CONDA_*',
  'CXX',
  'DENO_DIR',
  'DOTNET_ROOT',
  'FNM_*',
  'GEM_HOME',
  'GOBIN',
  'GOCACHE',
  'GOMODCACHE',
  'GOPATH',
  'GOROOT',
  'GOTOOLCHAIN',
  'GRADLE_HOME',
  'GRADLE_USER_HOME',
  'JAVA_HOME',
  'LD_LIBRARY_PATH',
  'M2_HOME',
  'MAVEN_HOME',
  'MISE_*',
  'NODE_EXTRA_CA_CERTS',
  'NVM_*',
  'PIPX_*',
  'PKG_CONFIG_PATH',
  'PNPM_HOME',
  'POETRY_HOME',
  'PYENV_*',
  'RBENV_*',
  'RUSTUP_HOME',
  'RUSTUP_TOOLCHAIN',
  'SDKMAN_DIR',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SYSTEMROOT',
  'UV_CACHE_DIR',
  'VIRTUAL_ENV',
  'VOLTA_HOME',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
]
const DEFAULT_EXCLUDES = ['*KEY*', '*SECRET*', '*TOKEN*', '*PASS*', '*_SOCK']
const TWINS = ['CI', 'HOME', 'SESSION_ID', 'THREAD_ID', 'TOOL_CALL_ID', 'VERSION', 'PERMISSION_PROFILE'] as const

/** No colours, no pagers: output is read by a model or kept in a log. */
const PLAIN_OUTPUT: Environment = {
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GH_PAGER: 'cat',
  TERM: 'dumb',
  COLORTERM: '',
  NO_COLOR: '1',
}

/** Whether a variable's name looks like a secret or like a door to one (agent sockets). */
export const looksSecret = anyOf(DEFAULT_EXCLUDES)
const isCore = anyOf([...CORE, ...TOOLCHAINS])

/**
 * The environment of a command: what is inherited, with the login shell's changes on top, less what the policy
 * excludes, plus what it sets, kept to `includeOnly` when there is one; then what the engine itself sets.
 * `dropped` names what was withheld, sorted, so that it can be shown.
 */
export function childEnvironment(input: {
  inherited: Readonly<Record<string, string | undefined>>
  login: Environment
  policy: EnvironmentPolicy
  identity: CommandIdentity
}): ChildEnvironment {
  const { policy } = input
  const inheritable = (name: string) => policy.inherit === 'all' || (policy.inherit === 'core' && isCore(name))
  const excludedByUser = anyOf(policy.exclude)
  const excluded = (name: string) => excludedByUser(name) || (!policy.ignoreDefaultExcludes && looksSecret(name))
  const wanted = policy.includeOnly.length > 0 ? anyOf(policy.includeOnly) : () => true
  const dropped = new Set<string>()
  const env: Environment = {}
  const offer = (name: string, value: string): void => {
    if (excluded(name) || !wanted(name)) dropped.add(name)
    else env[name] = value
  }
  for (const [name, value] of Object.entries(input.inherited)) {
    if (value === undefined) continue
    if (inheritable(name)) offer(name, value)
    else dropped.add(name)
  }
  for (const [name, value] of Object.entries(input.login)) offer(name, value)
  const set = Object.fromEntries(Object.entries(policy.set).filter(([name]) => wanted(name)))
  // What the user sets outright wins over our plain-output defaults, never over the facts about this command.
  const plain = env['LANG'] === undefined ? { ...PLAIN_OUTPUT, LANG: 'C.UTF-8' } : PLAIN_OUTPUT
  Object.assign(env, plain, set, identityVariables(input.identity))
  return { env, dropped: [...dropped].filter(name => env[name] === undefined).sort() }
}

/** The facts programs ask for, under both the Codex names and our own. */
function identityVariables(identity: CommandIdentity): Environment {
  const facts: Partial<Record<(typeof TWINS)[number], string>> = {
    CI: '1',
    HOME: identity.home,
    SESSION_ID: identity.sessionId,
    THREAD_ID: identity.threadId,
    TOOL_CALL_ID: identity.callId,
    VERSION: identity.version,
    PERMISSION_PROFILE: identity.permissionProfile,
  }
  const env: Environment = {}
  for (const name of TWINS) {
    const value = facts[name]
    if (value !== undefined) env[`CODEX_${name}`] = env[`HEDDLE_${name}`] = value
  }
  if (identity.networkDisabled) env['CODEX_SANDBOX_NETWORK_DISABLED'] = env['HEDDLE_SANDBOX_NETWORK_DISABLED'] = '1'
  return env
}

/** Most are plain names: a pattern of them all would be compiled for a millisecond. */
function anyOf(globs: readonly string[]): (name: string) => boolean {
  const patterns = globs.filter(glob => /[*?]/.test(glob))
  const names = new Set(globs.filter(glob => !patterns.includes(glob)).map(name => name.toLowerCase()))
  const isNamed = (name: string): boolean => names.has(name.toLowerCase())
  if (patterns.length === 0) return isNamed
  const source = patterns
    .map(glob =>
      glob
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.'),
    )
    .join('|')
  const pattern = new RegExp(`^(?:${source})$`, 'is')
  return name => isNamed(name) || pattern.test(name)
}
