import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { appServer, missing } from '../testing/codexServer.ts'
import type { Answer } from '../testing/codexServer.ts'
import { closeLater, start } from '../testing/engineRig.ts'
import { tempHome } from '../testing/heddle.ts'

if (missing) console.log(`Skipped beside the real Codex: ${missing}`)

/** Files of one home and one trusted project, and `-c` of the command line. */
interface Layers {
  user?: string
  /** `.codex/config.toml` at the project's root. */
  project?: string
  /** The same in the folder `sub`, in which the configuration is read. */
  inner?: string
  flags?: string[]
}

// Keys that both programs know, with values that both take. A project can loosen nothing here, and set no program, so what
// it sets beyond that is left out.
const SETS: Record<string, Layers> = {
  'nothing but the user': { user: 'model = "a"\nmodel_verbosity = "low"\n' },
  'a project over the user': { user: 'model = "a"\n', project: 'model = "b"\n' },
  'a folder over its project': { user: 'model = "a"\n', project: 'model = "b"\n', inner: 'model = "c"\n' },
  'a folder and its project side by side': { project: 'model = "b"\n', inner: 'model_verbosity = "high"\n' },
  'flags over everything': { user: 'model = "a"\n', project: 'model = "b"\n', flags: ['model="f"'] },
  'a flag that is no TOML is a text': { flags: ['model=plain words'] },
  'a flag inside a table': { user: '[history]\npersistence = "none"\n', flags: ['history.max_bytes=5'] },
  'a flag as an inline table': { flags: ['shell_environment_policy={inherit="none", set={A="1"}}'] },
  'several flags for one table': {
    flags: ['sandbox_workspace_write.network_access=true', 'sandbox_workspace_write.exclude_slash_tmp=true'],
  },
  'the later flag of two': { flags: ['model="a"', 'model="b"'] },
  'tables are merged key by key': {
    user: '[shell_environment_policy]\ninherit = "all"\nexclude = ["A"]\n',
    flags: ['shell_environment_policy.inherit="core"'],
  },
  'maps are merged key by key': {
    user: '[shell_environment_policy.set]\nA = "1"\nB = "2"\n',
    flags: ['shell_environment_policy.set.B="3"', 'shell_environment_policy.set.C="4"'],
  },
  'lists are one value': {
    user: 'project_doc_fallback_filenames = ["A.md", "B.md"]\n',
    project: 'project_doc_fallback_filenames = ["C.md"]\n',
  },
  'an empty list is a value': { user: 'project_root_markers = []\n' },
  'numbers of a project': {
    user: 'project_doc_max_bytes = 100\ntool_output_token_limit = 7\n',
    project: 'project_doc_max_bytes = 50\ntool_output_token_limit = 3\n',
  },
  'zero is a value': { user: 'project_doc_max_bytes = 0\n' },
  'effort and verbosity': {
    user: 'model_reasoning_effort = "low"\nmodel_verbosity = "high"\n',
    project: 'model_reasoning_effort = "high"\n',
  },
  'a tighter policy of a project': { user: 'approval_policy = "never"\n', project: 'approval_policy = "on-request"\n' },
  'a tighter sandbox of a project': {
    user: 'sandbox_mode = "danger-full-access"\n',
    project: 'sandbox_mode = "workspace-write"\n',
  },
  'details of the sandbox': {
    user: 'sandbox_mode = "workspace-write"\n[sandbox_workspace_write]\nwritable_roots = ["/a", "/b"]\nnetwork_access = true\n',
    project: '[sandbox_workspace_write]\nnetwork_access = false\n',
  },
  'limits of the context': {
    user: 'model_context_window = 1000\nmodel_auto_compact_token_limit = 900\ncompact_prompt = "Sum up."\n',
  },
  'instructions over several lines': { user: 'developer_instructions = """\nOne\n  two "three"\n"""\n' },
  'a provider': {
    user: 'model_provider = "mine"\n[model_providers.mine]\nname = "Mine"\nbase_url = "http://127.0.0.1:9/v1"\nwire_api = "responses"\nenv_key = "K"\n',
  },
  'a provider with retries and headers': {
    user: '[model_providers.m]\nname = "M"\nbase_url = "http://127.0.0.1:9/v1"\nrequest_max_retries = 2\nhttp_headers = { Accept = "x" }\nquery_params = { v = "1" }\n',
  },
  'a server over stdin and stdout': {
    user: '[mcp_servers.docs]\ncommand = "docs"\nargs = ["-v"]\nenabled = false\n[mcp_servers.docs.env]\nLEVEL = "2"\n',
  },
  'a server over HTTP': {
    user: '[mcp_servers.docs]\nurl = "http://127.0.0.1:9/mcp"\nbearer_token_env_var = "K"\nstartup_timeout_sec = 3\ntool_timeout_sec = 4\nenabled = false\n',
  },
  'tools of a server': {
    user: '[mcp_servers.docs]\ncommand = "docs"\nenabled = false\nenabled_tools = ["a"]\ndisabled_tools = ["b"]\n',
  },
  'tables of profiles, which are only read': { user: '[profiles.deep]\nmodel = "d"\nmodel_verbosity = "low"\n' },
  'searching the web': { user: 'web_search = "live"\n', flags: ['web_search="cached"'] },
  'dotted keys and quoted ones': {
    user: 'history.persistence = "none"\nshell_environment_policy.set."A B" = "1"\n"model" = "q"\n',
  },
  'limits of agents': { user: '[agents]\nmax_concurrent_threads_per_session = 3\nmax_depth = 2\n' },
  'a program that is told': { user: 'notify = ["true", "-x"]\nallow_login_shell = false\n' },
  'a mark of the byte order and Windows line ends': { user: 'model = "a"\r\n[history]\r\npersistence = "none"\r\n' },
}

