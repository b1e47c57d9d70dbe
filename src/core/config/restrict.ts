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
type Rule = (value: unknown, below: ConfigValues) => Outcome
type Rules = Readonly<Record<string, Rule>>

const decide = (rules: Rules, key: string, value: unknown, below: ConfigValues): Outcome =>
  (Object.hasOwn(rules, key) ? rules[key] : undefined)?.(value, below) ?? { note: NOT_ITS_OWN }

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

const pausesAfter = (calls: unknown): number => Number(calls) || Infinity

const RULES: Rules = {
  model: applies,
  model_reasoning_effort: applies,
  model_verbosity: applies,
  project_doc_max_bytes: applies,
  tool_output_token_limit: applies,
  // Names only: a path would lead out of the folders that guidance is looked for in.
  project_doc_fallback_filenames: value =>
    Array.isArray(value) && value.every(name => typeof name === 'string' && /^[^/\\]+$/.test(name))
      ? { value, tightens: false }
      : { note: 'A project can name files only, not paths.' },
  approval_policy: onScale(TIGHTEST_POLICY_FIRST, below => below.approval_policy ?? 'on-request'),
  // 0 never asks, so of all numbers it is the largest.
  max_calls_without_input: (value, below) => {
    const change = pausesAfter(value) - pausesAfter(below.max_calls_without_input ?? CALLS_WITHOUT_INPUT)
    return change > 0 ? { note: LOOSER } : { value, tightens: change < 0 }
  },
  sandbox_mode: onScale(SANDBOX_MODES, below => below.sandbox_mode ?? 'workspace-write'),
}

const GROUPS: Readonly<Record<string, Rules>> = {
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
