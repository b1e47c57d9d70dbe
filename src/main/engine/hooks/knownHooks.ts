import { createHash } from 'node:crypto'
import type { Hook } from '../../../contract/hooks.ts'
import { canonicalText } from '../../../core/mcp/canonical.ts'
import type { HookRef, HookSpec } from '../../../core/hooks/hook.ts'
import { commandText } from '../../../core/hooks/hook.ts'
import { readHooks } from '../../../core/hooks/readHooks.ts'
import type { WrittenHook } from '../../../core/hooks/readHooks.ts'
import type { HookSource } from '../config/hookSources.ts'

/** A hook that counts in a folder: as people see it, and as it is run. */
export interface KnownHook {
  hook: Hook
  /** Null where it cannot or may not run. */
  spec: HookSpec | null
  ref: HookRef | null
  /** The repository that it is of; null for the user's own. */
  root: string | null
}

/** What the user said of a repository's hooks, by their ids. */
export interface HookConsents {
  given(root: string): Promise<ReadonlySet<string>>
  refused(root: string): Promise<ReadonlySet<string>>
}

/** All hooks of a folder, the user's own first. A repository's runs only where it is, as it is now, agreed to. */
export async function knownHooks(sources: readonly HookSource[], consents: HookConsents): Promise<KnownHook[]> {
  const known: KnownHook[] = []
  for (const source of sources) {
    const root = source.repository?.root ?? null
    const [given, refused] =
      root === null ? [NOBODY, NOBODY] : await Promise.all([consents.given(root), consents.refused(root)])
    for (const written of readHooks(source.table)) {
      const id = idOf(source, written)
      if (known.some(({ hook }) => hook.id === id)) continue // said twice, run once
      const consent = root === null ? 'own' : refused.has(id) ? 'refused' : given.has(id) ? 'given' : 'asked'
      const mayRun = consent === 'own' || consent === 'given'
      const hook = hookOf(source, written, { id, consent })
      known.push({ hook, spec: mayRun ? written.spec : null, ref: refOf(hook, written.spec), root })
    }
  }
  return known
}

const NOBODY: ReadonlySet<string> = new Set()

/** The place counts: the same words start something else where relative paths lead elsewhere. */
function idOf({ repository, file }: HookSource, { event, command, matcher, spec }: WrittenHook): string {
  const { timeoutMs, required } = spec ?? {}
  const content = canonicalText({ path: repository?.path ?? file, event, command, matcher, timeoutMs, required })
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

const hookOf = (source: HookSource, written: WrittenHook, said: Pick<Hook, 'id' | 'consent'>): Hook => ({
  ...said,
  event: written.event,
  command: written.command,
  matcher: written.matcher,
  timeoutMs: written.spec?.timeoutMs ?? 0,
  layer: source.layer,
  file: source.file,
  line: source.lineOf(written.key),
  problem: written.problem,
})

const refOf = ({ file, line }: Hook, spec: HookSpec | null): HookRef | null =>
  spec && { event: spec.event, command: commandText(spec), file, line }
