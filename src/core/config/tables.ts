import { z } from 'zod'
import { EFFORTS } from '../thread/settings.ts'
import { key } from './key.ts'

export const oneOf = <T extends string>(values: readonly T[]) => z.enum(values as readonly [T, ...T[]])
export const strings = z.array(z.string())
export const count = z.number().int().nonnegative()
const stringMap = z.record(z.string(), z.string())

export const SandboxWorkspaceWrite = z.object({
  writable_roots: key(strings, 'Folders beside the workspace that commands may write.', { default: [] }),
  network_access: key(z.boolean(), 'Whether commands in workspace-write reach the network.', { default: false }),
  exclude_tmpdir_env_var: key(z.boolean(), 'Keep $TMPDIR read-only.', { default: false }),
  exclude_slash_tmp: key(z.boolean(), 'Keep /tmp read-only.', { default: false }),
})

export const ShellEnvironmentPolicy = z.object({
  inherit: key(z.enum(['all', 'core', 'none']), 'Which variables commands start from.', { default: 'core' }),
  ignore_default_excludes: key(z.boolean(), 'Pass on variables whose names look like secrets.', { default: false }),
  exclude: key(strings, 'Patterns of variables to withhold.', { default: [] }),
  include_only: key(strings, 'Patterns of the only variables to pass on.', { default: [] }),
  set: key(stringMap, 'Variables to set.'),
})

/** A mode of one's own, or what is different about a built-in one. */
export const ModeTable = z.object({
  name: key(z.string().min(1).max(40), 'As it is called in the pickers.', { otherwise: 'its id' }),
  summary: key(z.string().max(200), 'One line about it for the picker.'),
  model: key(z.string().min(1), 'Model that is used while the mode is on.', { otherwise: 'that of the thread' }),
  effort: key(oneOf(EFFORTS), 'How much the model thinks where the thread does not say it.'),
  instructions: key(z.string(), 'How the agent works in it, told to the model.'),
})
export type ModeValues = z.infer<typeof ModeTable>

const ProviderAuth = z.object({
  command: key(z.string().min(1), 'Program that prints a key on its first line.'),
  args: key(strings, 'Its arguments.', { default: [] }),
  timeout_ms: key(count, 'How long it may take.', { default: 5000 }),
})

/** One `[model_providers.<id>]` table. */
export const ProviderTable = z.object({
  name: key(z.string(), 'As it is called in the pickers.', { otherwise: 'its id' }),
  base_url: key(z.string(), 'Address of its API, e.g. https://example.org/v1.'),
  wire_api: key(z.enum(['responses', 'chat']), 'The API that it speaks.', { default: 'responses' }),
  env_key: key(z.string(), 'Variable that holds its key; none where it needs no key.'),
  env_key_instructions: key(z.string(), 'What to tell somebody who has no key yet.'),
  experimental_bearer_token: key(z.string(), 'A key in this file. A variable or a stored key is safer.', {
    stage: 'experimental',
  }),
  auth: key(ProviderAuth, 'A program that knows its key.'),
  query_params: key(stringMap, 'Added to the address of every request.'),
  http_headers: key(stringMap, 'Sent with every request.'),
  env_http_headers: key(stringMap, 'Headers whose values are in variables.'),
  request_max_retries: key(count, 'Tries again after a request without an answer.', { default: 4 }),
  stream_max_retries: key(count, 'Tries again after an answer that broke off.', { default: 5 }),
  stream_idle_timeout_ms: key(count.min(1), 'Silence after which an answer counts as broken off.', {
    default: 300_000,
  }),
})
export type ProviderValues = z.infer<typeof ProviderTable>

/** `[skills]`. */
export const SkillsTable = z.object({
  include_instructions: key(z.boolean(), 'Whether the model is told which skills there are.', { default: true }),
  bundled: key(
    z.object({ enabled: key(z.boolean(), 'Whether the skills that come with Heddle are there.', { default: true }) }),
    'The skills that come with Heddle.',
  ),
  config: key(
    z.array(
      z.object({
        path: key(z.string().min(1), 'Path of its SKILL.md or its folder.'),
        name: key(z.string().min(1), 'Its name, in the place of the path: all skills of that name.'),
        enabled: key(z.boolean(), 'Whether it is used.', { default: true }),
      }),
    ),
    'Single skills, switched on or off.',
  ),
  pinned: key(stringMap, 'Of several skills with one name the one that counts: path of its SKILL.md, by name.'),
})

export type SkillsValues = z.infer<typeof SkillsTable>

export const QuestionsTable = z.object({
  timeout_seconds: key(
    count,
    'How long a question waits for your answer before the agent goes on without; 0 waits for ever.',
    { default: 0 },
  ),
})

export const HistoryTable = z.object({
  persistence: key(z.enum(['save-all', 'none']), 'Whether what you say is kept in history.jsonl.', {
    default: 'save-all',
  }),
  max_bytes: key(count, 'Size of that file above which the oldest messages are dropped.', { otherwise: 'no limit' }),
})

export const ProjectTable = z.object({
  trust_level: key(z.enum(['trusted', 'untrusted']), 'What you said of it; asked for once if left out.'),
})
