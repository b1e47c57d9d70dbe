import type { CallOutput } from '../thread/items.ts'
import type { ApprovalRequest, CallResult, FileChange, Reason, Verdict } from '../thread/calls.ts'
import type { SandboxMode, ThreadSettings } from '../thread/settings.ts'
import { quotedLine, understand } from './commands.ts'
import { dangerous } from './dangerous.ts'
import { knownSafe } from './knownSafe.ts'
import { planRefusal } from './planMode.ts'
import type { Deed } from './planMode.ts'
import { proposals } from './proposals.ts'
import { matchRules } from './rules/match.ts'
import { strictest } from './rules/rules.ts'
import type { RuleMatch, RuleSet, UnreadRules } from './rules/rules.ts'
import { readShell } from './shell.ts'
import type { ParseShell, Reading } from './shell.ts'

/** What every decision depends on. */
export interface Circumstances {
  settings: ThreadSettings
  cwd: string
  /** Why commands cannot be confined here and what to do about it; null where they can. */
  noSandbox: { reason: string; fix: string } | null
  /** A person allowed this very call for the rest of the thread. */
  allowedForThread: boolean
  /** Where the two deciding settings come from, e.g. `default` or a file with its line. */
  origins: { approvalPolicy: string; sandboxMode: string }
}

export interface CommandFacts extends Circumstances {
  command: string
  /** The call asks to run without the sandbox. */
  escalated: boolean
  justification?: string
  /** The prefix that the model proposes to allow for good. */
  wishedPrefix?: readonly string[]
  rules: RuleSet
  /** Rules that could not be read, and may forbid this. */
  unreadRules?: UnreadRules | null
  /** A person trusts the project: only then an allowing rule that holds everywhere lifts the sandbox too. */
  trusted: boolean
  parse: ParseShell | null
}

export interface PatchFacts extends Circumstances {
  /** What would change, for whoever is asked; worked out only then. */
  changes(): FileChange[]
  /** Touched paths that the settings do not let this thread write, resolved through links. */
  outside: string[]
  /** Touched paths that decide what runs later without being asked about, e.g. under `.git`. */
  protected: string[]
}

/** A command line with everything in it that decides. */
export interface CommandView {
  reading: Reading
  /** What is dangerous about it, as a part of a sentence. */
  danger: string | null
  /** Every command of it is known to only read. */
  reads: boolean
  /** What each simple command falls under. */
  matches: { command: string[]; match: RuleMatch }[]
  /** The rule that forbids it or wants a question, if there is one. */
  strict: RuleMatch | null
  /** The rules that allow every command of it, if they all are. */
  allowing: RuleMatch[] | null
}

/** Takes a command line apart and finds what is known of it: pure, for decisions and for explaining them. */
export function viewCommand(command: string, { rules, parse }: Pick<CommandFacts, 'rules' | 'parse'>): CommandView {
  const reading = readShell(command, parse)
  const { plain, parts } = reading
  const danger =
    dangerous(command) ?? parts.map(words => dangerous(quotedLine(words))).find(found => found !== null) ?? null
  const reads = plain !== null && plain.every(knownSafe) && danger === null
  const options = { resolveHostExecutables: true }
  const matches = parts.flatMap(words => matchRules(rules, words, options).map(match => ({ command: words, match })))
  const strictestOfAll = strictest(matches.map(({ match }) => match))
  const strict = strictestOfAll && strictestOfAll.rule.decision !== 'allow' ? strictestOfAll : null
  return { reading, danger, reads, matches, strict, allowing: strict ? null : allowingRules(plain, rules, danger) }
}

/** The rules that allow each command of a plain line; null when one is not allowed. */
function allowingRules(plain: string[][] | null, rules: RuleSet, danger: string | null): RuleMatch[] | null {
  if (plain === null || plain.length === 0) return null
  const allowing: RuleMatch[] = []
  for (const words of plain) {
    const match = strictest(matchRules(rules, words, { resolveHostExecutables: true }))
    if (match?.rule.decision !== 'allow') return null
    allowing.push(match)
  }
  // What is dangerous about a line must have been what the rule was made for: `find .` does not allow `find . -delete`.
  if (danger !== null && !allowing.some(match => dangerous(quotedLine(match.matchedPrefix)) !== null)) return null
  return allowing
}

