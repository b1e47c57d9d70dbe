import type { McpServerView, McpToolView } from '../../src/contract/mcp.ts'
import type { Explanation, RuleFileView, RuleView } from '../../src/contract/rules.ts'
import type { TrustStatus } from '../../src/contract/trust.ts'
import type { Scripted } from './scriptedEngine.ts'
import { CWD } from './threads.ts'

type Answers = NonNullable<Scripted['answers']>

const HOME = '/home/ada/.heddle'
const YOURS = `${HOME}/rules/default.rules`
const PROJECT = `${HOME}/rules/projects/heddle-1f0c22ab.rules`

const rule = (line: number, pattern: RuleView['pattern'], decision: RuleView['decision'], why?: string): RuleView => ({
  line,
  pattern,
  decision,
  removable: !why && pattern.every(word => typeof word === 'string'),
  ...(why ? { justification: why } : {}),
})

const FILES: RuleFileView[] = [
  {
    path: '/etc/heddle/rules/company.rules',
    layer: 'system',
    rules: [rule(4, ['rm', ['-rf', '-fr']], 'forbidden', 'Move it to the trash instead: gio trash <path>.')],
    networkRules: [{ line: 9, host: 'registry.example.com', protocol: 'https', decision: 'allow' }],
    problems: [],
  },
  {
    path: '/home/ada/.codex/rules/default.rules',
    layer: 'codex',
    rules: [rule(1, ['npm', ['test', 't', 'run']], 'allow')],
    networkRules: [],
    problems: [],
  },
  {
    path: YOURS,
    layer: 'user',
    rules: [
      rule(1, ['git', 'status'], 'allow'),
      rule(2, ['git', 'push'], 'prompt', 'Somebody else may have pushed meanwhile.'),
      rule(3, ['python3', '-c', `import sys; print(sys.argv)  # ${'a word that goes on '.repeat(5)}`], 'allow'),
    ],
    networkRules: [],
    problems: [],
  },
  { path: PROJECT, layer: 'project', rules: [rule(2, ['npx', 'vitest'], 'allow')], networkRules: [], problems: [] },
  {
    path: `${CWD}/.heddle/rules/team.rules`,
    layer: 'repository',
    rules: [rule(3, ['npm', 'publish'], 'forbidden', 'Releases are made by the pipeline.')],
    networkRules: [],
    problems: [{ line: 7, message: 'An allow rule of a repository is ignored: it can only make things stricter.' }],
  },
]

const matchesOf = (files: readonly RuleFileView[], words: string[]): Explanation['matches'] =>
  files.flatMap(({ path, layer, rules }) =>
    rules.flatMap(({ pattern, line, decision, justification }) =>
      pattern.every((word, index) => [word].flat().includes(words[index] ?? ''))
        ? [{ command: words, pattern: JSON.stringify(pattern), decision, file: path, line, layer, justification }]
        : [],
    ),
  )

/** Judges by rules alone: enough to draw every verdict. */
function explain(files: readonly RuleFileView[], command: string): Explanation {
  const unsure = command.includes('$(') ? 'it contains a command substitution.' : null
  const parts = unsure ? [] : command.split(/ && | \| |; /).map(part => part.trim().split(/\s+/))
  const matches = parts.flatMap(words => matchesOf(files, words))
  const decisions = matches.map(match => match.decision)
  const base = { command, parts, unsure, matches, danger: null, proposals: [] as string[][] }
  if (decisions.includes('forbidden')) {
    return { ...base, verdict: 'refuse', reason: { code: 'rule', text: 'A rule forbids it.' } }
  }
  if (command.startsWith('sudo')) {
    const danger = 'sudo runs as the administrator.'
    return { ...base, verdict: 'ask', danger, reason: { code: 'danger', text: 'Dangerous commands are always asked.' } }
  }
  if (decisions.includes('prompt')) {
    return { ...base, verdict: 'ask', reason: { code: 'rule', text: 'A rule asks for it.' } }
  }
  if (parts.length > 0 && decisions.length === parts.length) {
    return { ...base, verdict: 'runUnsandboxed', reason: { code: 'rule', text: 'Rules allow every part.' } }
  }
  const words = parts[0] ?? []
  return {
    ...base,
    verdict: 'run',
    reason: {
      code: 'sandboxed',
      text: 'Policy on-request runs it in the sandbox.',
      origin: 'config.toml:3',
    },
    proposals: words.length > 1 ? [words, words.slice(0, 1)] : [words],
  }
}

