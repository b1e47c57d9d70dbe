import { z } from 'zod'
import { APPROVAL_POLICIES, SANDBOX_MODES } from '../thread/settings.ts'
import { key } from './key.ts'
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