/**
 * Whether a command may run: pure, from the table of systems 8.7 and codex-formats 7. Rules of a person come first, the
 * strictest of them; then known reading commands run, what the sandbox confines runs, and the rest depends on whether
 * somebody may be asked.
 */
export function judgeCommand(facts: CommandFacts): Verdict {
  const { settings, escalated, noSandbox } = facts
  const { approvalPolicy: policy, sandbox } = settings
  const view = viewCommand(facts.command, facts)
  const isFull = sandbox.mode === 'danger-full-access'
  const confined = !isFull && noSandbox === null

  if (view.strict?.rule.decision === 'forbidden') return refuseByRule(facts, view.strict)
  const notPlanned = planRefusal(settings, { kind: 'command', command: facts.command, reads: view.reads })
  if (notPlanned !== null) return refuse(facts, 'mode.plan', notPlanned)
  if (facts.allowedForThread)
    return run(facts, !escalated && confined, 'allowed.thread', 'You allowed this for the whole thread.')
  if (view.strict) return askByRule(facts, view, view.strict)
  if (facts.unreadRules && !view.reads) {
    const { file, line, message } = facts.unreadRules
    const why = `The rules of ${file} cannot be read (line ${line}: ${message}), and they may forbid this.`
    return askOrRefuse(facts, view, 'rule.unreadable', why)
  }
  if (view.allowing) return runByRule(facts, view.allowing, confined)
  if (view.reads && !escalated) return run(facts, confined, 'command.reads', 'It only reads.')
  if (view.danger !== null) return askOrRefuse(facts, view, 'command.dangerous', `It is dangerous: ${view.danger}.`)
  if (isFull && policy !== 'untrusted')
    return run(facts, false, 'sandbox.full', 'Full access runs commands without a sandbox.')
  if (escalated && !isFull) {
    if (policy === 'never') return refuse(facts, 'escalation.never', ESCALATION_NEVER)
    return askCommand(facts, view, 'escalation', 'The agent wants to run it outside the sandbox.')
  }
  if (noSandbox !== null && !isFull) {
    const why = `No sandbox can run here: ${noSandbox.reason}. ${noSandbox.fix}`
    return askOrRefuse(facts, view, 'sandbox.missing', why)
  }
  if (policy === 'untrusted')
    return askCommand(facts, view, 'policy.untrusted', 'Under this policy everything but known reading commands asks.')
  return run(facts, true, 'sandbox.confined', `The sandbox (${sandbox.mode}) confines it.`)
}

/**
 * Whether to run a command once more without the sandbox that seems to have stopped it: only `on-failure` offers that,
 * and only by asking. Null leaves the failure as it is, for the model to read.
 */
export function judgeRetry(
  facts: CommandFacts,
  attempt: { output: CallOutput; exitCode: number | null; result?: CallResult },
): Extract<Verdict, { type: 'ask' }> | null {
  if (facts.settings.approvalPolicy !== 'on-failure') return null
  const text = 'It failed in the sandbox, which may have stopped it. Running it again would be without the sandbox.'
  const verdict = askCommand({ ...facts, escalated: true }, viewCommand(facts.command, facts), 'sandbox.failed', text)
  return { type: 'ask', request: { ...verdict.request, attempt } }
}

const SANDBOX_WORDS =
  /operation not permitted|permission denied|read-only file system|seccomp|bad system call|sandbox|network is unreachable|could not resolve host|temporary failure in name resolution|name or service not known|EROFS|EACCES|EPERM|ENETUNREACH|EAI_AGAIN/i
/** Codes that say something else: used wrongly, not executable, not found. */
const NOT_THE_SANDBOX: ReadonlySet<number> = new Set([0, 2, 126, 127, 130])
/** 128 + SIGSYS: the kernel refused a call. */
const BAD_SYSTEM_CALL = 159

