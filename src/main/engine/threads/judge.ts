import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { patchInCommand } from '../../../core/patch/heredoc.ts'
import type { FileEffect } from '../../../core/patch/plan.ts'
import { lineOf } from '../../../core/policy/commands.ts'
import { judgeBrake } from '../../../core/policy/brake.ts'
import { judgeCommand, judgeHarmless, judgePatch, judgeRetry } from '../../../core/policy/judge.ts'
import type { Deed } from '../../../core/policy/planMode.ts'
import { PROTECTED_NAMES } from '../../../core/policy/protectedNames.ts'
import { judgeQuestion } from '../../../core/policy/judgeQuestion.ts'
import { judgeMcp } from '../../../core/policy/judgeMcp.ts'
import type { McpFacts } from '../../../core/policy/judgeMcp.ts'
import type { Circumstances, CommandFacts } from '../../../core/policy/judge.ts'
import type { RuleSet, UnreadRules } from '../../../core/policy/rules/rules.ts'
import { judgeRestriction, limitsCommands } from '../../../core/policy/judgeRestriction.ts'
import { isBare, readShell } from '../../../core/policy/shell.ts'
import type { ParseShell } from '../../../core/policy/shell.ts'
import type { Restriction } from '../../../core/skills/restriction.ts'
import { approvalKey, mcpApprovalKey } from '../../../core/thread/apply.ts'
import type { ApprovalRequest, Call, FileChange, Question, ToolOutcome, Verdict } from '../../../core/thread/calls.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { toolNameOf } from '../../../core/thread/items.ts'
import type { Routed } from '../tools/registry.ts'

export interface JudgeDeps {
  route(item: Call['item']): Routed
  /** Tries the sandbox, once. */
  sandboxSupport(): Promise<{ available: true } | { available: false; reason: string; fix: string }>
  /** Where the settings of a folder come from, by configuration key. */
  originsFor(cwd: string): Promise<Record<string, string>>
  /** The rules that count in a folder, and those that should but cannot be read. */
  rulesFor(cwd: string): Promise<{ rules: RuleSet; unread: UnreadRules | null }>
  isTrusted(cwd: string): Promise<boolean>
  shellParser(): Promise<ParseShell>
  /** What a patch would do and where its paths lead, or null when it does not fit. */
  planPatch(patch: string, cwd: string): Promise<{ effects: FileEffect[]; targets: ReadonlyMap<string, string> } | null>
  changeOf(effect: FileEffect): FileChange
  /** What there is to know of a tool of an MCP server, by its name for models; null for every other tool. */
  mcpTool(name: string, cwd: string): Promise<McpToolFacts | null>
  temporaryFolders(settings: ThreadSettings): string[]
  /** An absolute path for what a model wrote, `~` included. */
  absolutePath(path: string, cwd: string): string
  /** Whether there is somebody to ask. */
  attended: boolean
  /** After how many calls without a word of the user a turn pauses in a folder; 0: never. */
  brakeLimit(cwd: string): number
  /** When a question that is asked now goes on without an answer, in Unix milliseconds; undefined: never. */
  answerBy(cwd: string): number | undefined
}

/** A tool of an MCP server and what was said of it so far. */
export type McpToolFacts = Pick<McpFacts, 'approvalMode' | 'serverOrigin' | 'approval'> & {
  subject: Omit<McpFacts['subject'], 'arguments'>
}

export interface JudgeContext {
  cwd: string
  settings: ThreadSettings
  sessionApprovals: readonly string[]
  /** See core's function of that name; left out where a call is only looked at. */
  callsWithoutInput?: number | null
  /** What the skills of the turn leave of the tools. */
  restriction?: Restriction
}

export interface Judge {
  /** Whether a call may run. */
  judge(call: Call, context: JudgeContext): Promise<Verdict>
  /** The question whether to run a command again without the sandbox that stopped it; null where that is not asked. */
  retry(call: Call, outcome: ToolOutcome, context: JudgeContext): Promise<ApprovalRequest | null>
  /** Everything that a decision about a command line depends on, e.g. to explain it. */
  commandFacts(command: CommandLine, context: JudgeContext & { allowedForThread?: boolean }): Promise<CommandFacts>
}

export interface CommandLine {
  line: string
  escalated: boolean
  justification?: string
  wishedPrefix?: readonly string[]
  /** Where it starts, as the model wrote it. */
  workdir?: string
}

