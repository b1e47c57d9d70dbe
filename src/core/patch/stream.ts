import { BEGIN_PATCH, END_PATCH, MOVE_TO, operationOf } from './patch.ts'
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
}

/**
 * Follows a patch while it streams in. Only whole lines count, so no half of a path is ever shown. It judges nothing: text
 * before the begin marker (a heredoc opening) is skipped and lines that do not belong are ignored.
 */
export function createPatchPreview(): PatchPreview {
  let files: readonly PreviewFile[] = []
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
    else if (operation) files = [...files, { kind: operation.kind, path: operation.path, added: 0, removed: 0 }]
    else if (open) files = [...files.slice(0, -1), withLine(open, line)]
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
  }
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
