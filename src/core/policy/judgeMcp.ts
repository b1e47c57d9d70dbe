import type { ApprovalMode } from '../mcp/config.ts'
import type { ApprovalRequest, McpSubject, Reason, Verdict } from '../thread/calls.ts'
import type { ThreadSettings } from '../thread/settings.ts'
import { planRefusal } from './planMode.ts'

/** What decides about a call to a tool of an MCP server. */
export interface McpFacts {
  settings: ThreadSettings
  cwd: string
  subject: McpSubject
  /** `approval_mode` of the tool, or of its server, and where it is set. */
  approvalMode: ApprovalMode
  serverOrigin: string
  /** A person allowed this tool for the rest of the thread. */
  allowedForThread: boolean
  /** What a person said for good: of this very tool, or of what it was before it changed. */
  approval: { type: 'none' } | { type: 'changed' } | { type: 'allowed'; scope: 'project' | 'everywhere' }
  /** Where the deciding policy comes from. */
  policyOrigin: string
}

/**
 * Whether a call to a tool of an MCP server may run. No sandbox confines a server, and its hints are its own words: they
 * can make a question more urgent, but nothing runs because of them.
 */
export function judgeMcp(facts: McpFacts): Verdict {
  const { settings, subject, approvalMode, approval, allowedForThread } = facts
  const allowed = approval.type === 'allowed' || allowedForThread || approvalMode === 'approve'
  const reads = allowed && subject.hints?.readOnly === true
  const notPlanned = planRefusal(settings, { kind: 'mcp', tool: `${subject.server}/${subject.tool}`, reads })
  if (notPlanned !== null) return refuse(facts, 'mode.plan', notPlanned)
  if (allowedForThread) return run(facts, 'allowed.thread', 'You allowed this tool for the whole thread.')
  if (approval.type === 'allowed') return run(facts, 'allowed.tool', ALLOWED[approval.scope])
  if (approvalMode === 'approve')
    return run(facts, 'mcp.approve', `The configuration runs it without asking (${facts.serverOrigin}).`)
  if (approvalMode === 'auto' && isUnrestricted(settings))
    return run(facts, 'sandbox.full', 'Full access runs tools without asking.')
  if (settings.approvalPolicy === 'never') return refuse(facts, 'mcp.never', neverMessage(subject))
  if (approval.type === 'changed') return ask(facts, 'mcp.changed', CHANGED)
  return ask(facts, 'mcp.unknown', `${subject.server} runs it outside the sandbox, and you have not allowed it yet.`)
}

const isUnrestricted = ({ sandbox, approvalPolicy }: ThreadSettings): boolean =>
  sandbox.mode === 'danger-full-access' && approvalPolicy !== 'untrusted'

const ALLOWED = {
  project: 'You allowed this tool in this project.',
  everywhere: 'You allowed this tool everywhere.',
} as const

const CHANGED = 'The tool changed since you allowed it: its description or what it takes is not what it was.'

const neverMessage = ({ server, tool }: McpSubject): string =>
  `${server}/${tool} needs the user's approval, and the approval policy is never. It runs once the user allows the tool, ` +
  `or with approval_mode = "approve" in [mcp_servers.${server}.tools.${tool}].`

function reasonOf({ settings, policyOrigin }: McpFacts, code: string, text: string): Reason {
  return { code, text: `${text} Policy ${settings.approvalPolicy} (${policyOrigin}).`, origin: policyOrigin }
}

const run = (facts: McpFacts, code: string, text: string): Verdict => ({
  type: 'run',
  sandboxed: false,
  reason: reasonOf(facts, code, text),
})

const refuse = (facts: McpFacts, code: string, message: string): Verdict => ({
  type: 'refuse',
  message,
  reason: reasonOf(facts, code, message),
})

function ask(facts: McpFacts, code: string, text: string): Verdict {
  const { cwd, subject } = facts
  const destructive = subject.hints?.destructive === true
  const request: ApprovalRequest = {
    kind: 'mcp',
    reason: reasonOf(facts, code, text),
    cwd,
    unsandboxed: true,
    network: true,
    dangerous: destructive,
    danger: destructive ? 'its server says it can destroy things' : undefined,
    mcp: subject,
  }
  return { type: 'ask', request }
}
