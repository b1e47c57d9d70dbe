import { z } from 'zod'
import { command, query } from './procedure.ts'

/** Something that a repository brings along, and what becomes of it when it is trusted. */
export const RepositoryOffer = z.object({
  kind: z.enum(['setting', 'rules', 'mcpServer', 'hook', 'instructions', 'skill', 'prompt']),
  /** e.g. `sandbox_mode = "read-only"` or `forbid git push`. */
  title: z.string(),
  file: z.string(),
  line: z.number().nullable(),
  effect: z.enum(['applies', 'tightens', 'ignored', 'asksFirst']),
  /** Why it is ignored, or what asks first; one sentence. */
  note: z.string().nullable(),
})
export type RepositoryOffer = z.infer<typeof RepositoryOffer>

export const TrustStatus = z.object({
  /** The project's root: what is trusted is this folder, by its real path. */
  root: z.string(),
  /** `asked`: never answered. */
  level: z.enum(['trusted', 'untrusted', 'asked']),
  /** What decided, e.g. a file with its line; null when nothing did. */
  origin: z.string().nullable(),
  /** Why this folder can not be trusted, e.g. because it is the home directory; null where it can. */
  obstacle: z.string().nullable(),
  /** What the repository would set. */
  offers: z.array(RepositoryOffer),
  /** The configuration that runs programs changed since it was trusted. */
  changedSince: z.boolean(),
})
export type TrustStatus = z.infer<typeof TrustStatus>

export const trustRoutes = {
  'workspace/trust': query({ params: z.object({ cwd: z.string() }), result: TrustStatus }),
  /** Answers the question for a project, for good. `forget` asks again. */
  'workspace/setTrust': command({
    params: z.object({ cwd: z.string(), level: z.enum(['trusted', 'untrusted', 'forget']) }),
    result: TrustStatus,
    failures: ['workspace.notTrustable', 'settings.invalid', 'home.notWritable'],
  }),
} as const
