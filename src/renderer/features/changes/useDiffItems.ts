import { useCallback, useMemo, useState } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import type { Comment } from './comments.ts'
import { hunksOf, withoutBlanks } from './hunks.ts'
import type { Hunk } from './hunks.ts'
import { createItems, gapKey } from './items.ts'
import type { Item, Selection } from './items.ts'
import type { ShownFile } from './shownFile.ts'

/** Files with more changed lines are closed until somebody opens them. */
const LARGE = 3000
/** So many lines are read at once; the rest as they come into view. */
const FIRST_LINES = 400
/** So many lines of what was left out are shown at a time. */
const STEP = 100

interface DiffItemsOptions {
  threadId: string
  files: readonly ShownFile[]
  isSplit: boolean
  /** Changes of blanks alone count as none. */
  hidesBlanks: boolean
  comments: readonly Comment[]
  box: Selection | null
  /** Asks for all lines of a file's new side. */
  whole(file: ShownFile): Promise<readonly string[] | null>
}

export interface DiffItems {
  items: readonly Item[]
  toggle(file: ShownFile, open?: boolean): void
  setAll(open: boolean): void
  /** Reads files that came into view. */
  read(files: readonly ShownFile[]): void
  /** Shows more of what was left out before a hunk, or behind the last one. */
  reveal(file: ShownFile, hunk: number): void
}

/** What the list shows of some files, and ways to show more or less of them. */
export function useDiffItems(options: DiffItemsOptions): DiffItems {
  const { threadId, files, isSplit, hidesBlanks, comments, box, whole } = options
  const { store } = useAppParts()
  const folds = useApp(state => state.folds)
  const [wanted, setWanted] = useState<ReadonlySet<string>>(() => new Set())
  const [wholes, setWholes] = useState<ReadonlyMap<string, readonly string[]>>(() => new Map())
  const [revealed, setRevealed] = useState<ReadonlyMap<string, number>>(() => new Map())
  const [reader] = useState(createReader)
  const [itemsOf] = useState(createItems)
  const first = useMemo(() => firstFiles(files), [files])
  const versions = useMemo(() => new Map(files.map(file => [file.key, file.version])), [files])

  const items = useMemo(() => {
    const isWanted = ({ key, version }: ShownFile) => wanted.has(`${key} ${version}`) || first.has(key)
    return itemsOf(files, {
      isOpen: file => folds[foldOf(threadId, file)] ?? file.added + file.removed <= LARGE,
      hunksOf: file => (isWanted(file) ? reader(file, hidesBlanks) : undefined),
      isSplit,
      // Lines of a file that has changed since would be those of another.
      wholes: new Map([...wholes].flatMap(([id, lines]) => wholeFor(versions, id, lines))),
      revealed,
      comments,
      box,
    })
  }, [
    threadId,
    files,
    folds,
    wanted,
    first,
    reader,
    itemsOf,
    hidesBlanks,
    isSplit,
    wholes,
    versions,
    revealed,
    comments,
    box,
  ])

  const fold = useCallback(
    (changed: readonly ShownFile[], open: (file: ShownFile, now: boolean | undefined) => boolean) =>
      store.setState(state => ({
        folds: {
          ...state.folds,
          ...Object.fromEntries(
            changed.map(file => [foldOf(threadId, file), open(file, state.folds[foldOf(threadId, file)])]),
          ),
        },
      })),
    [store, threadId],
  )

  const reveal = async (file: ShownFile, hunk: number) => {
    const id = `${file.key}\n${file.version}`
    const lines = wholes.get(id) ?? (await whole(file))
    if (!lines) return
    setWholes(before => (before.has(id) ? before : new Map(before).set(id, lines)))
    const key = gapKey(file.key, hunk)
    setRevealed(before => new Map(before).set(key, (before.get(key) ?? 0) + STEP))
  }

  return {
    items,
    toggle: (file, open) => fold([file], (each, now) => open ?? !(now ?? each.added + each.removed <= LARGE)),
    setAll: open => fold(files, () => open),
    read: useCallback(
      (seen: readonly ShownFile[]) =>
        setWanted(before => new Set([...before, ...seen.map(({ key, version }) => `${key} ${version}`)])),
      [],
    ),
    reveal: (file, hunk) => void reveal(file, hunk),
  }
}

const foldOf = (threadId: string, { key }: ShownFile): string => `changes/${threadId}/${key}`

function wholeFor(
  versions: ReadonlyMap<string, string>,
  id: string,
  lines: readonly string[],
): [string, readonly string[]][] {
  const at = id.lastIndexOf('\n')
  const key = id.slice(0, at)
  return versions.get(key) === id.slice(at + 1) ? [[key, lines]] : []
}

/** Files that are read at once: enough for the first look. */
function firstFiles(files: readonly ShownFile[]): Set<string> {
  const first = new Set<string>()
  let lines = 0
  for (const { key, added, removed } of files) {
    if (lines > FIRST_LINES) break
    first.add(key)
    lines += added + removed
  }
  return first
}

/** Reads the changes of files, each once. */
function createReader() {
  const read = new WeakMap<ShownFile, readonly Hunk[]>()
  const bare = new WeakMap<ShownFile, readonly Hunk[]>()
  return (file: ShownFile, hidesBlanks: boolean): readonly Hunk[] => {
    const hunks = read.get(file) ?? hunksOf(file.diff)
    read.set(file, hunks)
    if (!hidesBlanks) return hunks
    const without = bare.get(file) ?? withoutBlanks(hunks)
    bare.set(file, without)
    return without
  }
}
