/** Which variables a command sees. */

export type Environment = Record<string, string>

/** `[shell_environment_policy]` of the configuration. Patterns are globs of `*` and `?`, case-insensitive. */
export type EnvironmentPolicy = {
  inherit: 'all' | 'core' | 'none'
  ignoreDefaultExcludes: boolean
  exclude: string[]
  set: Environment
  includeOnly: string[]
}

export const defaultEnvironmentPolicy: EnvironmentPolicy = {
  inherit: 'all',
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
  const excluded = anyOf([...(policy.ignoreDefaultExcludes ? [] : DEFAULT_EXCLUDES), ...policy.exclude])
  const wanted = policy.includeOnly.length > 0 ? anyOf(policy.includeOnly) : () => true
  const dropped = new Set<string>()
  const env: Environment = {}
  const offer = (name: string, value: string): void => {
    if (excluded(name) || !wanted(name)) dropped.add(name)
    else env[name] = value
  }
  for (const [name, value] of Object.entries(inheritable(input.inherited, policy.inherit))) offer(name, value)
  for (const [name, value] of Object.entries(input.login)) offer(name, value)
  const set = Object.fromEntries(Object.entries(policy.set).filter(([name]) => wanted(name)))
  // What the user sets outright wins over our plain-output defaults, never over the facts about this command.
  const plain = env['LANG'] === undefined ? { ...PLAIN_OUTPUT, LANG: 'C.UTF-8' } : PLAIN_OUTPUT
  Object.assign(env, plain, set, identityVariables(input.identity))
  return { env, dropped: [...dropped].filter(name => env[name] === undefined).sort() }
}

function inheritable(
  inherited: Readonly<Record<string, string | undefined>>,
  inherit: EnvironmentPolicy['inherit'],
): Environment {
  const env: Environment = {}
  if (inherit === 'none') return env
  const core = anyOf(CORE)
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && (inherit === 'all' || core(name))) env[name] = value
  }
  return env
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

function anyOf(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => false
  const source = globs
    .map(glob =>
      glob
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.'),
    )
    .join('|')
  const pattern = new RegExp(`^(?:${source})$`, 'is')
  return name => pattern.test(name)
}