const COMMANDS = [
  'git status --short',
  'npm test -- --run src/core',
  'rm -rf node_modules && npm ci',
  'cat src/main/engine/engine.ts | head -80',
  'git push origin fix/resume-race',
  'sudo apt-get install ripgrep',
  'npx vitest run src/main/engine/store --repeat 200',
  `rg -n "${'a very long pattern '.repeat(12)}" src`,
  'echo $(date) > stamp',
  'npm publish --access public',
]

/** The rules room's part of an engine, as it would answer. */
export function ruleAnswers(): Answers {
  const files = structuredClone(FILES)
  return {
    'rules/list': () => ({ files: structuredClone(files) }),
    'rules/simulate': ({ commands }) => ({
      explanations: (commands as string[]).map(command => explain(files, command)),
    }),
    'rules/recentCommands': () => ({
      commands: Array.from({ length: 200 }, (_, index) => ({
        command: `${COMMANDS[index % COMMANDS.length]}${index < COMMANDS.length ? '' : ` # ${index}`}`,
        cwd: CWD,
        threadId: 't',
        at: Date.now() - index * 400_000,
      })),
    }),
    'rules/add': ({ prefix, decision, scope, justification }) => {
      const words = prefix as string[]
      if (words.length === 1 && words[0] === 'bash') {
        throw new Error('“bash” alone would allow everything. Name what it runs.')
      }
      const path = scope === 'project' ? PROJECT : YOURS
      const file = files.find(each => each.path === path)!
      const line = Math.max(...file.rules.map(each => each.line)) + 1
      file.rules.push({
        ...rule(line, words, decision as RuleView['decision']),
        justification: justification as string,
      })
      return { file: path, line }
    },
    'rules/remove': ({ file, line }) => {
      const kept = files.find(each => each.path === file)!
      kept.rules = kept.rules.filter(each => each.line !== line)
      return {}
    },
  }
}

const server = (name: string, over: Partial<McpServerView> = {}): McpServerView => ({
  name,
  status: { state: 'ready' },
  transport: 'stdio',
  target: `npx -y @modelcontextprotocol/server-${name}`,
  title: null,
  version: null,
  instructions: null,
  tools: 0,
  resources: false,
  signedIn: false,
  origin: '~/.heddle/config.toml:41',
  notes: [],
  ...over,
})

export const SERVERS: McpServerView[] = [
  server('filesystem', {
    title: 'Secure filesystem server',
    version: '0.2.0',
    target: `npx -y @modelcontextprotocol/server-filesystem ${CWD}`,
    instructions: 'Paths are absolute. Call list_allowed_directories first.',
    tools: 4,
    resources: true,
    notes: ['The description of “directory_tree” was cut at 4 KB.'],
  }),
  server('issues', {
    status: { state: 'needsSignIn' },
    transport: 'http',
    target: 'https://mcp.issues.example.com/v1/mcp',
    origin: '~/.heddle/config.toml:58',
  }),
  server('search', { status: { state: 'starting' } }),
  server('a-server-with-a-name-that-goes-on-and-on-until-it-does-not-fit', {
    status: {
      state: 'failed',
      reason: 'The program ended with exit code 127: npx: command not found. Install Node.js or name its full path.',
      attempt: 3,
      retryAt: Date.now() + 3_600_000,
    },
  }),
  server('memory', { status: { state: 'stopped' } }),
  server('old', { status: { state: 'disabled' } }),
]

const tool = (name: string, over: Partial<McpToolView> = {}): McpToolView => ({
  name,
  modelName: `mcp__filesystem__${name}`,
  title: null,
  description: 'Reads the whole content of a file as text. Only within the allowed directories.',
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string', description: 'Where it is' }, head: { type: 'number' } },
    required: ['path'],
  },
  enabled: true,
  approval: 'auto',
  allowed: 'no',
  hints: {},
  ...over,
})

const LOGS = Array.from({ length: 60 }, (_, index) => ({
  at: Date.UTC(2026, 10, 21, 9, 0, index),
  source: (['stderr', 'server', 'heddle'] as const)[index % 3],
  text: index % 7 === 0 ? `Request ${index}: ${'tools/list '.repeat(14)}` : `Line ${index}`,
}))

