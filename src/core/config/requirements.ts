import type { PrefixRule } from '../policy/rules/rules.ts'
import { SANDBOX_MODES } from '../thread/settings.ts'
import type { ApprovalPolicy, SandboxMode, ThreadSettings } from '../thread/settings.ts'
import type { Table } from './merge.ts'
import type { Requirements } from './requirementsSchema.ts'
import type { ConfigValues } from './schema.ts'

export type { Requirements } from './requirementsSchema.ts'

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
