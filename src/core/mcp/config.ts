import { z } from 'zod'
import { key } from '../config/key.ts'

const strings = z.array(z.string())
const stringMap = z.record(z.string(), z.string())
const seconds = z.number().positive()

export const APPROVAL_MODES = ['auto', 'prompt', 'approve'] as const
/** `auto` follows the thread's policy, `prompt` asks even with full access, `approve` never asks. */
export type ApprovalMode = (typeof APPROVAL_MODES)[number]
const approvalMode = z.enum(APPROVAL_MODES)

/** How long a turn waits for servers that are starting. */
export const SERVER_GRACE_MS = 2000

/** One `[mcp_servers.<name>]` table of `config.toml`. A layer may hold a part of it. */
export const McpServerTable = z.object({
  command: key(z.string().min(1), 'Program of a server that speaks over stdin and stdout.'),
  args: key(strings, 'Its arguments.'),
  env: key(stringMap, 'Variables to set for it.'),
  env_vars: key(strings, 'Names of variables to pass on to it.'),
  cwd: key(z.string().min(1), 'Folder it starts in.', { otherwise: 'the home folder' }),
  url: key(z.url({ protocol: /^https?$/ }), 'Address of a server that speaks streamable HTTP.'),
  bearer_token_env_var: key(z.string().min(1), 'Variable that holds the token for it.'),
  http_headers: key(stringMap, 'Headers to send to it.'),
  env_http_headers: key(stringMap, 'Headers whose values are in variables.'),
  scopes: key(strings, 'Scopes to ask for when signing in.'),
  oauth_resource: key(z.url(), 'Resource to name when signing in.'),
  enabled: key(z.boolean(), 'Whether it is used.', { default: true }),
  required: key(z.boolean(), 'Whether a turn fails without it.', { default: false }),
  startup_timeout_sec: key(seconds, 'How long its start may take.', { default: 10 }),
  startup_timeout_ms: key(z.number().int().positive(), 'The same in milliseconds.'),
  tool_timeout_sec: key(seconds, 'How long one call may take.', { default: 60 }),
  enabled_tools: key(strings, 'The only tools to offer.'),
  disabled_tools: key(strings, 'Tools to leave out.'),
  supports_parallel_tool_calls: key(z.boolean(), 'Whether it takes several calls at a time.', { default: false }),
  default_tools_approval_mode: key(approvalMode, 'When a person is asked about its tools.', { default: 'auto' }),
  tools: key(
    z.record(z.string(), z.object({ approval_mode: key(approvalMode, 'When a person is asked about this tool.') })),
    'Settings of single tools.',
  ),
})

export type McpServerValues = z.infer<typeof McpServerTable>
