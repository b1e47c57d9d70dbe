import { z } from 'zod'
import { command, query } from './procedure.ts'

/** Something of the real Codex's home that can be brought here. */
export const MigrationItem = z.object({
  id: z.string(),
  kind: z.enum(['setting', 'profile', 'provider', 'mcpServer', 'rules', 'skill', 'prompt', 'instructions']),
  /** e.g. `model = "gpt-5.5"` or a skill's name. Without secrets. */
  title: z.string(),
  file: z.string(),
  line: z.number().nullable(),
  /** `same`: it is here already. `conflict`: something else is here. `refused`: it means nothing here. */
  state: z.enum(['new', 'same', 'conflict', 'refused']),
  /** What is here instead, or why it is refused. */
  note: z.string().nullable(),
})
export type MigrationItem = z.infer<typeof MigrationItem>

export const migrationRoutes = {
  'migration/preview': query({
    params: z.object({}),
    result: z.object({ home: z.string(), exists: z.boolean(), items: z.array(MigrationItem) }),
  }),
  /** Brings the named things here; what stands here instead is replaced. Nothing in the other home changes. */
  'migration/apply': command({
    params: z.object({ ids: z.array(z.string()).min(1).max(5000) }),
    result: z.object({
      done: z.array(z.string()),
      failed: z.array(z.object({ id: z.string(), message: z.string() })),
      /** For `migration/undo`, until the program ends; null where nothing was changed. */
      undoId: z.string().nullable(),
    }),
    failures: ['settings.invalid', 'home.notWritable'],
  }),
  /** Takes an import back: what it made goes to the trash, what it replaced comes back. */
  'migration/undo': command({
    params: z.object({ undoId: z.string() }),
    result: z.object({}),
    failures: ['deleted.notFound', 'deleted.inTheWay', 'settings.invalid', 'home.notWritable'],
  }),
} as const
