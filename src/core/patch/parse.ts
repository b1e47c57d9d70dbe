import {
  BEGIN_PATCH,
  END_OF_FILE,
  END_PATCH,
  ENVIRONMENT_ID,
  MOVE_TO,
  operationOf,
  type AddFile,
  type Hunk,
  type HunkLine,
  type Operation,
  type Patch,
  type UpdateFile,
} from './patch.ts'
import { trim, trimEnd, trimReturns } from './text.ts'

/** `line` counts from 1 at `*** Begin Patch`; it is missing when the fault is not one of a line. */
export type ParseFault = { ok: false; error: string; line?: number }
export type Parsed = { ok: true; patch: Patch } | ParseFault

/**
 * Reads the text of a patch. Lenient where models err: white space around the text and around markers, CRLF, a heredoc
 * wrapped around the text, a first hunk without `@@`, a context line that lost its leading space because it is empty.
 * Strict in everything that would have to be guessed. A patch of no operations parses.
 */
export function parsePatch(text: string): Parsed {
  const framed = unframe(linesOf(trim(text)))
  if ('ok' in framed) return framed
  const reader = createReader()
  for (const [index, line] of framed.body.entries()) {
    const fault = reader.read(trimReturns(line), index + 2)
    if (fault) return fault
  }
  return reader.finish(framed.body.length + 2)
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n').map(line => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

const HEREDOC_OPENERS = new Set(['<<EOF', "<<'EOF'", '<<"EOF"'])

/** The lines between the begin and end markers. */
function unframe(lines: string[]): { body: string[] } | ParseFault {
  const fault = frameFault(lines)
  if (!fault) return { body: lines.slice(1, -1) }
  const wrapped = lines.length >= 4 && HEREDOC_OPENERS.has(lines[0] ?? '') && lines.at(-1)?.endsWith('EOF')
  if (!wrapped) return fault
  return frameFault(lines.slice(1, -1)) ?? { body: lines.slice(2, -2) }
}

function frameFault(lines: string[]): ParseFault | null {
  const [first] = lines
  if (first !== undefined && trim(first) !== BEGIN_PATCH)
    return invalid(`The first line of the patch must be '${BEGIN_PATCH}'`)
  return lines.length > 1 && trim(lines.at(-1) ?? '') === END_PATCH ? null : lastLineFault()
}

const invalid = (error: string, line?: number): ParseFault => ({ ok: false, error, line })
const lastLineFault = () => invalid(`The last line of the patch must be '${END_PATCH}'`)

const badHeader = (header: string, line: number) =>
  invalid(
    `'${header}' is not a valid hunk header. Valid hunk headers: ` +
      `'*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'`,
    line,
  )

const badLine = (text: string, line: number) =>
  invalid(
    `Unexpected line found in update hunk: '${text}'. ` +
      `Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)`,
    line,
  )

const emptyHunk = (line: number) => invalid('Update hunk does not contain any lines', line)

/** Takes the lines of a patch one after the other. `open` is the operation that the next line belongs to. */
function createReader() {
  const patch: Patch = { operations: [] }
  let open: Operation | null = null
  let openedAt = 0
  let ended = false

  function close(line: number): ParseFault | null {
    if (open?.kind !== 'update') return null
    const last = open.hunks.at(-1)
    if (!last) return invalid(`Update file hunk for path '${open.path}' is empty`, openedAt)
    return last.lines.length === 0 ? emptyHunk(line) : null
  }

  function begin(operation: Operation, line: number): ParseFault | null {
    const fault = close(line)
    if (fault) return fault
    patch.operations.push(operation)
    open = operation
    openedAt = line
    return null
  }

  /** A line that can only be a header, because no operation is open or the open one has taken what it can. */
  function readHeader(text: string, line: number): ParseFault | null {
    const header = trim(text)
    const operation = operationOf(header)
    if (operation) return begin(operation, line)
    if (open || !header.startsWith(ENVIRONMENT_ID)) return badHeader(header, line)
    if (patch.environmentId !== undefined)
      return invalid('apply_patch environment_id cannot be specified more than once')
    patch.environmentId = trim(header.slice(ENVIRONMENT_ID.length))
    return patch.environmentId === '' ? invalid('apply_patch environment_id cannot be empty') : null
  }

  function readInUpdate(update: UpdateFile, text: string, line: number): ParseFault | null {
    // A line that starts with a space is context even if it looks like a marker, so only the end is trimmed here.
    const operation = operationOf(trimEnd(text))
    const isBareHunk = update.hunks.at(-1)?.lines.length === 0
    return operation && !isBareHunk ? begin(operation, line) : readUpdateLine(update, text, line)
  }

  return {
    read(text: string, line: number): ParseFault | null {
      if (ended) return trim(text) === '' ? null : lastLineFault()
      const marker = open?.kind === 'update' ? trimEnd(text) : trim(text)
      if (marker === END_PATCH) {
        ended = true
        return close(line)
      }
      if (open?.kind === 'update') return readInUpdate(open, text, line)
      if (open?.kind === 'add' && readAddedLine(open, text)) return null
      return readHeader(text, line)
    },
    finish: (line: number): Parsed => (ended ? null : close(line)) ?? { ok: true, patch },
  }
}

function readAddedLine(add: AddFile, text: string): boolean {
  if (!text.startsWith('+')) return false
  add.content += `${text.slice(1)}\n`
  return true
}

function readUpdateLine(update: UpdateFile, text: string, line: number): ParseFault | null {
  const marker = trimEnd(text)
  const hunk = update.hunks.at(-1)
  if (!hunk) {
    if (marker === END_OF_FILE) return null
    if (update.movePath === undefined && marker.startsWith(MOVE_TO)) {
      update.movePath = marker.slice(MOVE_TO.length)
      return null
    }
  }
  const isBareHunk = hunk?.lines.length === 0
  if (!isBareHunk && (marker === '@@' || marker.startsWith('@@ '))) {
    update.hunks.push({ context: marker === '@@' ? undefined : marker.slice(3), lines: [], atEnd: false })
    return null
  }
  return hunk ? readHunkLine(hunk, text, line) : readFirstLine(update, text, line)
}

/** The first hunk may begin without `@@`. */
function readFirstLine(update: UpdateFile, text: string, line: number): ParseFault | null {
  const first: Hunk = { lines: [], atEnd: false }
  update.hunks.push(first)
  return readHunkLine(first, text, line)
}

function readHunkLine(hunk: Hunk, text: string, line: number): ParseFault | null {
  if (hunk.atEnd) return trim(text) === '' ? null : startExpected(text, line)
  if (trimEnd(text) === END_OF_FILE) {
    if (hunk.lines.length === 0) return emptyHunk(line)
    hunk.atEnd = true
    return null
  }
  const kind = text === '' ? 'keep' : LINE_KINDS.get(text.charAt(0))
  if (!kind) return hunk.lines.length === 0 ? badLine(text, line) : startExpected(text, line)
  hunk.lines.push({ kind, text: text.slice(1) })
  return null
}

const LINE_KINDS: ReadonlyMap<string, HunkLine['kind']> = new Map([
  [' ', 'keep'],
  ['-', 'remove'],
  ['+', 'add'],
])

const startExpected = (text: string, line: number) =>
  invalid(`Expected update hunk to start with a @@ context marker, got: '${text}'`, line)
