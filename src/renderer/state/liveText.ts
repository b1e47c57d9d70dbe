/** Text that is still being written, outside React: a row subscribes to its own item and to nothing else. */
export interface LiveText {
  /** Takes a piece whose first character is the item's `offset`-th. Shown at the next `flush`. */
  append(key: string, offset: number, text: string): void
  /** Tells the rows whose text has changed. Called once per animation frame. */
  flush(): void
  read(key: string): string
  subscribe(key: string, onChange: () => void): () => void
  drop(key: string): void
}

export const liveKey = (threadId: string, kind: string, itemId: string): string => `${threadId}/${kind}/${itemId}`

/** More than this is kept by the end only: the rest comes with the recorded item. */
const KEPT_CHARACTERS = 400_000

interface Entry {
  /** Offset of the first character that is kept. */
  start: number
  text: string
  shown: string
}

export function createLiveText(): LiveText {
  const entries = new Map<string, Entry>()
  const listeners = new Map<string, Set<() => void>>()
  const changed = new Set<string>()

  return {
    append(key, offset, text) {
      const entry = entries.get(key) ?? { start: offset, text: '', shown: '' }
      const at = offset - entry.start
      // A piece from before what is kept, or with a gap before it, begins the text anew.
      if (at < 0 || at > entry.text.length) Object.assign(entry, { start: offset, text })
      else entry.text = entry.text.slice(0, at) + text
      if (entry.text.length > KEPT_CHARACTERS * 1.25) {
        entry.start += entry.text.length - KEPT_CHARACTERS
        entry.text = entry.text.slice(-KEPT_CHARACTERS)
      }
      entries.set(key, entry)
      changed.add(key)
    },
    flush() {
      for (const key of changed) {
        const entry = entries.get(key)
        if (entry) entry.shown = entry.text
        listeners.get(key)?.forEach(listener => listener())
      }
      changed.clear()
    },
    read: key => entries.get(key)?.shown ?? '',
    subscribe(key, onChange) {
      const set = listeners.get(key) ?? new Set()
      listeners.set(key, set.add(onChange))
      return () => {
        set.delete(onChange)
        if (set.size === 0 && listeners.get(key) === set) listeners.delete(key)
      }
    },
    drop(key) {
      if (entries.delete(key)) changed.add(key)
    },
  }
}
