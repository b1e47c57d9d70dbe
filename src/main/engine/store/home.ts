import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCode, reasonOf, StoreError } from './storeError.ts'

/** A home directory: ours, or another program's that is only read. */
export interface Home {
  path: string
  readOnly: boolean
  sessions: string
  archived: string
  /** One file a thread that is being written. */
  locks: string
  /** Threads and turns; what is said in them. Both can be built again. */
  index: string
  /** What is remembered of the insides of rollouts. */
  outlines: string
  words: string
  /** Names that threads were given, one line a naming, shared with the real program. */
  names: string
  /** Threads that a person wants to see first. */
  pins: string
  trash: string
  exports: string
  /** What users said, one line a message, shared with the real program. */
  history: string
}

const DIRECTORY_MODE = 0o700
export const FILE_MODE = 0o600

const layout = (path: string, readOnly: boolean): Home => ({
  path,
  readOnly,
  sessions: join(path, 'sessions'),
  archived: join(path, 'archived_sessions'),
  locks: join(path, 'locks'),
  index: join(path, 'index.sqlite'),
  outlines: join(path, 'outlines.sqlite'),
  words: join(path, 'words.sqlite'),
  names: join(path, 'session_index.jsonl'),
  pins: join(path, 'pins.json'),
  trash: join(path, 'trash'),
  exports: join(path, 'exports'),
  history: join(path, 'history.jsonl'),
})

/** Opens our home and creates it (0700) if it is not there. Throws `home.unusable` when it cannot be written. */
export function openHome(path: string): Home {
  try {
    ensureDirectory(path)
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
  } catch (error) {
    const notDirectory = errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR'
    const reason = notDirectory ? 'it is not a directory' : reasonOf(error)
    const message = `The home directory ${path} cannot be used: ${reason}. Set HEDDLE_HOME to a directory you can write.`
    throw new StoreError('home.unusable', message, error)
  }
  return layout(path, false)
}

/** Another program's home. It need not exist yet. */
export const attachHome = (path: string): Home => layout(path, true)

/**
 * Creates a directory and what leads to it, private to this user. An existing one keeps its mode. Step by step: where a
 * file system takes no directories at all, Node's own `recursive` never ends.
 */
export function ensureDirectory(path: string): void {
  if (fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) ensureDirectory(dirname(path))
  try {
    fs.mkdirSync(path, { mode: DIRECTORY_MODE })
  } catch (error) {
    const isThere = errorCode(error) === 'EEXIST' && fs.statSync(path).isDirectory()
    if (!isThere) throw error // somebody else may have been faster
  }
}
