import { z } from 'zod'
import { AgentsTable } from '../agents/config.ts'
import { McpServerTable } from '../mcp/config.ts'
import { APPROVAL_POLICIES, EFFORTS, SANDBOX_MODES } from '../thread/settings.ts'

const oneOf = <T extends string>(values: readonly T[]) => z.enum(values as readonly [T, ...T[]])
const strings = z.array(z.string())
const stringMap = z.record(z.string(), z.string())
const count = z.number().int().nonnegative()

const SandboxWorkspaceWrite = z.object({
  writable_roots: strings.optional().describe('Folders beside the workspace that commands may write.'),
  network_access: z.boolean().optional().describe('Whether commands in workspace-write reach the network.'),
  exclude_tmpdir_env_var: z.boolean().optional().describe('Keep $TMPDIR read-only.'),
  exclude_slash_tmp: z.boolean().optional().describe('Keep /tmp read-only.'),
})

const ShellEnvironmentPolicy = z.object({
  inherit: z.enum(['all', 'core', 'none']).optional().describe('Which variables commands start from.'),
  ignore_default_excludes: z.boolean().optional().describe('Pass on variables whose names look like secrets.'),
  exclude: strings.optional().describe('Patterns of variables to withhold.'),
  include_only: strings.optional().describe('Patterns of the only variables to pass on.'),
  set: stringMap.optional().describe('Variables to set.'),
})

/** A mode of one's own, or what is different about a built-in one. */
const ModeTable = z.object({
  name: z.string().min(1).max(40).optional().describe('As it is called in the pickers; the id if left out.'),
  summary: z.string().max(200).optional().describe('One line about it for the picker.'),
  model: z.string().min(1).optional().describe('Model that is used while the mode is on.'),
  effort: oneOf(EFFORTS).optional().describe('How much the model thinks where the thread does not say it.'),
  instructions: z.string().optional().describe('How the agent works in it, told to the model.'),
})
export type ModeValues = z.infer<typeof ModeTable>

/** Keys that a profile can set as well. */
const shared = {
  model: z.string().min(1).optional().describe('Model to use.'),
  model_provider: z
    .string()
    .min(1)
    .optional()
    .describe('Provider of the model: a built-in one or one of model_providers.'),
  model_reasoning_effort: oneOf(EFFORTS).optional().describe('How much the model thinks.'),
  model_verbosity: z.enum(['low', 'medium', 'high']).optional().describe('How much the model says.'),
  approval_policy: oneOf(APPROVAL_POLICIES).optional().describe('When a person is asked.'),
  sandbox_mode: oneOf(SANDBOX_MODES).optional().describe('What commands may touch.'),
}

const Profile = z.object(shared)

