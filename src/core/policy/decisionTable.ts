import type { Verdict } from '../thread/calls.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES, sandboxOf } from '../thread/settings.ts'
import type { ApprovalPolicy, SandboxMode } from '../thread/settings.ts'
import { judgeCommand, judgeHarmless, judgePatch } from './judge.ts'
import type { Circumstances, CommandFacts, PatchFacts } from './judge.ts'
import { judgeMcp } from './judgeMcp.ts'
import type { McpFacts } from './judgeMcp.ts'
import type { Deed } from './planMode.ts'
import { NO_RULES } from './rules/rules.ts'
import type { PrefixRule, RuleSet } from './rules/rules.ts'
import type { ParseShell } from './shell.ts'

/** A kind of call that the table has a row for. */
export interface Situation {
  title: string
  command?: Partial<CommandFacts>
  patch?: Partial<PatchFacts>
  /** Something that needs no permission. */
  deed?: Deed
  mcp?: { readOnly: boolean; allowed: boolean }
  /** The thread is in Plan mode. */
  plan?: boolean
}

const rule = (decision: PrefixRule['decision'], layer: PrefixRule['layer'] = 'user'): RuleSet => ({
  ...NO_RULES,
  prefixRules: [{ pattern: ['npm', 'test'], decision, layer, file: 'default.rules', line: 1 }],
})
const NO_SANDBOX = { reason: 'bubblewrap (bwrap) is not installed', fix: 'Install it.' }

/** Everything that leads to another decision, one situation a row. */
export const SITUATIONS: readonly Situation[] = [
  { title: 'known to only read (`ls -la`)', command: { command: 'ls -la' } },
  { title: 'anything else (`npm test`)', command: {} },
  { title: 'dangerous (`rm -rf build`)', command: { command: 'rm -rf build' } },
  { title: 'asks to run outside the sandbox', command: { escalated: true } },
  { title: 'no sandbox here: reads', command: { command: 'ls -la', noSandbox: NO_SANDBOX } },
  { title: 'no sandbox here: anything else', command: { noSandbox: NO_SANDBOX } },
  { title: 'a rule allows it', command: { rules: rule('allow') } },
  { title: 'a rule allows it, project not trusted', command: { rules: rule('allow'), trusted: false } },
  {
    title: 'a rule for this project allows it, not trusted',
    command: { rules: rule('allow', 'project'), trusted: false },
  },
  { title: 'a rule wants a question', command: { rules: rule('prompt') } },
  { title: 'a rule forbids it', command: { rules: rule('forbidden') } },
  {
    title: 'the rules cannot be read',
    command: { unreadRules: { file: 'default.rules', line: 1, message: 'a mistake' } },
  },
  { title: 'allowed before for this thread', command: { allowedForThread: true } },
  { title: 'Plan mode: reads', command: { command: 'ls -la' }, plan: true },
  { title: 'Plan mode: anything else', command: {}, plan: true },
  { title: 'Plan mode: allowed before for this thread', command: { allowedForThread: true }, plan: true },
  { title: 'Plan mode: a patch', patch: {}, plan: true },
  { title: 'Plan mode: listening to a running command', deed: { kind: 'typing', text: '' }, plan: true },
  { title: 'Plan mode: typing into one', deed: { kind: 'typing', text: 'y' }, plan: true },
  { title: 'Plan mode: the checklist (`update_plan`)', deed: { kind: 'checklist' }, plan: true },
  { title: 'Plan mode: MCP tool, read-only and allowed', mcp: { readOnly: true, allowed: true }, plan: true },
  { title: 'Plan mode: MCP tool, only one of these', mcp: { readOnly: true, allowed: false }, plan: true },
  { title: 'patch inside the workspace', patch: {} },
  { title: 'patch outside of it', patch: { outside: ['/etc/hosts'] } },
  { title: 'patch of a protected folder', patch: { protected: ['/w/.git/config'] } },
]

export interface Row {
  situation: string
  policy: ApprovalPolicy
  mode: SandboxMode
  verdict: Verdict
}

function decide({ command, patch, deed, mcp }: Situation, base: Circumstances, parse: ParseShell): Verdict {
  if (mcp) return judgeMcp(mcpFacts(mcp, base))
  if (deed) return judgeHarmless(base, deed)
  if (patch) return judgePatch({ ...base, changes: () => [], outside: [], protected: [], ...patch })
  const facts = { ...base, command: 'npm test', escalated: false, rules: NO_RULES, trusted: true, parse }
  return judgeCommand({ ...facts, ...command })
}

const mcpFacts = (
  { readOnly, allowed }: NonNullable<Situation['mcp']>,
  { settings, cwd }: Circumstances,
): McpFacts => ({
  settings,
  cwd,
  subject: { server: 'docs', tool: 'search', schemaHash: '', hints: { readOnly }, arguments: {} },
  approvalMode: 'auto',
  serverOrigin: 'default',
  allowedForThread: false,
  approval: allowed ? { type: 'allowed', scope: 'everywhere' } : { type: 'none' },
  policyOrigin: 'default',
})

/** Every situation under every policy and sandbox, decided by the code that decides. */
export function decisionRows(parse: ParseShell): Row[] {
  return SITUATIONS.flatMap(situation =>
    APPROVAL_POLICIES.flatMap(policy =>
      SANDBOX_MODES.map(mode => {
        const settings = {
          provider: 'p',
          model: 'm',
          mode: situation.plan ? 'plan' : 'code',
          approvalPolicy: policy,
          sandbox: sandboxOf(mode),
        }
        const base = {
          cwd: '/w',
          noSandbox: null,
          allowedForThread: false,
          origins: { approvalPolicy: 'default', sandboxMode: 'default' },
        }
        const verdict = decide(situation, { ...base, settings }, parse)
        return { situation: situation.title, policy, mode, verdict }
      }),
    ),
  )
}

const WORDS = { ask: 'asks', refuse: 'refused' } as const
const wordOf = (verdict: Verdict): string =>
  verdict.type === 'run' ? (isConfined(verdict) ? 'runs' : 'runs *unconfined*') : WORDS[verdict.type]

/** What does nothing has nothing to be confined. */
const isConfined = ({ sandboxed, reason }: Extract<Verdict, { type: 'run' }>): boolean =>
  sandboxed || reason.code === 'tool.harmless'

/** The table of docs/decisions.md, as Markdown. */
export function decisionTable(parse: ParseShell): string {
  const rows = decisionRows(parse)
  const cell = (situation: string, policy: ApprovalPolicy): string => {
    const words = SANDBOX_MODES.map(mode => {
      const row = rows.find(row => row.situation === situation && row.policy === policy && row.mode === mode)
      return row ? wordOf(row.verdict) : ''
    })
    return new Set(words).size === 1 ? (words[0] ?? '') : words.join(' / ')
  }
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(['call', ...APPROVAL_POLICIES.map(policy => `\`${policy}\``)]),
    line(['---', ...APPROVAL_POLICIES.map(() => '---')]),
    ...SITUATIONS.map(({ title }) => line([title, ...APPROVAL_POLICIES.map(policy => cell(title, policy))])),
  ].join('\n')
}
