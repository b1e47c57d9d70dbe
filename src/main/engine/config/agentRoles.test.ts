import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { limitsFrom } from '../../../core/agents/config.ts'
import { BUILT_IN_ROLES } from '../../../core/agents/roles.ts'
import { loadConfig } from './load.ts'

let at: string
beforeEach(() => void (at = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-roles-')))))
afterEach(() => rmSync(at, { recursive: true, force: true }))

function write(path: string, text: string) {
  const file = join(at, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** The configuration of `project`, which the user trusts or not. */
async function load(config: string, { trusted = true } = {}) {
  const project = join(at, 'project')
  mkdirSync(join(project, '.git'), { recursive: true })
  writeFileSync(join(project, '.git', 'HEAD'), 'ref: refs/heads/main\n')
  write(
    'home/config.toml',
    `${config}\n[projects."${project}"]\ntrust_level = "${trusted ? 'trusted' : 'untrusted'}"\n`,
  )
  const systemFile = join(at, 'no-such-file')
  const loaded = await loadConfig({ home: join(at, 'home'), userHome: join(at, 'user'), cwd: project, systemFile })
  const said = (texts: string[]) => texts.map(text => text.replaceAll(at, '')).sort()
  return { ...loaded, notices: said(loaded.notices), errors: said(loaded.errors) }
}

const named = ({ roles }: { roles: readonly { name: string }[] }, name: string) =>
  roles.find(role => role.name === name)

test('without any configuration there are the built-in roles and limits', async () => {
  const loaded = await load('')
  expect(loaded.roles).toEqual(BUILT_IN_ROLES)
  expect(limitsFrom(loaded.values.agents)).toEqual({
    enabled: true,
    maxThreads: 6,
    maxDepth: 1,
    maxRuntimeMs: null,
    maxTokens: null,
  })
})

test('limits, under both names, and roles, from tables and from the files that they refer to', async () => {
  write('home/roles/reviewer.toml', 'model = "small"\ndeveloper_instructions = "Read the diff."\n')
  const loaded = await load(`
[agents]
max_concurrent_threads_per_session = 3
max_depth = 2
job_max_runtime_seconds = 90
max_tokens = 5000
default_subagent_model = "tiny"
default_subagent_reasoning_effort = "low"
interrupt_message = "as the real program has it"

[agents.reviewer]
description = "Reads a diff."
config_file = "roles/reviewer.toml"
model_reasoning_effort = "high"
nickname_candidates = ["Ada", "Grace"]

[agents.explorer]
model = "tiny"
`)
  expect([...loaded.errors, ...loaded.notices]).toEqual([])
  expect(limitsFrom(loaded.values.agents)).toEqual({
    enabled: true,
    maxThreads: 3,
    maxDepth: 2,
    maxRuntimeMs: 90_000,
    maxTokens: 5000,
    model: 'tiny',
    effort: 'low',
  })
  expect(named(loaded, 'reviewer')).toEqual({
    name: 'reviewer',
    description: 'Reads a diff.',
    instructions: 'Read the diff.',
    model: 'small',
    effort: 'high',
    sandbox: undefined,
    nicknames: ['Ada', 'Grace'],
    origin: expect.stringMatching(/config\.toml:12$/),
  })
  // One that is there is changed key by key.
  expect(named(loaded, 'explorer')).toMatchObject({ model: 'tiny', sandbox: 'read-only', effort: 'low' })
})

test('files: of the home, over them of the project, whose loosening counts for nothing', async () => {
  write('home/agents/docs.toml', 'description = "Writes pages."\nsandbox_mode = "read-only"\nmodel = "mine"\n')
  write('home/agents/other.toml', 'name = "renamed"\ndescription = "Has another name."\n')
  write('project/.heddle/agents/docs.toml', 'description = "Theirs."\nsandbox_mode = "danger-full-access"\n')
  write('project/.codex/agents/local.toml', 'description = "Only here."\nsandbox_mode = "workspace-write"\n')
  const loaded = await load('')
  expect([...loaded.errors, ...loaded.notices]).toEqual([])
  expect(named(loaded, 'docs')).toMatchObject({ description: 'Theirs.', sandbox: 'read-only', model: 'mine' })
  expect(named(loaded, 'local')).toMatchObject({ sandbox: 'workspace-write' })
  expect(named(loaded, 'renamed')).toMatchObject({ description: 'Has another name.' })
  const untrusted = await load('', { trusted: false })
  expect(named(untrusted, 'local')).toBeUndefined()
  expect(named(untrusted, 'docs')).toMatchObject({ description: 'Writes pages.' })
})

test('tables of a project: a role of its own counts, one of the user is not loosened, limits only get tighter', async () => {
  write(
    'project/.heddle/config.toml',
    `[agents]
max_threads = 50
max_depth = 0
[agents.explorer]
sandbox_mode = "workspace-write"
[agents.mine]
sandbox_mode = "danger-full-access"
[agents.theirs]
description = "A role of the project."
config_file = "../../home/agents/secret.toml"
`,
  )
  write('home/agents/secret.toml', 'description = "d"\ndeveloper_instructions = "not for the project"\n')
  const loaded = await load('[agents.mine]\ndescription = "Mine."\nsandbox_mode = "read-only"\n')
  expect(limitsFrom(loaded.values.agents)).toMatchObject({ maxThreads: 6, maxDepth: 0 })
  expect(named(loaded, 'explorer')).toMatchObject({ sandbox: 'read-only' })
  expect(named(loaded, 'mine')).toMatchObject({ sandbox: 'read-only' })
  expect(named(loaded, 'theirs')).toMatchObject({ description: 'A role of the project.', instructions: undefined })
  expect(loaded.notices).toEqual([
    '/home/agents/secret.toml is ignored. It is not there or leads out of the project.',
    expect.stringMatching(/^\/project\/\.heddle\/config\.toml:2:1: agents\.max_threads is ignored\. .*looser/),
    expect.stringMatching(/^\/project\/\.heddle\/config\.toml:6:1: agents\.mine is ignored\. .*looser/),
  ])
})

test('what is wrong is said with its place, and the rest counts', async () => {
  write('home/agents/broken.toml', 'description = "d"\nmodel = [\n')
  write('home/agents/typo.toml', 'description = "d"\nmodle = "m"\nmodel_reasoning_effort = "extreme"\nmodel = "m"\n')
  write('home/agents/no words.toml', 'model = "m"\n')
  mkdirSync(join(at, 'elsewhere'))
  write('elsewhere/out.toml', 'description = "d"\n')
  mkdirSync(join(at, 'project/.heddle/agents'), { recursive: true })
  symlinkSync(join(at, 'elsewhere/out.toml'), join(at, 'project/.heddle/agents/out.toml'))
  const loaded = await load(`
[agents]
max_thread = 3
max_depth = -1
[agents.silent]
model = "m"
[agents.wrong]
description = "d"
sandbox_mode = "none"
descripton = "d"
config_file = "gone.toml"
[agents."two words"]
description = "d"
`)
  expect(loaded.errors).toEqual([
    expect.stringMatching(/^\/home\/config\.toml:4:1: agents\.max_depth: /),
    expect.stringMatching(/^\/home\/config\.toml:9:1: agents\.wrong\.sandbox_mode: /),
  ])
  expect(loaded.notices).toEqual([
    expect.stringMatching(/^\/home\/agents\/broken\.toml:3:1: /),
    expect.stringMatching(/^\/home\/agents\/no words\.toml: "no words" can not be the name of an agent role/),
    '/home/agents/typo.toml:2:1: unknown key "modle" of an agent role; did you mean "model"?',
    expect.stringMatching(/^\/home\/agents\/typo\.toml:3:1: model_reasoning_effort: /),
    '/home/config.toml:10:1: unknown key "agents.wrong.descripton"; did you mean "description"?',
    expect.stringMatching(/^\/home\/config\.toml:13: "two words" can not be the name/),
    '/home/config.toml:3:1: unknown key "agents.max_thread"; did you mean "max_threads"?',
    '/home/config.toml:6: the agent role "silent" has no description, by which a model would choose it.',
    '/home/gone.toml: there is no such file.',
    '/project/.heddle/agents/out.toml is ignored. It is not there or leads out of the project.',
  ])
  expect(named(loaded, 'typo')).toMatchObject({ model: 'm', effort: undefined })
  expect(named(loaded, 'wrong')).toMatchObject({ description: 'd', sandbox: undefined })
  expect(named(loaded, 'silent')).toMatchObject({ model: 'm' })
  expect(limitsFrom(loaded.values.agents)).toMatchObject({ maxThreads: 6, maxDepth: 1 })
})
