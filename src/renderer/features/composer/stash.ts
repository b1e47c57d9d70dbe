/** A message that was put aside unsent. */
export interface Stashed {
  id: string
  text: string
  /** Its attachments, as drafts keep them. */
  attached: string
}

/** The draft that holds what was put aside, for all threads. */
export const STASH_KEY = 'stash'

const MOST = 20

/** Reads what was kept; what is damaged is left out. */
export function stashFrom(kept: string): Stashed[] {
  if (kept === '') return []
  try {
    const value: unknown = JSON.parse(kept)
    return Array.isArray(value) ? value.filter(isStashed) : []
  } catch {
    return []
  }
}

function isStashed(value: unknown): value is Stashed {
  if (typeof value !== 'object' || value === null) return false
  const { id, text, attached } = value as Record<string, unknown>
  return typeof id === 'string' && typeof text === 'string' && typeof attached === 'string'
}

/** With one more, the newest first; the oldest goes where there are too many. */
export const withStashed = (stash: readonly Stashed[], one: Stashed): string =>
  JSON.stringify([one, ...stash].slice(0, MOST))

export function withoutStashed(stash: readonly Stashed[], id: string): string {
  const rest = stash.filter(each => each.id !== id)
  return rest.length === 0 ? '' : JSON.stringify(rest)
}