/** Whether a sandboxed command's end looks as if the sandbox had stopped it. A guess: it only ever leads to a question. */
export const looksStopped = (exitCode: number | null, output: string): boolean =>
  exitCode === BAD_SYSTEM_CALL || (exitCode !== null && !NOT_THE_SANDBOX.has(exitCode) && SANDBOX_WORDS.test(output))

/** Typing into a command that was itself allowed, and the checklist: they need no permission, but not every mode has them. */
export function judgeHarmless(facts: Circumstances, deed: Deed): Verdict {
  const notPlanned = planRefusal(facts.settings, deed)
  return notPlanned === null
    ? run(facts, false, 'tool.harmless', 'It changes nothing.')
    : refuse(facts, 'mode.plan', notPlanned)
}

/** Whether a patch may be written. A patch inside the writable folders needs no question, except under `untrusted`. */
export function judgePatch(facts: PatchFacts): Verdict {
  const { settings, outside } = facts
  const { approvalPolicy: policy, sandbox } = settings
  const notPlanned = planRefusal(settings, { kind: 'patch' })
  if (notPlanned !== null) return refuse(facts, 'mode.plan', notPlanned)
  if (facts.allowedForThread) return run(facts, false, 'allowed.thread', 'You allowed this for the whole thread.')
  const concern = patchConcern(facts, sandbox.mode)
  if (concern !== null) {
    const [code, text] = concern
    if (policy === 'never') return refuse(facts, code, `${APPROVAL_NEVER} ${text}`)
    return askPatch(facts, code, text)
  }
  if (policy === 'untrusted')
    return askPatch(facts, 'policy.untrusted', 'Under this policy every change of a file asks.')
  const inside = sandbox.mode === 'workspace-write' && outside.length === 0
  return run(
    facts,
    inside,
    inside ? 'patch.inside' : 'sandbox.full',
    inside ? 'All files are in folders it may write.' : 'Full access may write everywhere.',
  )
}

function patchConcern(
  { outside, protected: guarded }: PatchFacts,
  mode: SandboxMode,
): [code: string, text: string] | null {
  if (mode === 'danger-full-access') return null
  if (mode === 'read-only') return ['patch.readOnly', 'It changes files, and this thread may only read.']
  if (outside[0] !== undefined)
    return ['patch.outside', `It writes outside the workspace: ${outside[0]}${more(outside)}.`]
  if (guarded[0] !== undefined) {
    return ['patch.protected', `It changes what decides about later commands: ${guarded[0]}${more(guarded)}.`]
  }
  return null
}

const more = (paths: readonly string[]): string => (paths.length > 1 ? ` and ${paths.length - 1} more` : '')

/** Whether every command of a line is known to read and nothing else: for display, without a parser. */
export function readsOnly(command: string): boolean {
  const understood = understand(command)
  return 'words' in understood && understood.words.every(knownSafe) && dangerous(command) === null
}

const ESCALATION_NEVER =
  'approval policy is Never; reject command — you cannot ask for escalated permissions if the approval policy is Never'
const APPROVAL_NEVER = 'approval required by policy, but AskForApproval is set to Never.'

/** The settings that led to a decision, in words. */
function reasonOf({ settings, origins }: Circumstances, code: string, text: string, rule?: RuleMatch): Reason {
  const { approvalPolicy, sandbox } = settings
  const policy = `Policy ${approvalPolicy} (${origins.approvalPolicy}), sandbox ${sandbox.mode} (${origins.sandboxMode}).`
  return { code, text: `${text} ${policy}`, origin: origins.approvalPolicy, ...(rule && { rule: ruleOf(rule) }) }
}

/** A rule's pattern as it is written in its file. */
export const patternText = (pattern: RuleMatch['rule']['pattern']): string => JSON.stringify(pattern)

const ruleOf = ({ rule }: RuleMatch): Reason['rule'] => {
  const { pattern, file, line, layer, decision, justification } = rule
  return { pattern: patternText(pattern), file, line, layer, decision, ...(justification && { justification }) }
}

