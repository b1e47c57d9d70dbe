/** What is written but not sent, per thread and for the new thread. */
export interface Drafts {
  read(key: string): string
  write(key: string, text: string): void
  subscribe(onChange: () => void): () => void
  /** Takes what was kept by an earlier run; what has been typed since wins. */
  load(kept: Record<string, unknown>): void
  /** Saves at once what is not saved yet. What cannot be saved now is tried again at the next flush. */
  flush(): void
}

export const DRAFT_PREFIX = 'draft:'
const DELAY_MS = 400

/** `save` gets the key with its prefix and the text, null when the draft is gone; false when nobody can take it now. */
export function createDrafts(save: (key: string, text: string | null) => boolean): Drafts {
  const texts = new Map<string, string>()
  const unsaved = new Set<string>()
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const key of unsaved) if (save(DRAFT_PREFIX + key, texts.get(key) || null)) unsaved.delete(key)
  }
  const tell = () => listeners.forEach(listener => listener())

  return {
    read: key => texts.get(key) ?? '',
    write(key, text) {
      if (texts.get(key) === text) return
      texts.set(key, text)
      unsaved.add(key)
      timer ??= setTimeout(flush, DELAY_MS)
      tell()
    },
    subscribe(onChange) {
      listeners.add(onChange)
      return () => void listeners.delete(onChange)
    },
    load(kept) {
      for (const [key, text] of Object.entries(kept)) {
        const name = key.slice(DRAFT_PREFIX.length)
        if (key.startsWith(DRAFT_PREFIX) && typeof text === 'string' && !texts.has(name)) texts.set(name, text)
      }
      tell()
    },
    flush,
  }
}
