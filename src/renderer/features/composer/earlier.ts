/** A walk through what was said before, the newest first. */
export interface Walk {
  /** What was written when it began: where it leads back to, and how what it passes begins. */
  own: string
  /** How far back it is; -1 is what was written. */
  at: number
}

/** What a walk passes: each text once, those that begin with what was written; the thread's own before all others. */
export function passedBy(own: string, ofThread: readonly string[], ofAll: readonly string[]): string[] {
  const fits = [...ofThread, ...ofAll].filter(text => text !== own && text.startsWith(own))
  return [...new Set(fits)]
}

/** One step further back (`older`) or towards what was written; null where there is no further. */
export function step(walk: Walk, passed: readonly string[], to: 'older' | 'newer'): (Walk & { text: string }) | null {
  const at = walk.at + (to === 'older' ? 1 : -1)
  if (at < -1 || at >= passed.length) return null
  return { own: walk.own, at, text: at === -1 ? walk.own : (passed[at] ?? '') }
}

/** What was said before and holds these words, whatever their case. */
export function saidWith(words: string, ofThread: readonly string[], ofAll: readonly string[]): string[] {
  const wanted = words.trim().toLowerCase()
  return [...new Set([...ofThread, ...ofAll])].filter(text => text.toLowerCase().includes(wanted))
}