export const SIGN_IN_URL =
  'https://login.issues.example.com/oauth/authorize?response_type=code&client_id=heddle&code_challenge=' +
  `${'x'.repeat(43)}&code_challenge_method=S256&redirect_uri=http%3A%2F%2F127.0.0.1%3A39121%2Fcallback&state=abc`

/** The MCP room's part of an engine. `changed` is told when the servers are others. */
export function mcpAnswers(first: McpServerView[], changed: (servers: McpServerView[]) => void): Answers {
  let servers = first
  let tools = [
    tool('read_text_file', { title: 'Read a text file', hints: { readOnly: true } }),
    tool('write_file', { approval: 'prompt', hints: { destructive: true } }),
    tool('move_file', { allowed: 'project', hints: { destructive: true, openWorld: true } }),
    tool('directory_tree', { enabled: false }),
  ]
  const set = (next: McpServerView[]) => {
    servers = next
    changed(servers)
    return {}
  }
  const setState = (name: unknown, status: McpServerView['status']) =>
    set(servers.map(each => (each.name === name ? { ...each, status } : each)))
  return {
    'mcp/tools': params => ({ tools: params.server === 'filesystem' ? tools : [] }),
    'mcp/logs': () => ({ lines: LOGS }),
    'mcp/restart': params => setState(params.server, { state: 'starting' }),
    'mcp/signIn': () => ({ url: SIGN_IN_URL }),
    'mcp/setEnabled': params => setState(params.server, { state: params.enabled ? 'starting' : 'disabled' }),
    'mcp/setTool': ({ tool, enabled, approval }) => {
      tools = tools.map(each =>
        each.name === tool
          ? {
              ...each,
              enabled: (enabled as boolean | undefined) ?? each.enabled,
              approval: (approval as McpToolView['approval'] | undefined) ?? each.approval,
            }
          : each,
      )
      return {}
    },
    'mcp/forgetApproval': ({ tool }) => {
      tools = tools.map(each => (each.name === tool ? { ...each, allowed: 'no' } : each))
      return {}
    },
    'mcp/add': ({ name, url, command, args }) =>
      set([
        ...servers,
        server(String(name), {
          status: { state: 'starting' },
          target: String(url ?? [command, ...((args as string[] | undefined) ?? [])].join(' ')),
        }),
      ]),
    'mcp/remove': params => ({ ...set(servers.filter(each => each.name !== params.server)), deletedId: 'd-1' }),
  }
}

export const OFFERS: TrustStatus['offers'] = [
  {
    kind: 'mcpServer',
    title: 'mcp server “docs”: npx -y docs-server --root .',
    file: `${CWD}/.heddle/config.toml`,
    line: 12,
    effect: 'asksFirst',
    note: 'It runs once you trust what it says now; whenever that changes, you are asked again.',
  },
  {
    kind: 'setting',
    title: 'model = "gpt-6.1-sol"',
    file: `${CWD}/.heddle/config.toml`,
    line: 1,
    effect: 'applies',
    note: null,
  },
  { kind: 'instructions', title: 'AGENTS.md', file: `${CWD}/AGENTS.md`, line: null, effect: 'applies', note: null },
  {
    kind: 'rules',
    title: 'forbid npm publish',
    file: `${CWD}/.heddle/rules/team.rules`,
    line: 3,
    effect: 'tightens',
    note: null,
  },
  {
    kind: 'setting',
    title: 'sandbox_mode = "danger-full-access"',
    file: `${CWD}/.heddle/config.toml`,
    line: 3,
    effect: 'ignored',
    note: 'A repository cannot loosen the sandbox.',
  },
]

/** The trust question's part of an engine. */
export function trustAnswers(over: Partial<TrustStatus> = {}): Answers {
  let status: TrustStatus = {
    root: CWD,
    level: 'asked',
    origin: null,
    obstacle: null,
    offers: OFFERS,
    changedSince: false,
    ...over,
  }
  return {
    'workspace/trust': () => status,
    'workspace/setTrust': ({ level }) => {
      const isForgotten = level === 'forget'
      status = {
        ...status,
        level: isForgotten ? 'asked' : (level as TrustStatus['level']),
        origin: isForgotten ? null : '~/.heddle/config.toml:77',
        changedSince: false,
      }
      return status
    },
  }
}