/** The values that layers set: dotted key -> [value, kind of layer]. The overlay file of a profile has no part: its server takes none. */
type Flat = Record<string, unknown>

const OURS: Readonly<Record<string, string>> = { user: 'user', project: 'project', 'command line': 'sessionFlags' }

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

function flat({ config, origins }: Answer, keys: readonly string[]): Flat {
  const at = (key: string): unknown =>
    key.split('\u0000').reduce<unknown>((value, part) => Object(value)[part] as unknown, config)
  return Object.fromEntries(
    keys.map(key => {
      const dotted = key.split('\u0000').join('.')
      // Elements of a list have origins of their own there.
      const origin = origins[dotted] ?? origins[`${dotted}.0`]
      const value = at(key)
      // It knows no place for a list of nothing: its file is the only one that says it.
      return [dotted, [value, origin?.name.type ?? (isEmptyList(value) ? 'user' : 'none')]]
    }),
  )
}

describe.skipIf(missing !== null)('the configuration, beside the real Codex', () => {
  test('in at least 30 hand-written sets of layers', () => {
    expect(Object.keys(SETS).length).toBeGreaterThanOrEqual(30)
  })

  test.each(Object.entries(SETS))('%s', async (_, { user = '', project = '', inner = '', flags = [] }) => {
    const home = tempHome('http://127.0.0.1:9')
    closeLater({ close: home.remove })
    const sub = join(home.workspace, 'sub')
    for (const [folder, text] of [
      [home.workspace, project],
      [sub, inner],
    ] as const) {
      mkdirSync(join(folder, '.codex'), { recursive: true })
      if (text !== '') writeFileSync(join(folder, '.codex', 'config.toml'), text)
    }
    const file = join(home.home, 'config.toml')
    writeFileSync(file, `${user}\n[projects."${home.workspace}"]\ntrust_level = "trusted"\n`)
    const before = readFileSync(file, 'utf8')

    const { client } = await start(home, { overrides: flags })
    const { leaves, problems } = await client.call('config/read', { cwd: sub })
    expect(problems).toEqual([])
    const set = leaves.filter(({ origin }) => origin.layer !== 'default')
    const ours: Flat = Object.fromEntries(
      set.map(({ path, value, origin }) => [path.join('.'), [value, OURS[origin.layer] ?? origin.layer]]),
    )
    const theirs = await appServer(home, ...flags.flatMap(flag => ['-c', flag]))
    const answer = await theirs.call('config/read', { includeLayers: true, cwd: sub })
    expect(ours).toEqual(
      flat(
        answer,
        set.map(({ path }) => path.join('\u0000')),
      ),
    )
    // Nothing that it knows the place of is missing here.
    const dotted = set.map(({ path }) => path.join('.'))
    expect(
      Object.keys(answer.origins).filter(key => !dotted.some(each => key === each || key.startsWith(`${each}.`))),
    ).toEqual([])
    expect(readFileSync(file, 'utf8')).toBe(before)
  })
})
