import { createJsonStrings } from './jsonStrings.ts'
import { BEGIN_PATCH, END_PATCH, MOVE_TO, operationOf, type HunkLine } from './patch.ts'
import { trim, trimEnd, trimReturns } from './text.ts'

/** A file named by the part of a patch that has arrived, with the lines it adds and removes so far. */
export type PreviewFile = {
  kind: 'add' | 'delete' | 'update'
  path: string
  movePath?: string
  added: number
  removed: number
}

export type PatchPreview = {
  /** Takes the next piece of the patch, cut anywhere; the files so far, which are new objects only where they changed. */
  push(piece: string): readonly PreviewFile[]
  /** The newest lines of the last file, at most TAIL_LINES. */
  tail(): readonly HunkLine[]
}

const TAIL_LINES = 8

/**
 * Follows a patch while it streams in. Only whole lines count, so no half of a path is ever shown. It judges nothing: text
 * before the begin marker (a heredoc opening) is skipped and lines that do not belong are ignored.
 */
export function createPatchPreview(): PatchPreview {
  let files: readonly PreviewFile[] = []
  let tail: readonly HunkLine[] = []
  let rest = ''
  let phase: 'before' | 'inside' | 'after' = 'before'

  function readLine(line: string) {
    if (phase === 'before' && trim(line) === BEGIN_PATCH) phase = 'inside'
    else if (phase === 'inside') readInside(line)
  }

  function readInside(line: string) {
    const open = files.at(-1)
    const marker = open?.kind === 'update' ? trimEnd(line) : trim(line)
    const operation = operationOf(marker)
    if (marker === END_PATCH) phase = 'after'
    else if (operation) {
      files = [...files, { kind: operation.kind, path: operation.path, added: 0, removed: 0 }]
      tail = []
    } else if (open) {
      files = [...files.slice(0, -1), withLine(open, line)]
      const shown = lineOf(open, line)
      if (shown) tail = [...tail.slice(1 - TAIL_LINES), shown]
    }
  }

  return {
    push(piece) {
      if (!piece.includes('\n')) {
        rest += piece
        return files
      }
      const lines = (rest + piece).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) readLine(trimReturns(line))
      return files
    },
    tail: () => tail,
  }
}

const MARKS: ReadonlyMap<string, HunkLine['kind']> = new Map([
  ['+', 'add'],
  ['-', 'remove'],
  [' ', 'keep'],
])

/** A line of a file's new content or of a hunk; null for what only says where. */
function lineOf(file: PreviewFile, line: string): HunkLine | null {
  const kind = MARKS.get(line.charAt(0))
  const belongs = kind === 'add' ? file.kind !== 'delete' : file.kind === 'update'
  return kind && belongs ? { kind, text: line.slice(1) } : null
}

function withLine(file: PreviewFile, line: string): PreviewFile {
  if (file.kind !== 'delete' && line.startsWith('+')) return { ...file, added: file.added + 1 }
  if (file.kind !== 'update') return file
  if (line.startsWith('-')) return { ...file, removed: file.removed + 1 }
  const marker = trimEnd(line)
  if (!marker.startsWith(MOVE_TO) || file.movePath !== undefined) return file
  return { ...file, movePath: marker.slice(MOVE_TO.length) }
}

/** The files in a patch of which only a part is there. Use `createPatchPreview` where the text keeps growing. */
export function previewPatch(partialText: string): readonly PreviewFile[] {
  return createPatchPreview().push(partialText)
}

/** What is known of a patch that a model is writing. */
export type WrittenPatch = { files: readonly PreviewFile[]; tail: readonly HunkLine[] }

/**
 * Follows the arguments of a call, given all of them so far each time: a patch as it is, or JSON that holds one in a string,
 * be it the input of `apply_patch` or a heredoc in a command.
 */
export function createArgumentsPreview(): (text: string) => WrittenPatch {
  let seen = ''
  let preview = createPatchPreview()
  let decode: (piece: string) => string = piece => piece
  let written: WrittenPatch = { files: [], tail: [] }
  return text => {
    if (text === seen) return written
    const goesOn = seen !== '' && text.startsWith(seen)
    if (!goesOn) {
      preview = createPatchPreview()
      decode = text.trimStart().startsWith('{') ? createJsonStrings() : piece => piece
    }
    const files = preview.push(decode(goesOn ? text.slice(seen.length) : text))
    seen = text
    written = { files, tail: preview.tail() }
    return written
  }
}
