/** One parsed patch: what the model asks to be done to files, in the order it wrote it. */
export type Patch = {
  /** Names the environment the patch is for; nobody but a multi-environment host gives it a meaning. */
  environmentId?: string
  operations: Operation[]
}

/** Paths are kept as written; whoever plans the patch resolves them. */
export type Operation = AddFile | DeleteFile | UpdateFile

export type AddFile = { kind: 'add'; path: string; content: string }
export type DeleteFile = { kind: 'delete'; path: string }
export type UpdateFile = { kind: 'update'; path: string; movePath?: string; hunks: Hunk[] }

/** One change of a file: lines to find (kept and removed ones) and lines to put there (kept and added ones). */
export type Hunk = {
  /** The text after `@@ `: a line to find first, so that the search starts below it. */
  context?: string
  lines: HunkLine[]
  /** `*** End of File`: the lines must be the last ones of the file. */
  atEnd: boolean
}

export type HunkLine = { kind: 'keep' | 'remove' | 'add'; text: string }

export const BEGIN_PATCH = '*** Begin Patch'
export const END_PATCH = '*** End Patch'
export const END_OF_FILE = '*** End of File'
export const ADD_FILE = '*** Add File: '
export const DELETE_FILE = '*** Delete File: '
export const UPDATE_FILE = '*** Update File: '
export const MOVE_TO = '*** Move to: '
export const ENVIRONMENT_ID = '*** Environment ID:'

/** The operation that a header line opens, or null. The line comes trimmed, at least at its end. */
export function operationOf(line: string): Operation | null {
  if (line.startsWith(ADD_FILE)) return { kind: 'add', path: line.slice(ADD_FILE.length), content: '' }
  if (line.startsWith(DELETE_FILE)) return { kind: 'delete', path: line.slice(DELETE_FILE.length) }
  if (line.startsWith(UPDATE_FILE)) return { kind: 'update', path: line.slice(UPDATE_FILE.length), hunks: [] }
  return null
}
