/** Text that is still being written, outside React: a row subscribes to its own item and to nothing else. */
export interface LiveText {
  /** Takes a piece whose first character is the item's `offset`-th. Shown at a `flush`. */
  append(key: string, offset: number, text: string, keeps?: 'all' | 'end'): void
  /**
   * Tells rows whose text has changed, those first that have waited longest. Called once per animation frame; true when
   * some are left for the next: frames in which everything is drawn anew would be long ones.
   */
  flush(): boolean
  /** What is shown of an item, from one of its characters on. */
  read(key: string, from?: number): string
  /** The same, to be read again as it grows; null before its first piece. */
  written(key: string): Written | null
  subscribe(key: string, onChange: () => void): () => void
  drop(key: string): void
}

/** A text that grows. One that does not continue what was shown of its item is another object. */
export interface Written {
  /** The first character of the item that is kept. */
  readonly start: number
  /** What is shown from the item's `offset`-th character on, at a cost that does not depend on what is before it. */
  from(offset: number): string
}

export const liveKey = (threadId: string, kind: string, itemId: string): string => `${threadId}/${kind}/${itemId}`

/** Of several that are written at once each has a frame of its own: four are drawn a few times a second each. */
const TOLD_PER_FRAME = 1
/** More than this is kept by the end only: the rest comes with the recorded item. Of an answer all is on the page. */
const KEPT_CHARACTERS = { all: 4_000_000, end: 400_000 }

/** A text is kept in pieces of at least so many characters: what is added leaves those before as they are. */
const PIECE_CHARACTERS = 4096

interface Entry extends Written {
  start: number
  /** The item's character after the last one. */
  end: number
  /** The same of what is shown. */
  shown: number
  /** Never none; each begins where the one before ends. */
  pieces: { at: number; text: string }[]
}

export function createLiveText(): LiveText {
  const entries = new Map<string, Entry>()
  const listeners = new Map<string, Set<() => void>>()
  const changed = new Set<string>()

  return {
    append(key, offset, text, keeps = 'end') {
      const entry = continued(entries.get(key), offset)
      addTo(entry, text)
      const kept = KEPT_CHARACTERS[keeps]
      if (entry.end - entry.start > kept * 1.25) forgetBefore(entry, entry.end - kept)
      entries.set(key, entry)
      changed.add(key)
    },
    flush() {
      let told = 0
      for (const key of changed) {
        if (told === TOLD_PER_FRAME) return true
        changed.delete(key)
        const entry = entries.get(key)
        if (entry) entry.shown = entry.end
        const rows = listeners.get(key)
        if (rows) told++
        rows?.forEach(listener => listener())
      }
      return false
    },
    read: (key, from = 0) => entries.get(key)?.from(from) ?? '',
    written: key => entries.get(key) ?? null,
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

/** The text that a piece goes on with: the one before, its beginning, or, after a gap, none. */
function continued(before: Entry | undefined, offset: number): Entry {
  if (before?.end === offset) return before
  const isInside = before !== undefined && offset > before.start && offset < before.end
  const entry = entryFrom(isInside ? before.start : offset)
  if (isInside) addTo(entry, textIn(before, before.start, offset))
  return entry
}

function entryFrom(start: number): Entry {
  const entry: Entry = {
    start,
    end: start,
    shown: start,
    pieces: [{ at: start, text: '' }],
    from: offset => textIn(entry, offset, entry.shown),
  }
  return entry
}

function addTo(entry: Entry, text: string): void {
  const last = entry.pieces.at(-1)
  if (!last || last.text.length >= PIECE_CHARACTERS) entry.pieces.push({ at: entry.end, text })
  else last.text += text
  entry.end += text.length
}

function forgetBefore(entry: Entry, offset: number): void {
  const first = entry.pieces.findLastIndex(({ at }) => at <= offset)
  entry.pieces.splice(0, first)
  entry.start = entry.pieces[0]?.at ?? entry.end
}

function textIn({ pieces }: Entry, from: number, to: number): string {
  const first = Math.max(
    0,
    pieces.findLastIndex(({ at }) => at <= from),
  )
  return pieces
    .slice(first)
    .map(({ at, text }) => text.slice(Math.max(0, from - at), Math.max(0, to - at)))
    .join('')
}
