import { z } from 'zod'
import type { PrefixRule } from '../policy/rules/rules.ts'
import { APPROVAL_POLICIES, SANDBOX_MODES } from '../thread/settings.ts'
import type { ApprovalPolicy, SandboxMode, ThreadSettings } from '../thread/settings.ts'
import { key } from './key.ts'
import type { Table } from './merge.ts'
import type { ConfigValues } from './schema.ts'
import { oneOf } from './tables.ts'

const WEB_SEARCH_MODES = ['disabled', 'cached', 'indexed', 'live'] as const

const PatternToken = z.union([
  z.object({ token: z.string().min(1) }),
  z.object({ any_of: z.array(z.string().min(1)).min(1) }),
])

const RequiredRule = z.object({
  pattern: z.array(PatternToken).min(1),
  decision: z.enum(['prompt', 'forbidden']),
  justification: z.string().min(1).optional(),
})

const ServerIdentity = z.object({
  identity: z.union([z.object({ command: z.string() }), z.object({ url: z.string() })]),
})

/** `requirements.toml`: what whoever looks after the machine allows. Names are those of the real Codex. */
export const RequirementsSchema = z.object({
  allowed_approval_policies: key(z.array(oneOf(APPROVAL_POLICIES)).min(1), 'The only approval policies.'),
  allowed_sandbox_modes: key(z.array(oneOf(SANDBOX_MODES)).min(1), 'The only sandbox modes; read-only always may be.'),
  allowed_web_search_modes: key(z.array(z.enum(WEB_SEARCH_MODES)), 'The only ways of searching the web.'),
  features: key(z.record(z.string(), z.boolean()), 'Features that are on or off, whatever anybody says.'),
  mcp_servers: key(z.record(z.string(), ServerIdentity), 'The only MCP servers, by name and by what they are.'),
  rules: key(
    z.object({ prefix_rules: key(z.array(RequiredRule), 'Rules about commands, stricter than all others.') }),
    'Rules that no other rule loosens.',
  ),
})
export type Requirements = z.infer<typeof RequirementsSchema>

/** What counts while the file is there and cannot be read: the tightest there is. */
export const TIGHTEST: Requirements = { allowed_approval_policies: ['untrusted'], allowed_sandbox_modes: ['read-only'] }

/** What requirements make of values that they do not allow. */
export interface Constrained {
  /** Goes over all other layers. */
  values: Table
  /** Why, by dotted key. */
  why: Record<string, string>
}

/** The values of a configuration that requirements change, and why. */
export function constrain(values: ConfigValues, required: Requirements): Constrained {
  const changed: Table = {}
  const why: Record<string, string> = {}
  const allow = (name: string, wanted: string, allowed: string): void => {
    if (wanted === allowed) return
    changed[name] = allowed
    why[name] = `The requirements of this machine do not allow ${wanted}.`
  }
  const { approval_policy: policy = 'on-request', sandbox_mode: mode = 'workspace-write' } = values
  allow('approval_policy', policy, allowedPolicy(policy, required))
  allow('sandbox_mode', mode, allowedMode(mode, required))
  const search = values.web_search
  const searches = required.allowed_web_search_modes
  if (searches && (search === undefined || !searches.includes(search)))
    allow(
      'web_search',
      search ?? 'the default',
      searches.includes('disabled') ? 'disabled' : (searches[0] ?? 'disabled'),
    )
  const features = Object.entries(required.features ?? {}).filter(([name, on]) => values.features?.[name] !== on)
  if (features.length > 0) changed.features = Object.fromEntries(features)
  for (const [name, on] of features)
    why[`features.${name}`] = `The requirements of this machine switch it ${on ? 'on' : 'off'}.`
  return { values: changed, why }
}

/** Settings of a thread as far as they are allowed, whoever chose them. The same object where nothing changes. */
export function allowedSettings(settings: ThreadSettings, required: Requirements): ThreadSettings {
  const approvalPolicy = allowedPolicy(settings.approvalPolicy, required)
  const mode = allowedMode(settings.sandbox.mode, required)
  if (approvalPolicy === settings.approvalPolicy && mode === settings.sandbox.mode) return settings
  const sandbox =
    mode === settings.sandbox.mode
      ? settings.sandbox
      : // Full access has the network; what it falls back to has it only where somebody says so.
        { ...settings.sandbox, mode, networkAccess: false }
  return { ...settings, approvalPolicy, sandbox }
}

/** The wanted policy, or the one that asks most of those that are allowed. */
function allowedPolicy(wanted: ApprovalPolicy, { allowed_approval_policies: allowed }: Requirements): ApprovalPolicy {
  if (!allowed || allowed.includes(wanted)) return wanted
  return ASKING_MOST_FIRST.find(policy => allowed.includes(policy)) ?? 'untrusted'
}

const ASKING_MOST_FIRST: readonly ApprovalPolicy[] = ['untrusted', 'on-request', 'on-failure', 'never']

/** The wanted mode, or the tightest of those that are allowed. */
function allowedMode(wanted: SandboxMode, { allowed_sandbox_modes: allowed }: Requirements): SandboxMode {
  if (!allowed || wanted === 'read-only' || allowed.includes(wanted)) return wanted
  return SANDBOX_MODES.find(mode => allowed.includes(mode)) ?? 'read-only'
}

/** The rules about commands that requirements hold. `lineOf` finds a dotted key in the file. */
export const requiredRules = (
  { rules }: Requirements,
  file: string,
  lineOf: (key: string) => number | undefined,
): PrefixRule[] =>
  (rules?.prefix_rules ?? []).map(({ pattern, decision, justification }, index) => ({
    file,
    line: lineOf(`rules.prefix_rules.${index}`) ?? 1,
    layer: 'requirements',
    pattern: pattern.map(token => ('token' in token ? token.token : token.any_of)),
    decision,
    ...(justification === undefined ? {} : { justification }),
  }))

/** Why an MCP server may not be used; null where it may. */
export function serverObstacle(
  name: string,
  { command, url }: { command?: string; url?: string },
  { mcp_servers: allowed }: Requirements,
): string | null {
  if (!allowed) return null
  const identity = Object.hasOwn(allowed, name) ? allowed[name]?.identity : undefined
  const isIt = identity && ('url' in identity ? identity.url === url : identity.command === command)
  return isIt ? null : 'The requirements of this machine do not allow this MCP server.'
}
