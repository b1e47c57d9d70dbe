import { z } from 'zod'
import { AgentsTable } from '../agents/config.ts'
import { McpServerTable, SERVER_GRACE_MS } from '../mcp/config.ts'
import { CALLS_WITHOUT_INPUT } from '../policy/brake.ts'
import { APPROVAL_POLICIES, EFFORTS, SANDBOX_MODES } from '../thread/settings.ts'
import { ELSEWHERE, FEATURES_ELSEWHERE, PROVIDER_ELSEWHERE, SERVER_ELSEWHERE, TOOLS_ELSEWHERE } from './elsewhere.ts'
import { FEATURES } from './features.ts'
import { key } from './key.ts'
import {
  HistoryTable,
  ModeTable,
  ProjectTable,
  ProviderTable,
  QuestionsTable,
  SandboxWorkspaceWrite,
  ShellEnvironmentPolicy,
  SkillsTable,
  count,
  oneOf,
  strings,
} from './tables.ts'

export type { ModeValues } from './tables.ts'

const FeaturesTable = z
  .object(
    Object.fromEntries(
      FEATURES.map(({ name, about, default: on }) => [name, key(z.boolean(), about, { default: on })]),
    ),
  )
  .catchall(z.union([z.boolean(), z.record(z.string(), z.unknown())])) as unknown as z.ZodType<Record<string, unknown>>

/** Keys that a profile, which is a layer of its own, can set. */
const shared = {
  model: key(z.string().min(1), 'Model to use.', { otherwise: 'the newest that is known of the provider' }),
  model_provider: key(z.string().min(1), 'Provider of the model: a built-in one or one of model_providers.', {
    otherwise: 'your own one, or OpenAI where there is a key, or the rehearsal model',
  }),
  model_reasoning_effort: key(oneOf(EFFORTS), 'How much the model thinks.', { otherwise: 'as the model likes best' }),
  model_verbosity: key(z.enum(['low', 'medium', 'high']), 'How much the model says.', {
    otherwise: 'as the model likes best',
  }),
  approval_policy: key(oneOf(APPROVAL_POLICIES), 'When a person is asked.', { default: 'on-request' }),
  sandbox_mode: key(oneOf(SANDBOX_MODES), 'What commands may touch.', {
    default: 'workspace-write',
    otherwise: 'read-only in a folder that you distrust, and where nobody watches in one that is not trusted',
  }),
  sandbox_workspace_write: key(SandboxWorkspaceWrite, 'Details of workspace-write.'),
  web_search: key(
    z.enum(['disabled', 'cached', 'indexed', 'live']),
    'Whether the provider may search the web, from its index or live.',
    { otherwise: 'cached for OpenAI, disabled for other providers' },
  ),
  developer_instructions: key(z.string(), 'Told to the model beside the built-in instructions.'),
  model_context_window: key(count, 'Tokens that the model can hold, where the catalogue is wrong.', {
    otherwise: 'what is known of the model',
  }),
  model_auto_compact_token_limit: key(count, 'Tokens at which a thread is compacted.', {
    otherwise: '90 % of the window',
  }),
  compact_prompt: key(z.string(), 'Asked of the model for the summary when a thread is compacted.'),
  tool_output_token_limit: key(count, 'Tokens of one tool output that reach the model.', {
    otherwise: 'what is known of the model, mostly 10,000',
  }),
  max_calls_without_input: key(
    count,
    'Calls without a word of yours after which a turn pauses and asks; 0 lets it go on.',
    { default: CALLS_WITHOUT_INPUT },
  ),
  project_doc_max_bytes: key(count, 'Bytes of AGENTS.md files that the model is told.', { default: 32 * 1024 }),
  project_doc_fallback_filenames: key(strings, 'Names that stand in for AGENTS.md, e.g. CLAUDE.md.', { default: [] }),
  project_root_markers: key(strings, 'Names that mark the root of a project.', { default: ['.git'] }),
  shell_environment_policy: key(ShellEnvironmentPolicy, 'Variables that commands see.', {
    elsewhere: ['filters', 'experimental_use_profile'],
  }),
  allow_login_shell: key(z.boolean(), 'Whether commands get the environment of a login shell.', { default: true }),
  modes: key(z.record(z.string(), ModeTable), 'Own collaboration modes by id.'),
  agents: key(AgentsTable, 'Limits of agents, and a table for each role that they can have.'),
  skills: key(SkillsTable, 'Skills: instructions that a message can name.'),
  features: key(FeaturesTable, 'Switches of whole features.', { elsewhere: FEATURES_ELSEWHERE }),
  tools: key(
    z.object({ request_user_input: key(QuestionsTable, 'Questions of the model.', { elsewhere: ['enabled'] }) }),
    'Details of single tools.',
    { elsewhere: TOOLS_ELSEWHERE },
  ),
  model_providers: key(z.record(z.string(), ProviderTable), 'Own providers by id.', { elsewhere: PROVIDER_ELSEWHERE }),
  openai_base_url: key(z.string(), 'Another address for the OpenAI provider.'),
  mcp_servers: key(z.record(z.string(), McpServerTable), 'MCP servers by name.', { elsewhere: SERVER_ELSEWHERE }),
  mcp_optional_startup_grace_ms: key(count, 'How long a turn waits for MCP servers that are starting.', {
    default: SERVER_GRACE_MS,
  }),
  mcp_oauth_callback_port: key(
    z.number().int().min(0).max(65535),
    'Port that browsers come back to after signing in to an MCP server.',
    { otherwise: 'any free one' },
  ),
  mcp_oauth_credentials_store: key(
    z.enum(['auto', 'file', 'keyring']),
    'Where sign-ins to MCP servers are kept: whatever it says, in a file that only you can read.',
    { default: 'file' },
  ),
  hooks: key(z.record(z.string(), z.unknown()), 'Programs that run when something happens.'),
  notify: key(strings, 'Program, with its arguments, that is told of the end of each turn.'),
  history: key(HistoryTable, 'The history of what you said.'),
  undo: key(
    z.object({
      max_bytes: key(count, 'What contents of files that were changed may take on disk.', { default: 2 * 1024 ** 3 }),
    }),
    'Undoing what a turn did to files.',
  ),
}

/** What a profile says: a table `[profiles.<name>]`, or a file `<name>.config.toml`. */
export const ProfileTable = z.object(shared)

/**
 * All keys of `config.toml` with their meaning: from here values are checked, and forms, completion, documentation and
 * the JSON schema are made. Names and values are those of the real Codex where it has them.
 */
export const ConfigSchema = z.object({
  ...shared,
  profile: key(z.string(), 'Profile that is used when none is named.', { profile: false }),
  profiles: key(z.record(z.string(), ProfileTable), 'Named sets of values that go over the rest.', {
    profile: false,
    elsewhere: [...ELSEWHERE],
  }),
  projects: key(z.record(z.string(), ProjectTable), 'Trust by project root.', { profile: false }),
})

export type ConfigValues = z.infer<typeof ConfigSchema>