/** Gathers what a decision depends on and has core decide. */
export function createJudge(deps: JudgeDeps): Judge {
  return {
    async judge(call, context) {
      const verdict = await judge(deps, call, context)
      if (verdict.type !== 'ask' || deps.attended) return verdict
      const { reason } = verdict.request
      return {
        type: 'refuse',
        message: `This needs somebody's approval, and nobody is there to ask. ${reason.text}`,
        reason,
      }
    },
    async retry(call, { output, result }, context) {
      const routed = deps.route(call.item)
      const command = routed.ok ? commandOf(routed) : null
      if (!command || !deps.attended) return null
      const facts = await commandFacts(deps, command, context)
      const exitCode = result?.kind === 'command' ? result.exitCode : null
      return judgeRetry(facts, { output, exitCode, result })?.request ?? null
    },
    commandFacts: (command, context) => commandFacts(deps, command, context),
  }
}

async function circumstances(
  deps: JudgeDeps,
  { cwd, settings, allowedForThread = false }: Omit<JudgeContext, 'sessionApprovals'> & { allowedForThread?: boolean },
): Promise<Omit<Circumstances, 'noSandbox'>> {
  const origins = await deps.originsFor(cwd)
  const { approval_policy: approvalPolicy = 'default', sandbox_mode: sandboxMode = 'default' } = origins
  return { settings, cwd, allowedForThread, origins: { approvalPolicy, sandboxMode } }
}

async function commandFacts(
  deps: JudgeDeps,
  { line, escalated, justification, wishedPrefix }: CommandLine,
  context: JudgeContext & { allowedForThread?: boolean },
): Promise<CommandFacts> {
  const { cwd, settings } = context
  const isFull = settings.sandbox.mode === 'danger-full-access'
  const [base, support, { rules, unread }, trusted, parse] = await Promise.all([
    circumstances(deps, context),
    isFull ? { available: true as const } : deps.sandboxSupport(),
    deps.rulesFor(cwd),
    deps.isTrusted(cwd),
    isBare(line) ? null : deps.shellParser(),
  ])
  const noSandbox = support.available ? null : support
  const asked = { command: line, escalated, justification, wishedPrefix }
  return { ...base, ...asked, noSandbox, rules, unreadRules: unread, trusted, parse }
}

async function judge(deps: JudgeDeps, call: Call, context: JudgeContext): Promise<Verdict> {
  const { cwd, sessionApprovals } = context
  const routed = deps.route(call.item)
  const restricted = context.restriction && (await restrict(deps, call, routed, context.restriction))
  if (restricted) return restricted
  const questions = questionsOf(routed)
  if (questions) {
    const { attended } = deps
    return judgeQuestion({ settings: context.settings, cwd, questions, attended, answeredBy: deps.answerBy(cwd) })
  }
  const braked = await brake(deps, routed, context)
  if (braked) return braked
  // A call that cannot be carried out needs no permission: the tool says what is wrong with it.
  if (!routed.ok) return harmless
  const deed = harmlessDeed(routed)
  if (deed) return judgeHarmless({ ...(await circumstances(deps, context)), noSandbox: null }, deed)
  if (routed.tool.effect === 'read') return harmless
  const mcp = await deps.mcpTool(routed.tool.name, cwd)
  if (mcp) return judgeMcpCall(deps, mcp, routed.args, context)
  const allowedForThread = sessionApprovals.includes(approvalKey(call, cwd))
  const command = commandOf(routed)
  const heredoc = command === null ? null : patchInCommand(command.line)
  if (heredoc || routed.tool.name === 'apply_patch') {
    const base = await circumstances(deps, { ...context, allowedForThread })
    // Where the tool starts, so that both mean the same files.
    const start = command?.workdir ? deps.absolutePath(command.workdir, cwd) : cwd
    const folder = heredoc?.workdir ? resolve(start, heredoc.workdir) : start
    return judgeFiles(deps, base, heredoc?.patch ?? patchOf(routed), folder)
  }
  if (command === null) return harmless // of the embedding client's own tools it is the client that decides
  return judgeCommand(await commandFacts(deps, command, { ...context, allowedForThread }))
}

/** The refusal of a call that the skills of the turn leave out. */
async function restrict({ shellParser }: JudgeDeps, call: Call, routed: Routed, restriction: Restriction) {
  const line = (routed.ok ? commandOf(routed) : null)?.line
  const isRead = line !== undefined && limitsCommands(restriction)
  const commands = isRead ? readShell(line, isBare(line) ? null : await shellParser()).plain : null
  const typed = routed.ok ? (routed.args as { chars?: string }).chars : undefined
  return judgeRestriction(restriction, { tool: routed.ok ? routed.tool.name : toolNameOf(call.item), commands, typed })
}

