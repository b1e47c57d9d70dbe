import { z } from 'zod'
import { command, query, subscription } from './procedure.ts'
import { Settings, ThreadId } from './schemas.ts'

/** Where a value of the configuration stands. */
export const ConfigOrigin = z.object({
  /** `default`, `system`, `user`, `project`, `profile NAME`, `thread`, `command line`, `requirements`. */
  layer: z.string(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  column: z.number().nullable(),
})
export type ConfigOrigin = z.infer<typeof ConfigOrigin>

/** One value of the configuration as it counts, and what it went over. Secrets are left out. */
export const ConfigLeaf = z.object({
  /** From the root of the document. */
  path: z.array(z.string()),
  value: z.unknown(),
  origin: ConfigOrigin,
  /** What lower layers say, the next one first, the default last. */
  below: z.array(z.object({ value: z.unknown(), origin: ConfigOrigin })),
  /** Why this is not what the highest layer asks for, e.g. a requirement; null where it is. */
  constraint: z.string().nullable(),
})
export type ConfigLeaf = z.infer<typeof ConfigLeaf>

/** Something wrong with a configuration, and what to do. */
export const ConfigProblem = z.object({
  /** An error takes a value out; a warning does not. */
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  /** Dotted; null for a file that does not parse. */
  key: z.string().nullable(),
  /** The known key that may have been meant. */
  suggestion: z.string().nullable(),
})
export type ConfigProblem = z.infer<typeof ConfigProblem>

export const ConfigLayer = z.object({
  name: z.string(),
  file: z.string().nullable(),
  /** Whether the file is there. A layer without a file is. */
  exists: z.boolean(),
  /** Values that it sets. */
  values: z.number(),
  /** The file is broken: what counts is what it said when it was last good. */
  outdated: z.boolean(),
})
export type ConfigLayer = z.infer<typeof ConfigLayer>

/** A file that can be edited here: the user's own, or the overlay file of a profile. */
export const ConfigTarget = z.discriminatedUnion('type', [
  z.object({ type: z.literal('user') }),
  z.object({ type: z.literal('profile'), name: z.string() }),
])
export type ConfigTarget = z.infer<typeof ConfigTarget>

/** A change of one value; without a value it is taken away. Dates and numbers beyond 2^53 cannot be set this way. */
export const ConfigEdit = z.object({ path: z.array(z.string()).min(1), value: z.unknown().optional() })
export type ConfigEdit = z.infer<typeof ConfigEdit>

const WRITES = ['settings.invalid', 'settings.changed', 'home.notWritable'] as const

export const Profile = z.object({
  name: z.string(),
  /** A table of `config.toml`, a file of its own, or both. */
  kind: z.enum(['table', 'file', 'both']),
  /** Where it stands. */
  file: z.string(),
  line: z.number().nullable(),
  /** What it sets, as a nested table. */
  values: z.record(z.string(), z.unknown()),
  /** It counts for new threads. */
  active: z.boolean(),
  /** Threads whose settings name it. */
  threads: z.number(),
  problems: z.array(ConfigProblem),
})
export type Profile = z.infer<typeof Profile>

export const configRoutes = {
  /** The configuration of a folder, leaf by leaf, with everything known keys have by default. */
  'config/read': query({
    params: z.object({
      /** The workbench as a whole if left out. */
      cwd: z.string().optional(),
      /** Another profile than the active one; null for none. */
      profile: z.string().nullable().optional(),
      /** What a thread itself is set to goes over the files. */
      threadId: ThreadId.optional(),
    }),
    result: z.object({
      leaves: z.array(ConfigLeaf),
      /** Lowest first. */
      layers: z.array(ConfigLayer),
      problems: z.array(ConfigProblem),
      profile: z.string().nullable(),
    }),
  }),
  /** Sends the problems at once, and again with another version whenever a file of the configuration changed. */
  'config/watch': subscription({
    params: z.object({ cwd: z.string().optional() }),
    frame: z.object({
      version: z.number(),
      problems: z.array(ConfigProblem),
      /** By file, those of the problems that can be mended here. */
      editable: z.record(z.string(), ConfigTarget),
    }),
  }),
  /** A file as text, for an editor. `hash` names this content; that of a missing file is the empty text's. */
  'config/text': query({
    params: z.object({ target: ConfigTarget }),
    result: z.object({
      file: z.string(),
      exists: z.boolean(),
      text: z.string(),
      hash: z.string(),
      problems: z.array(ConfigProblem),
    }),
  }),
  /** What would be wrong with a text. */
  'config/diagnose': query({
    params: z.object({ target: ConfigTarget, text: z.string().max(1024 * 1024) }),
    result: z.object({ problems: z.array(ConfigProblem) }),
  }),
  /** The file before and after some edits, without making them. */
  'config/preview': query({
    params: z.object({ target: ConfigTarget, edits: z.array(ConfigEdit).min(1).max(200) }),
    result: z.object({ file: z.string(), before: z.string(), after: z.string(), problems: z.array(ConfigProblem) }),
  }),
  /** Makes all edits or none; comments and order stay. With a `hash` only where the file is still that one. */
  'config/write': command({
    params: z.object({
      target: ConfigTarget,
      edits: z.array(ConfigEdit).min(1).max(200),
      hash: z.string().optional(),
    }),
    result: z.object({ hash: z.string() }),
    failures: WRITES,
  }),
  /** Replaces the text, where the file is still the one that `hash` names. A text that does not parse is refused. */
  'config/writeText': command({
    params: z.object({ target: ConfigTarget, text: z.string().max(1024 * 1024), hash: z.string() }),
    result: z.object({ hash: z.string(), problems: z.array(ConfigProblem) }),
    failures: WRITES,
  }),

  'profiles/list': query({
    params: z.object({}),
    result: z.object({ profiles: z.array(Profile), active: z.string().nullable() }),
  }),
  /** What a thread of a folder gets with a profile (null: with none), and where each setting comes from. */
  'profile/settings': query({
    params: z.object({ cwd: z.string(), name: z.string().nullable() }),
    result: z.object({ settings: Settings, origins: z.record(z.string(), z.string()) }),
  }),
  /** Makes a profile: empty, with values, as a copy of another, or as a thread is set now. */
  'profile/create': command({
    params: z.object({
      name: z.string(),
      values: z.record(z.string(), z.unknown()).optional(),
      from: z
        .discriminatedUnion('type', [
          z.object({ type: z.literal('profile'), name: z.string() }),
          z.object({ type: z.literal('thread'), threadId: ThreadId }),
        ])
        .optional(),
      place: z.enum(['table', 'file']).default('table'),
    }),
    result: z.object({}),
    failures: ['profile.exists', 'profile.badName', 'profile.notFound', 'thread.notFound', ...WRITES],
  }),
  'profile/rename': command({
    params: z.object({ name: z.string(), to: z.string() }),
    result: z.object({}),
    failures: ['profile.exists', 'profile.badName', 'profile.notFound', ...WRITES],
  }),
  /** To the trash: `deleted/restore` brings it back. */
  'profile/delete': command({
    params: z.object({ name: z.string() }),
    result: z.object({ deletedId: z.string() }),
    failures: ['profile.notFound', ...WRITES],
  }),
  /** Makes new threads use a profile; null: none. */
  'profile/activate': command({
    params: z.object({ name: z.string().nullable() }),
    result: z.object({}),
    failures: ['profile.notFound', ...WRITES],
  }),

  /** Brings back a deleted profile, skill, prompt, hook, provider or MCP server, to the byte where nothing changed since. */
  'deleted/restore': command({
    params: z.object({ deletedId: z.string() }),
    result: z.object({}),
    failures: ['deleted.notFound', 'deleted.inTheWay', ...WRITES],
  }),

  'features/list': query({
    params: z.object({ cwd: z.string().optional() }),
    result: z.object({
      features: z.array(
        z.object({
          name: z.string(),
          about: z.string(),
          stage: z.enum(['stable', 'experimental', 'deprecated', 'removed']),
          default: z.boolean(),
          enabled: z.boolean(),
          origin: ConfigOrigin,
        }),
      ),
    }),
  }),
} as const