const run = (facts: Circumstances, sandboxed: boolean, code: string, text: string, rule?: RuleMatch): Verdict => ({
  type: 'run',
  sandboxed,
  reason: reasonOf(facts, code, text, rule),
})

const refuse = (facts: Circumstances, code: string, message: string, rule?: RuleMatch): Verdict => ({
  type: 'refuse',
  message,
  reason: reasonOf(facts, code, message, rule),
})

/** The end of a sentence about a rule, with its own words where it has some. */
const because = ({ rule }: RuleMatch): string =>
  rule.justification ? `: ${rule.justification.replace(/[.!?]?$/, '.')}` : '.'

function refuseByRule(facts: CommandFacts, match: RuleMatch): Verdict {
  const rule = `${patternText(match.rule.pattern)} at ${match.rule.file}:${match.rule.line}`
  return refuse(facts, 'rule.forbidden', `\`${facts.command}\` rejected by the rule ${rule}${because(match)}`, match)
}

function askByRule(facts: CommandFacts, view: CommandView, match: RuleMatch): Verdict {
  const text = `A rule wants to be asked about this${because(match)}`
  if (facts.settings.approvalPolicy === 'never') return refuse(facts, 'rule.prompt', `${APPROVAL_NEVER} ${text}`, match)
  return askCommand(facts, view, 'rule.prompt', text, match)
}

/** Allowed by rules. The sandbox falls with it, except where the project itself is not trusted. */
function runByRule(facts: CommandFacts, matches: RuleMatch[], confined: boolean): Verdict {
  const isFull = facts.settings.sandbox.mode === 'danger-full-access'
  const liftsSandbox = isFull || facts.trusted || matches.every(({ rule }) => rule.layer === 'project')
  if (liftsSandbox) return run(facts, false, 'rule.allow', 'A rule allows it.', matches[0])
  const text = 'A rule allows it; the sandbox stays, since this project is not trusted.'
  if (confined && !facts.escalated) return run(facts, true, 'rule.allow', text, matches[0])
  const view = viewCommand(facts.command, facts)
  const outside = 'A rule allows it, but this project is not trusted and it would run without the sandbox.'
  return askOrRefuse(facts, view, 'rule.untrustedProject', outside)
}

function askOrRefuse(facts: CommandFacts, view: CommandView, code: string, text: string): Verdict {
  if (facts.settings.approvalPolicy === 'never') return refuse(facts, code, `${APPROVAL_NEVER} ${text}`)
  return askCommand(facts, view, code, text)
}

type Ask = { type: 'ask'; request: ApprovalRequest }

function askCommand(facts: CommandFacts, view: CommandView, code: string, text: string, rule?: RuleMatch): Ask {
  const { settings, cwd, noSandbox, command, justification } = facts
  const unsandboxed = facts.escalated || noSandbox !== null || settings.sandbox.mode === 'danger-full-access'
  // Allowing what a rule wants to be asked about would change nothing: the stricter rule counts.
  const proposed = rule ? [] : proposals(view.reading, facts.wishedPrefix)
  const wished = proposed.find(prefix => quotedLine(prefix) === quotedLine(facts.wishedPrefix ?? []))
  return {
    type: 'ask',
    request: {
      reason: reasonOf(facts, code, text, rule),
      cwd,
      kind: 'command',
      command,
      justification,
      unsandboxed,
      network: unsandboxed || settings.sandbox.networkAccess,
      ...(proposed.length > 0 && { proposedPrefix: wished ?? proposed[0], proposals: proposed }),
      dangerous: view.danger !== null,
      ...(view.danger !== null && { danger: view.danger }),
    },
  }
}

function askPatch(facts: PatchFacts, code: string, text: string, unsandboxed = true): Ask {
  const { settings, cwd } = facts
  return {
    type: 'ask',
    request: {
      reason: reasonOf(facts, code, text),
      cwd,
      kind: 'patch',
      changes: facts.changes(),
      unsandboxed,
      network: settings.sandbox.networkAccess,
      dangerous: false,
    },
  }
}
