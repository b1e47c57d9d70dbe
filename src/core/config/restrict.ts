import { limitsFrom, roleTables } from '../agents/config.ts'
import { CALLS_WITHOUT_INPUT } from '../policy/brake.ts'
import type { ApprovalPolicy } from '../thread/settings.ts'
import { SANDBOX_MODES } from '../thread/settings.ts'
import { isTable } from './merge.ts'
import type { Table } from './merge.ts'
import type { ConfigValues } from './schema.ts'

/** What becomes of one key of a repository's configuration once the repository is trusted. */
export interface Verdict {
  /** Dotted. */
  key: string
  value: unknown
  effect: 'applies' | 'tightens' | 'ignored' | 'asksFirst'
  /** One sentence; null where nothing needs saying. */
  note: string | null
}

export interface Restricted {
  /** What counts. Programs (`mcp_servers`, `hooks`) never do by themselves. */
  kept: Table
  verdicts: Verdict[]
}

/**
 * What of a repository's configuration counts over the layers `below`, which are the user's own. A repository may choose
 * how the model works; of what the model may do it can only take away. Whatever is not named here is the user's alone.
 */
export function restrict(values: Table, below: ConfigValues): Restricted {
  const kept: Table = {}
  const verdicts: Verdict[] = []
  for (const [key, value] of Object.entries(values)) {
    if (PROGRAMS.has(key)) verdicts.push({ key, value, effect: 'asksFirst', note: 'It runs a program of its choice.' })
    else if (!Object.hasOwn(GROUPS, key) || !isTable(value)) {
      const outcome = decide(RULES, key, value, below)
      verdicts.push(verdictOf(key, value, outcome))
      if ('value' in outcome) kept[key] = outcome.value
    } else {
      const inner: Table = {}
      for (const [name, innerValue] of Object.entries(value)) {
        const outcome = decide(GROUPS[key] ?? {}, name, innerValue, below)
        verdicts.push(verdictOf(`${key}.${name}`, innerValue, outcome))
        if ('value' in outcome) inner[name] = outcome.value
      }
      if (Object.keys(inner).length > 0) kept[key] = inner
    }
  }
  return { kept, verdicts }
}

/** Keys that make the engine start programs or talk to servers: each content is asked for once. */
const PROGRAMS: ReadonlySet<string> = new Set(['mcp_servers', 'hooks'])

/** Without a value the key is ignored, and `note` says why. */
type Outcome = { value: unknown; tightens: boolean } | { note: string }
type Rule = (value: unknown, below: ConfigValues, key: string) => Outcome
/** `*` decides about keys that no other rule is for. */
type Rules = Readonly<Record<string, Rule>>

const decide = (rules: Rules, key: string, value: unknown, below: ConfigValues): Outcome =>
  (Object.hasOwn(rules, key) ? rules[key] : rules['*'])?.(value, below, key) ?? { note: NOT_ITS_OWN }

const verdictOf = (key: string, value: unknown, outcome: Outcome): Verdict =>
  'value' in outcome
    ? { key, value, effect: outcome.tightens ? 'tightens' : 'applies', note: null }
    : { key, value, effect: 'ignored', note: outcome.note }

const NOT_ITS_OWN = 'A project cannot set it; only you can.'
const LOOSER = 'A project cannot set it to something looser than your own setting.'

const applies: Rule = value => ({ value, tightens: false })

/** A value of a scale that must not be looser than the user's. */
const onScale =
  (tightestFirst: readonly string[], mine: (below: ConfigValues) => string): Rule =>
  (value, below) => {
    const change = tightestFirst.indexOf(String(value)) - tightestFirst.indexOf(mine(below))
    return change > 0 ? { note: LOOSER } : { value, tightens: change < 0 }
  }

const onSwitch = (tight: boolean, mine: (below: ConfigValues) => boolean | undefined): Rule =>
  onScale([String(tight), String(!tight)], below => String(mine(below) ?? !tight))

/**
 * From asking the most to never asking. `on-request` is tighter than `on-failure`: there the model has to say beforehand
 * why it wants out of the sandbox, here a failure is reason enough.
 */
const TIGHTEST_POLICY_FIRST: readonly ApprovalPolicy[] = ['untrusted', 'on-request', 'on-failure', 'never']

/** A number of which 0 means that there is no limit. */
const orEndless = (value: unknown): number => Number(value) || Infinity

/** `written`: the value as it stands in the file. */
const atMost = (wanted: number, mine: number, written: unknown = wanted): Outcome =>
  wanted > mine ? { note: LOOSER } : { value: written, tightens: wanted < mine }