async function brake(deps: JudgeDeps, routed: Routed, context: JudgeContext): Promise<Verdict | null> {
  const { cwd, callsWithoutInput: calls } = context
  const limit = deps.brakeLimit(cwd)
  if (typeof calls !== 'number' || limit === 0 || calls < limit) return null
  const { max_calls_without_input: origin = 'default' } = await deps.originsFor(cwd)
  const command = (routed.ok ? commandOf(routed) : null)?.line
  return judgeBrake({ calls, limit, origin, attended: deps.attended, cwd, command })
}

async function judgeMcpCall(
  deps: JudgeDeps,
  { subject: tool, ...facts }: McpToolFacts,
  args: unknown,
  { cwd, settings, sessionApprovals }: JudgeContext,
): Promise<Verdict> {
  const { approval_policy: policyOrigin = 'default' } = await deps.originsFor(cwd)
  const subject = { ...tool, arguments: args }
  const allowedForThread = sessionApprovals.includes(mcpApprovalKey(subject))
  return judgeMcp({ ...facts, subject, settings, cwd, allowedForThread, policyOrigin })
}

/** Of tools that need no permission, what not every mode allows. */
function harmlessDeed({ tool: { name }, args }: Fitting): Deed | null {
  if (name === 'update_plan') return { kind: 'checklist' }
  return name === 'write_stdin' ? { kind: 'typing', text: (args as { chars: string }).chars } : null
}

const harmless: Verdict = {
  type: 'run',
  sandboxed: false,
  reason: { code: 'tool.harmless', text: 'It changes nothing.' },
}

type Fitting = Extract<Routed, { ok: true }>

function commandOf({ tool, args }: Fitting): CommandLine | null {
  const { cmd, command, workdir, sandbox_permissions, justification, prefix_rule } = args as {
    workdir?: string
    cmd?: string
    command?: string[]
    sandbox_permissions?: string
    justification?: string
    prefix_rule?: string[]
  }
  const line = tool.name === 'exec_command' ? cmd : tool.name === 'shell' && command ? lineOf(command) : undefined
  if (line === undefined) return null
  return {
    line,
    escalated: sandbox_permissions === 'require_escalated',
    justification,
    wishedPrefix: prefix_rule,
    workdir,
  }
}

/** What a call asks the user; null for every other call. */
const questionsOf = (routed: Routed): Question[] | null =>
  routed.ok && routed.tool.name === 'request_user_input' ? (routed.args as { questions: Question[] }).questions : null

const patchOf = ({ args }: Fitting): string => (args as { patch: string }).patch

/** Folders of a workspace whose content decides what runs later without being asked about. */
const PROTECTED = new Set(PROTECTED_NAMES)

async function judgeFiles(
  deps: JudgeDeps,
  base: Omit<Circumstances, 'noSandbox'>,
  patch: string,
  cwd: string,
): Promise<Verdict> {
  const { settings } = base
  const nothing = { noSandbox: null, changes: () => [], outside: [], protected: [] }
  // Where the answer does not depend on the files, they are not read twice.
  const atOnce = settings.mode === 'plan' || settings.approvalPolicy !== 'untrusted'
  if (atOnce && settings.sandbox.mode === 'danger-full-access') return judgePatch({ ...base, ...nothing })
  const plan = await deps.planPatch(patch, cwd)
  if (plan === null) return harmless // it will be refused as a whole, and the model told why
  const roots = await Promise.all(
    [base.cwd, ...settings.sandbox.writableRoots, ...deps.temporaryFolders(settings)].map(realTarget),
  )
  const targets = await Promise.all([...plan.targets.values()].map(realTarget))
  const outside = targets.filter(path => !roots.some(root => isWithin(path, root)))
  const guarded = targets.filter(path => {
    // Of nested folders the inner one counts: a workspace may itself lie under a folder of that name.
    const root = roots.filter(folder => isWithin(path, folder)).toSorted((a, b) => b.length - a.length)[0]
    return root !== undefined && isGuarded(relative(root, path))
  })
  return judgePatch({
    ...base,
    noSandbox: null,
    changes: () => plan.effects.map(deps.changeOf),
    outside,
    protected: guarded,
  })
}

/** Case does not tell folders apart on every file system. */
const isGuarded = (path: string): boolean => path.split(sep).some(part => PROTECTED.has(part.toLowerCase()))

const isWithin = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)

/** Where a path really leads: through the links of whatever part of it exists. */
async function realTarget(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null)
  if (real !== null) return real
  const parent = dirname(path)
  return parent === path ? path : join(await realTarget(parent), basename(path))
}
