import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'

/** Something about a file of a skill or prompt that its author should know. */
export const FileProblem = z.object({
  /** With an error it cannot be used. */
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  line: z.number().nullable(),
})
export type FileProblem = z.infer<typeof FileProblem>

export const Skill = z.object({
  /** Of its `SKILL.md` (or `name.skill.md`): what it is known by. */
  path: z.string(),
  name: z.string(),
  description: z.string(),
  shortDescription: z.string().nullable(),
  scope: z.enum(['repo', 'user', 'admin', 'bundled']),
  /** The folder of skills that it was found in. */
  root: z.string(),
  /** `shadowed`: another one of the same name counts. `broken`: it cannot be used. */
  state: z.enum(['active', 'shadowed', 'disabled', 'broken']),
  /** Path of the one that counts instead. */
  shadowedBy: z.string().nullable(),
  /** The user chose it among those of its name. */
  pinned: z.boolean(),
  /** The model reads of it in the list; otherwise it is only used by name. */
  implicit: z.boolean(),
  /** `auto`: used in every turn. */
  interface: z.enum(['cli', 'user', 'auto']).nullable(),
  /** Tools that a turn with it may use; null for all. */
  allowedTools: z.array(z.string()).nullable(),
  mcpTools: z.array(z.object({ name: z.string(), missing: z.boolean() })),
  display: z.object({
    name: z.string().nullable(),
    /** `#rrggbb` */
    color: z.string().nullable(),
    defaultPrompt: z.string().nullable(),
  }),
  /** What using it adds to the context. */
  tokens: z.number(),
  editable: z.boolean(),
  problems: z.array(FileProblem),
})
export type Skill = z.infer<typeof Skill>

export const Prompt = z.object({
  /** Of its file, or `bundled:NAME`. */
  path: z.string(),
  /** Used as `/name` or `/prompts:name`. */
  name: z.string(),
  description: z.string().nullable(),
  argumentHint: z.string().nullable(),
  scope: z.enum(['user', 'codex', 'bundled']),
  /** The file as it stands, frontmatter included. */
  text: z.string(),
  hash: z.string(),
  /** Another one of the same name counts. */
  shadowed: z.boolean(),
  editable: z.boolean(),
  problems: z.array(FileProblem),
})
export type Prompt = z.infer<typeof Prompt>

const Cwd = z.string().optional()
const Scope = z.enum(['repo', 'user'])
const FileText = z.string().max(1024 * 1024)

export const skillRoutes = {
  /** The skills of a folder (without one: the user's own and the bundled ones), those that count first. */
  'skills/list': query({
    params: z.object({ cwd: Cwd }),
    result: z.object({
      skills: z.array(Skill),
      /** The list that the model reads, against what it may take. `cut`: descriptions that were shortened for it. */
      list: z.object({ tokens: z.number(), maxTokens: z.number(), cut: z.number(), leftOut: z.number() }),
      /** Folders that could not be read, files that were refused. */
      problems: z.array(z.string()),
    }),
  }),
  /** Another version whenever skills or prompts of a folder changed. */
  'skills/watch': subscription({ params: z.object({ cwd: Cwd }), frame: z.object({ version: z.number() }) }),
  'skill/read': query({
    params: z.object({ cwd: Cwd, path: z.string() }),
    result: z.object({
      text: z.string(),
      hash: z.string(),
      /** What else is in its folder, relative to it. */
      files: z.array(z.object({ path: z.string(), bytes: z.number() })),
      /** `agents/openai.yaml`. */
      interfaceText: z.string().nullable(),
    }),
  }),
  /** What a text would be as a skill. */
  'skill/check': query({
    params: z.object({ cwd: Cwd, path: z.string().optional(), text: FileText }),
    result: z.object({ problems: z.array(FileProblem), tokens: z.number() }),
  }),
  'skill/write': command({
    params: z.object({ cwd: Cwd, path: z.string(), text: FileText, hash: z.string() }),
    result: z.object({ hash: z.string() }),
    failures: ['skill.notFound', 'skill.notEditable', 'skill.changed', 'home.notWritable'],
  }),
  'skill/create': command({
    params: z.object({ cwd: Cwd, scope: Scope, name: z.string(), text: FileText }),
    result: z.object({ path: z.string() }),
    failures: ['skill.exists', 'skill.badName', 'home.notWritable'],
  }),
  'skill/setEnabled': command({
    params: z.object({ path: z.string(), enabled: z.boolean() }),
    result: z.object({}),
    failures: ['settings.invalid', 'home.notWritable'],
  }),
  /** Which of several skills of a name counts; null: the nearest one. */
  'skill/pin': command({
    params: z.object({ name: z.string(), path: z.string().nullable() }),
    result: z.object({}),
    failures: ['settings.invalid', 'home.notWritable'],
  }),
  'skill/delete': command({
    params: z.object({ cwd: Cwd, path: z.string() }),
    result: z.object({ deletedId: z.string() }),
    failures: ['skill.notFound', 'skill.notEditable', 'home.notWritable'],
  }),
  /** Copies a folder, or what is in a zip file, that holds one skill or several. */
  'skill/import': command({
    params: z.object({ cwd: Cwd, scope: Scope, from: z.string() }),
    result: z.object({ paths: z.array(z.string()), skipped: z.array(z.string()) }),
    failures: ['skill.exists', 'skill.notFound', 'skill.badArchive', 'home.notWritable'],
  }),
  /** What a message would bring along. */
  'skills/try': query({
    params: z.object({ cwd: z.string(), text: z.string().max(1024 * 1024) }),
    result: z.object({
      used: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          why: z.enum(['mentioned', 'auto']),
          tokens: z.number(),
          /** As the model reads it. */
          text: z.string(),
        }),
      ),
      /** `$names` that are no skill, with the nearest one that is. */
      unknown: z.array(z.object({ name: z.string(), nearest: z.string().nullable() })),
      /** What the turn is restricted to; null where it is not. */
      allowedTools: z.array(z.string()).nullable(),
      /** The list of skills as the model reads it. */
      listText: z.string(),
      listTokens: z.number(),
    }),
  }),
} as const

export const promptRoutes = {
  'prompts/list': query({
    params: z.object({ cwd: Cwd }),
    result: z.object({ prompts: z.array(Prompt), problems: z.array(z.string()) }),
  }),
  'prompt/create': command({
    params: z.object({ name: z.string(), text: FileText }),
    result: z.object({ path: z.string() }),
    failures: ['prompt.exists', 'prompt.badName', 'home.notWritable'],
  }),
  'prompt/write': command({
    params: z.object({ path: z.string(), text: FileText, hash: z.string() }),
    result: z.object({ hash: z.string() }),
    failures: ['prompt.notFound', 'prompt.notEditable', 'prompt.changed', 'home.notWritable'],
  }),
  'prompt/rename': command({
    params: z.object({ path: z.string(), name: z.string() }),
    result: z.object({ path: z.string() }),
    failures: ['prompt.notFound', 'prompt.notEditable', 'prompt.exists', 'prompt.badName', 'home.notWritable'],
  }),
  'prompt/delete': command({
    params: z.object({ path: z.string() }),
    result: z.object({ deletedId: z.string() }),
    failures: ['prompt.notFound', 'prompt.notEditable', 'home.notWritable'],
  }),
} as const