/** A path would lead out of the folders that guidance is looked for in. */
const namesOnly: Rule = value =>
  Array.isArray(value) && value.every(name => typeof name === 'string' && /^[^/\\]+$/.test(name))
    ? { value, tightens: false }
    : { note: 'A project can name files only, not paths.' }

const RULES: Rules = {
  model: applies,
  model_reasoning_effort: applies,
  model_verbosity: applies,
  project_doc_max_bytes: applies,
  tool_output_token_limit: applies,
  project_doc_fallback_filenames: namesOnly,
  approval_policy: onScale(TIGHTEST_POLICY_FIRST, below => below.approval_policy ?? 'on-request'),
  // 0 never asks, so of all numbers it is the largest.
  max_calls_without_input: (value, below) =>
    atMost(orEndless(value), orEndless(below.max_calls_without_input ?? CALLS_WITHOUT_INPUT), value),
  sandbox_mode: onScale(SANDBOX_MODES, below => below.sandbox_mode ?? 'workspace-write'),
}

/** A project's own roles count, since no agent may do more than its parent; one of the user's is not loosened. */
const role: Rule = (value, below, name) => {
  const mine = roleTables(below.agents).find(([its]) => its === name)?.[1].sandbox_mode
  const wanted = isTable(value) ? value.sandbox_mode : undefined
  if (mine === undefined || wanted === undefined) return { value, tightens: false }
  const change = SANDBOX_MODES.findIndex(mode => mode === wanted) - SANDBOX_MODES.indexOf(mine)
  return change > 0 ? { note: LOOSER } : { value, tightens: change < 0 }
}

const maxThreads: Rule = (value, below) => atMost(Number(value), limitsFrom(below.agents).maxThreads)

const GROUPS: Readonly<Record<string, Rules>> = {
  agents: {
    enabled: onSwitch(false, below => below.agents?.enabled),
    max_threads: maxThreads,
    max_concurrent_threads_per_session: maxThreads,
    max_depth: (value, below) => atMost(Number(value), limitsFrom(below.agents).maxDepth),
    job_max_runtime_seconds: (value, below) =>
      atMost(orEndless(value), orEndless(below.agents?.job_max_runtime_seconds), value),
    max_tokens: (value, below) => atMost(orEndless(value), orEndless(below.agents?.max_tokens), value),
    default_subagent_model: applies,
    default_subagent_reasoning_effort: applies,
    '*': role,
  },
  sandbox_workspace_write: {
    network_access: onSwitch(false, below => below.sandbox_workspace_write?.network_access ?? false),
    exclude_slash_tmp: onSwitch(true, below => below.sandbox_workspace_write?.exclude_slash_tmp),
    exclude_tmpdir_env_var: onSwitch(true, below => below.sandbox_workspace_write?.exclude_tmpdir_env_var),
    writable_roots: (value, below) => subset(value, below.sandbox_workspace_write?.writable_roots ?? []),
  },
  shell_environment_policy: {
    inherit: onScale(['none', 'core', 'all'], below => below.shell_environment_policy?.inherit ?? 'all'),
    ignore_default_excludes: onSwitch(false, below => below.shell_environment_policy?.ignore_default_excludes ?? false),
    // Layers replace lists, so what the user withholds is said again.
    exclude: (value, below) => ({
      value: [...new Set([...(below.shell_environment_policy?.exclude ?? []), ...(value as string[])])],
      tightens: true,
    }),
    include_only: (value, below) => {
      const mine = below.shell_environment_policy?.include_only ?? []
      // An empty list means everything.
      if (mine.length === 0) return { value, tightens: (value as string[]).length > 0 }
      return (value as string[]).length > 0 ? subset(value, mine) : { note: LOOSER }
    },
  },
}

/** Some of the user's own entries. Compared as text: a path below one of them could be a link to anywhere. */
function subset(value: unknown, mine: readonly string[]): Outcome {
  const wanted = value as string[]
  if (!wanted.every(entry => mine.includes(entry))) return { note: 'A project can only leave out some of your own.' }
  return { value, tightens: wanted.length < mine.length }
}

/** What a trusted project may do with a key: set it, set it to something tighter, have you asked, or nothing. */
export function projectMay([first = '', second]: readonly string[]): 'set' | 'tighten' | 'ask' | 'nothing' {
  if (PROGRAMS.has(first)) return 'ask'
  const rules = Object.hasOwn(GROUPS, first) && second !== undefined ? (GROUPS[first] ?? {}) : RULES
  const name = rules === RULES ? first : (second ?? '')
  const rule = Object.hasOwn(rules, name) ? rules[name] : rules['*']
  if (rule === undefined) return 'nothing'
  return rule === applies || rule === namesOnly ? 'set' : 'tighten'
}
