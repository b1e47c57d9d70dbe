import { z } from 'zod'

/** How settled a key is. */
export type Stage = 'stable' | 'experimental' | 'deprecated'

/** What is said of a key beside its type: forms, completion, documentation and the JSON schema are made from it. */
export interface KeyNotes {
  /** What counts where nobody says anything; left out where `otherwise` says it better or nothing counts. */
  default?: unknown
  /** The same as a sentence, where it is no fixed value. */
  otherwise?: string
  stage?: Stage
  /** Whether a profile can set it. True if left out. */
  profile?: false
  /** Keys of the real Codex inside this table that mean nothing here and are accepted silently. */
  elsewhere?: readonly string[]
}

/**
 * A key of the configuration, which may always be left out. `about` is one sentence. The notes are added to the key as it
 * is: `.meta()` would make another copy of each of them, which every start would wait for.
 */
export function key<T extends z.ZodType>(type: T, about: string, notes: KeyNotes = {}): z.ZodOptional<T> {
  const optional = type.optional()
  z.globalRegistry.add(optional, { description: about, ...notes })
  return optional
}
