/** Text that is still being written, outside React: a row subscribes to its own item and to nothing else. */
export interface LiveText {
  /** Takes a piece whose first character is the item's `offset`-th. Shown at a `flush`. */
  append(key: string, offset: number, text: string, keeps?: 'all' | 'end'): void
  /**
   * Tells rows whose text has changed, those first that have waited longest. Called once per animation frame; true when
   * some are left for the next: frames in which everything is drawn anew would be long ones.
   */
  flush(): boolean
  read(key: string): string
  subscribe(key: string, onChange: () => void): () => void
  drop(key: string): void
}

export const liveKey = (threadId: string, kind: string, itemId: string): string => `${threadId}/${kind}/${itemId}`

/** Of several that are written at once each has a frame of its own: four are drawn a few times a second each. */
const TOLD_PER_FRAME = 1
/** More than this is kept by the end only: the rest comes with the recorded item. Of an answer all is on the page. */
const KEPT_CHARACTERS = { all: 4_000_000, end: 400_000 }

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
    append(key, offset, text, keeps = 'end') {
      const kept = KEPT_CHARACTERS[keeps]
      const entry = entries.get(key) ?? { start: offset, text: '', shown: '' }
      const at = offset - entry.start
      // A piece from before what is kept, or with a gap before it, begins the text anew.
      if (at < 0 || at > entry.text.length) Object.assign(entry, { start: offset, text })
      else entry.text = at === entry.text.length ? entry.text + text : entry.text.slice(0, at) + text
      if (entry.text.length > kept * 1.25) {
        entry.start += entry.text.length - kept
        entry.text = entry.text.slice(-kept)
      }
      entries.set(key, entry)
      changed.add(key)
    },
    flush() {
      let told = 0
      for (const key of changed) {
        if (told === TOLD_PER_FRAME) return true
        changed.delete(key)
        const entry = entries.get(key)
        if (entry) entry.shown = entry.text
        const rows = listeners.get(key)
        if (rows) told++
        rows?.forEach(listener => listener())
      }
      return false
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