/** All keys of `config.toml` with their meaning. Names and values are those of the real Codex where it has them. */
export const ConfigSchema = z.object({
  ...shared,
  profile: z.string().optional().describe('Profile that is used when none is named.'),
  profiles: z.record(z.string(), Profile).optional().describe('Named sets of values that go over the rest.'),
  modes: z.record(z.string(), ModeTable).optional().describe('Own collaboration modes by id.'),
  model_context_window: count.optional().describe('Tokens that the model can hold, where the catalogue is wrong.'),
  model_auto_compact_token_limit: count.optional().describe('Usage at which a thread is compacted.'),
  compact_prompt: z.string().optional().describe('Asked of the model for the summary when a thread is compacted.'),
  model_providers: z.record(z.string(), z.record(z.string(), z.unknown())).optional().describe('Own providers by id.'),
  openai_base_url: z.string().optional().describe('Another address for the OpenAI provider.'),
  sandbox_workspace_write: SandboxWorkspaceWrite.optional().describe('Details of workspace-write.'),
  shell_environment_policy: ShellEnvironmentPolicy.optional().describe('Variables that commands see.'),
  allow_login_shell: z.boolean().optional().describe('Whether commands get the environment of a login shell.'),
  developer_instructions: z.string().optional().describe('Told to the model beside the built-in instructions.'),
  project_doc_max_bytes: count.optional().describe('Bytes of AGENTS.md files that the model is told.'),
  project_doc_fallback_filenames: strings.optional().describe('Names that stand in for AGENTS.md, e.g. CLAUDE.md.'),
  project_root_markers: strings.optional().describe('Names that mark the root of a project.'),
  web_search: z
    .enum(['disabled', 'cached', 'indexed', 'live'])
    .optional()
    .describe('Whether the provider may search the web, from its index or live.'),
  mcp_servers: z.record(z.string(), McpServerTable).optional().describe('MCP servers by name.'),
  mcp_optional_startup_grace_ms: count.optional().describe('How long a turn waits for MCP servers that are starting.'),
  mcp_oauth_callback_port: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('Port that browsers come back to after signing in to an MCP server; any free one if left out.'),
  mcp_oauth_credentials_store: z
    .enum(['auto', 'file', 'keyring'])
    .optional()
    .describe('Where sign-ins to MCP servers are kept: whatever it says, in a file that only you can read.'),
  max_calls_without_input: count
    .optional()
    .describe('Calls without a word of yours after which a turn pauses and asks; 0 lets it go on. 200 if left out.'),
  tools: z
    .looseObject({
      request_user_input: z
        .looseObject({
          timeout_seconds: count
            .optional()
            .describe('How long a question waits for your answer before the agent goes on without; 0 waits for ever.'),
        })
        .optional(),
    })
    .optional()
    .describe('Details of single tools.'),
  tool_output_token_limit: count.optional().describe('Tokens of one tool output that reach the model.'),
  history: z
    .object({
      persistence: z.enum(['save-all', 'none']).optional().describe('Whether what you say is kept in history.jsonl.'),
      max_bytes: count.optional().describe('Size of that file above which the oldest messages are dropped.'),
    })
    .optional()
    .describe('The history of what you said.'),
  undo: z
    .object({ max_bytes: count.optional().describe('What contents of files that were changed may take on disk.') })
    .optional()
    .describe('Undoing what a turn did to files.'),
  agents: AgentsTable.optional().describe('Limits of agents, and a table for each role that they can have.'),
  projects: z
    .record(z.string(), z.object({ trust_level: z.enum(['trusted', 'untrusted']).optional() }))
    .optional()
    .describe('Trust by project root.'),
  features: z.record(z.string(), z.boolean()).optional().describe('Feature switches.'),
})

export type ConfigValues = z.infer<typeof ConfigSchema>

/**
 * Keys of the real Codex that mean nothing here yet. They are accepted silently, so that one home can serve both
 * programs.
 */
export const ELSEWHERE: ReadonlySet<string> = new Set(
  `analytics approvals_reviewer apps auth background_terminal_max_timeout chatgpt_base_url
  check_for_update_on_startup cli_auth_credentials_store default_permissions desktop feedback file_opener
  goals hide_agent_reasoning hooks include_environment_context include_permissions_instructions instructions
  log_dir marketplaces mcp_enterprise_managed_auth mcp_oauth_callback_url memories model_instructions_file model_reasoning_summary
  notice notify oss_provider otel permissions personality plugins review_model sandbox_linux service_tier
  show_raw_agent_reasoning skills sqlite_home suppress_unstable_features_warning tui windows`
    .split(/\s+/)
    .filter(key => key !== ''),
)

/** Names that a key could have been meant as: the nearest known one within two edits, or null. */
export function nearestKey(key: string, known: Iterable<string>): string | null {
  let best: string | null = null
  let bestDistance = 3
  for (const candidate of known) {
    const distance = editDistance(key, candidate, bestDistance)
    if (distance >= bestDistance) continue
    best = candidate
    bestDistance = distance
  }
  return best
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? limit
}
