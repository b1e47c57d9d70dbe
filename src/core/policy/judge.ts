import type { FileChange, Reason, Verdict } from '../thread/calls.ts'
import type { SandboxMode, ThreadSettings } from '../thread/settings.ts'
import { understand } from './commands.ts'
import { dangerous } from './dangerous.ts'
import { knownSafe } from './knownSafe.ts'

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
}

export interface PatchFacts extends Circumstances {
  /** What would change, for whoever is asked; worked out only then. */
  changes(): FileChange[]
  /** Touched paths that the settings do not let this thread write, resolved through links. */
  outside: string[]
  /** Touched paths that decide what runs later without being asked about, e.g. under `.git`. */
  protected: string[]
}

/**
 * Whether a command may run: pure, from the table of systems 8.7 and codex-formats 7. Known reading commands run, what the
 * sandbox confines runs, and the rest depends on whether somebody may be asked.
 */
export function judgeCommand(facts: CommandFacts): Verdict {
  const { settings, command, escalated, noSandbox } = facts
  const { approvalPolicy: policy, sandbox } = settings
  const isFull = sandbox.mode === 'danger-full-access'
  const reads = readsOnly(command)
  const danger = dangerous(command)
  const confined = !isFull && noSandbox === null

  if (settings.mode === 'plan' && !reads) return refuse(facts, 'mode.plan', PLAN_MESSAGE)
  if (facts.allowedForThread)
    return run(facts, !escalated && confined, 'allowed.thread', 'You allowed this for the whole thread.')
  if (reads && !escalated) return run(facts, confined, 'command.reads', 'It only reads.')
  if (isFull) {
    if (policy === 'untrusted')
      return ask(facts, 'policy.untrusted', 'Under this policy everything but known reading commands asks.')
    if (danger !== null && policy !== 'never') return ask(facts, 'command.dangerous', `It is dangerous: ${danger}.`)
    return run(facts, false, 'sandbox.full', 'Full access runs commands without a sandbox.')
  }
  if (escalated) {
    if (policy === 'never') return refuse(facts, 'escalation.never', ESCALATION_NEVER)
    return ask(facts, 'escalation', 'The agent wants to run it outside the sandbox.')
  }
  if (noSandbox !== null) {
    const why = `No sandbox can run here: ${noSandbox.reason}. ${noSandbox.fix}`
    if (policy === 'never') return refuse(facts, 'sandbox.missing', `${APPROVAL_NEVER} ${why}`)
    return ask(facts, 'sandbox.missing', why)
  }
  if (danger !== null) {
    if (policy === 'never')
      return refuse(facts, 'command.dangerous', `${APPROVAL_NEVER} The command is dangerous: ${danger}.`)
    return ask(facts, 'command.dangerous', `It is dangerous: ${danger}.`)
  }
  if (policy === 'untrusted')
    return ask(facts, 'policy.untrusted', 'Under this policy everything but known reading commands asks.')
  return run(facts, true, 'sandbox.confined', `The sandbox (${sandbox.mode}) confines it.`)
}

/** Whether a patch may be written. A patch inside the writable folders needs no question, except under `untrusted`. */
export function judgePatch(facts: PatchFacts): Verdict {
  const { settings, outside } = facts
  const { approvalPolicy: policy, sandbox } = settings
  if (settings.mode === 'plan') return refuse(facts, 'mode.plan', PLAN_MESSAGE)
  if (facts.allowedForThread) return run(facts, false, 'allowed.thread', 'You allowed this for the whole thread.')
  const concern = patchConcern(facts, sandbox.mode)
  if (concern !== null) {
    const [code, text] = concern
    if (policy === 'never') return refuse(facts, code, `${APPROVAL_NEVER} ${text}`)
    return ask(facts, code, text)
  }
  if (policy === 'untrusted') return ask(facts, 'policy.untrusted', 'Under this policy every change of a file asks.')
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

/** Whether every command of a line is known to read and nothing else. */
export function readsOnly(command: string): boolean {
  const understood = understand(command)
  return 'words' in understood && understood.words.every(knownSafe) && dangerous(command) === null
}

const PLAN_MESSAGE =
  'Plan mode changes nothing: only commands that are known to read can run. Propose the change in the plan instead.'
const ESCALATION_NEVER =
  'approval policy is Never; reject command — you cannot ask for escalated permissions if the approval policy is Never'
const APPROVAL_NEVER = 'approval required by policy, but AskForApproval is set to Never.'

const isCommand = (facts: CommandFacts | PatchFacts): facts is CommandFacts => 'command' in facts

/** The settings that led to a decision, in words. */
function reasonOf({ settings, origins }: Circumstances, code: string, text: string): Reason {
  const { approvalPolicy, sandbox } = settings
  const policy = `Policy ${approvalPolicy} (${origins.approvalPolicy}), sandbox ${sandbox.mode} (${origins.sandboxMode}).`
  return { code, text: `${text} ${policy}`, origin: origins.approvalPolicy }
}

const run = (facts: Circumstances, sandboxed: boolean, code: string, text: string): Verdict => ({
  type: 'run',
  sandboxed,
  reason: reasonOf(facts, code, text),
})

const refuse = (facts: Circumstances, code: string, message: string): Verdict => ({
  type: 'refuse',
  message,
  reason: reasonOf(facts, code, message),
})

function ask(facts: CommandFacts | PatchFacts, code: string, text: string): Verdict {
  const { settings, cwd, noSandbox } = facts
  const reason = reasonOf(facts, code, text)
  const base = { reason, cwd, network: settings.sandbox.networkAccess }
  if (!isCommand(facts)) {
    return {
      type: 'ask',
      request: { ...base, kind: 'patch', changes: facts.changes(), unsandboxed: true, dangerous: false },
    }
  }
  const unsandboxed = facts.escalated || noSandbox !== null || settings.sandbox.mode === 'danger-full-access'
  const { command, justification } = facts
  return {
    type: 'ask',
    request: {
      ...base,
      kind: 'command',
      command,
      justification,
      unsandboxed,
      network: unsandboxed || base.network,
      dangerous: dangerous(command) !== null,
    },
  }
}
