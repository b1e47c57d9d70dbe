import fs from 'node:fs'
import { dirname } from 'node:path'
import type { Style } from '../../../core/rollout/line.ts'
import { lineText } from '../../../core/rollout/line.ts'
import type { Line } from '../../../core/rollout/line.ts'
import { ensureDirectory, FILE_MODE } from './home.ts'
import type { FileEnd } from './readRollout.ts'
import { errorCode, reasonOf, StoreError } from './storeError.ts'

/** The system calls of an append, so that tests can let them fail. */
export interface FileCalls {
  write(fd: number, bytes: Buffer): number
  truncate(fd: number, size: number): void
  sync(fd: number): Promise<void>
}

const SYSTEM: FileCalls = {
  write: (fd, bytes) => fs.writeSync(fd, bytes),
  truncate: (fd, size) => fs.ftruncateSync(fd, size),
  sync: fd => new Promise((resolve, reject) => fs.fdatasync(fd, error => (error ? reject(error) : resolve()))),
}

/** A line and the time of its fact. */
export type TimedLine = Line & { at: number }

export interface RolloutFile {
  readonly path: string
  readonly style: Style
  /** Seq of the next line. */
  nextSeq(): number
  /** Bytes of whole lines. */
  size(): number
  /**
   * Appends lines in one write; `durable` waits until the disk has them. Returns the byte offset of each. All or nothing:
   * on failure the file is as it was before and `store.cannotSave` is thrown.
   */
  append(lines: readonly TimedLine[], options: { durable: boolean }): Promise<number[]>
  /** The file is at another path from now on; the open descriptor follows by itself. */
  moved(path: string): void
  close(): void
}

/** A file that comes into being with its first lines. */
export const newRolloutFile = (path: string, style: Style, firstSeq: number, calls = SYSTEM): RolloutFile =>
  createRolloutFile({ path, style, nextSeq: firstSeq, size: 0, prefix: '', calls, open: () => createFile(path) })

/**
 * A file to be continued. The thread's lock must be held: a line that was cut off is put aside, next to the file, before
 * anything is appended.
 */
export function continueRolloutFile(path: string, end: FileEnd, now: number, calls = SYSTEM): RolloutFile {
  const { style, nextSeq, unterminated } = end
  const prefix = unterminated ? '\n' : ''
  const open = () => openFile(path, end, now)
  return createRolloutFile({ path, style, nextSeq, size: end.end, prefix, calls, open })
}

function createFile(path: string): number {
  ensureDirectory(dirname(path))
  return fs.openSync(path, 'ax', FILE_MODE)
}

function openFile(path: string, end: FileEnd, now: number): number {
  const fd = openExisting(path)
  try {
    if (fs.fstatSync(fd).size !== end.size) throw changed(path)
    if (end.tornBytes > 0) putAside(fd, `${path}.torn-${now}`, end)
    return fd
  } catch (error) {
    fs.closeSync(fd)
    throw error
  }
}

/** One that is not there any more must not come into being again, with nothing in it. */
function openExisting(path: string): number {
  try {
    return fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_APPEND)
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? changed(path) : error
  }
}

function putAside(fd: number, path: string, { end, tornBytes }: FileEnd): void {
  const torn = Buffer.alloc(Math.min(tornBytes, MAX_TORN_BYTES))
  fs.readSync(fd, torn, 0, torn.length, end)
  fs.writeFileSync(path, torn, { mode: FILE_MODE, flag: 'wx' })
  fs.ftruncateSync(fd, end)
}

/** More of a torn line than this is not worth keeping. */
const MAX_TORN_BYTES = 16 * 1024 * 1024

const changed = (path: string) =>
  new StoreError(
    'thread.changed',
    `Another program has written to ${path}. Open the thread again to see what it added.`,
  )

function createRolloutFile(from: {
  path: string
  style: Style
  nextSeq: number
  size: number
  prefix: string
  calls: FileCalls
  open: () => number
}): RolloutFile {
  const { style, calls } = from
  let { path, nextSeq, size, prefix } = from
  let fd: number | null = null
  let created = size === 0

  /** A failed append left bytes that could not be taken back yet. */
  let dirty = false

  const undo = (): void => {
    if (fd === null) return
    dirty = true
    try {
      calls.truncate(fd, size)
      dirty = false
    } catch {
      // The append's own error says more; the next one tries again before it writes.
    }
  }

  const write = (bytes: Buffer): number => {
    fd ??= from.open()
    if (dirty) calls.truncate(fd, size)
    dirty = false
    if (fs.fstatSync(fd).size !== size) throw changed(path)
    const written = calls.write(fd, bytes)
    if (written !== bytes.length) throw Object.assign(new Error('the disk took only a part'), { code: 'ENOSPC' })
    return fd
  }

  return {
    get path() {
      return path
    },
    style,
    nextSeq: () => nextSeq,
    size: () => size,
    async append(lines, { durable }) {
      const offsets: number[] = []
      let text = prefix
      let offset = size + prefix.length
      let seq = nextSeq
      for (const line of lines) {
        const added = lineText(line, style === 'paginated' ? seq : null, line.at)
        offsets.push(offset)
        text += added
        offset += Buffer.byteLength(added)
        seq += 1
      }
      try {
        const open = write(Buffer.from(text))
        if (durable) {
          await calls.sync(open)
          if (created) syncFolder(path)
          created = false
        }
      } catch (error) {
        if (error instanceof StoreError) throw error
        undo()
        throw new StoreError('store.cannotSave', `Cannot save to ${path}: ${reasonOf(error)}.`, error)
      }
      nextSeq = seq
      size = offset
      prefix = ''
      return offsets
    },
    moved: to => void (path = to),
    close() {
      if (fd === null) return
      fs.closeSync(fd)
      fd = null
      if (size === 0) fs.rmSync(path, { force: true }) // its first lines could never be written
    },
  }
}

/** Makes a new file's name as durable as its content. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = fs.openSync(dirname(path), 'r')
  try {
    fs.fsyncSync(folder)
  } finally {
    fs.closeSync(folder)
  }
}
