import { z } from 'zod'
import { command, query } from './procedure.ts'
import { ReasonSchema, Settings } from './schemas.ts'

const RuleDecision = z.enum(['allow', 'prompt', 'forbidden'])
const RuleLayer = z.enum(['system', 'codex', 'user', 'project', 'repository', 'requirements'])

/** One rule as a list shows it. `pattern` holds a word, or several that any will do, for each place. */
export const RuleView = z.object({
  line: z.number(),
  pattern: z.array(z.union([z.string(), z.array(z.string())])),
  decision: RuleDecision,
  justification: z.string().optional(),
  /** Whether it can be taken away from here: it stands on a line of its own that an approval wrote. */
  removable: z.boolean(),
})
export type RuleView = z.infer<typeof RuleView>

export const RuleFileView = z.object({
  path: z.string(),
  layer: RuleLayer,
  rules: z.array(RuleView),
  networkRules: z.array(z.object({ line: z.number(), host: z.string(), protocol: z.string(), decision: RuleDecision })),
  problems: z.array(z.object({ line: z.number(), message: z.string() })),
})
export type RuleFileView = z.infer<typeof RuleFileView>

/** What the policy says of a command line, and everything that it follows from. */
export const Explanation = z.object({
  command: z.string(),
  verdict: z.enum(['run', 'runUnsandboxed', 'ask', 'refuse']),
  reason: ReasonSchema,
  /** The simple commands of the line, as far as it could be taken apart. */
  parts: z.array(z.array(z.string())),
  /** Why the line could not be taken apart; null where it could. */
  unsure: z.string().nullable(),
  danger: z.string().nullable(),
  matches: z.array(
    z.object({
      command: z.array(z.string()),
      pattern: z.string(),
      decision: RuleDecision,
      file: z.string(),
      line: z.number(),
      layer: RuleLayer,
      justification: z.string().optional(),
    }),
  ),
  /** Prefixes that could be allowed for good, narrowest first. */
  proposals: z.array(z.array(z.string())),
})
export type Explanation = z.infer<typeof Explanation>

const Prefix = z.array(z.string().min(1).max(1000)).min(1).max(50)

export const ruleRoutes = {
  /** Every rule file that counts in a folder, strictest layers last, with what is wrong in them. */
  'rules/list': query({
    params: z.object({ cwd: z.string() }),
    result: z.object({ files: z.array(RuleFileView) }),
  }),
  /** What would be decided about these command lines in a folder, under given settings or those of a new thread. */
  'rules/simulate': query({
    params: z.object({
      cwd: z.string(),
      commands: z.array(z.string().max(100_000)).max(500),
      settings: Settings.optional(),
    }),
    result: z.object({ explanations: z.array(Explanation) }),
  }),
  /** The newest different command lines that agents asked to run, over all threads. */
  'rules/recentCommands': query({
    params: z.object({ limit: z.number().int().min(1).max(500).default(200) }),
    result: z.object({
      commands: z.array(z.object({ command: z.string(), cwd: z.string(), threadId: z.string(), at: z.number() })),
    }),
  }),
  'rules/add': command({
    params: z.object({
      cwd: z.string(),
      prefix: Prefix,
      decision: RuleDecision,
      scope: z.enum(['project', 'everywhere']),
      justification: z.string().min(1).max(1000).optional(),
    }),
    result: z.object({ file: z.string(), line: z.number() }),
    failures: ['rule.tooBroad', 'home.notWritable'],
  }),
  'rules/remove': command({
    params: z.object({ file: z.string(), line: z.number(), prefix: Prefix }),
    result: z.object({}),
    failures: ['rule.notRemovable', 'home.notWritable'],
  }),
} as const
