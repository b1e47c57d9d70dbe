import { constants } from 'node:fs'
import type fs from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { FileSource } from '../../../core/patch/plan.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import type { Folders } from './patchFolders.ts'

/** The part of `node:fs` that reading needs. */
export type ReadingFs = Pick<
  typeof fs,
  'closeSync' | 'fstatSync' | 'lstatSync' | 'openSync' | 'readFileSync' | 'readlinkSync' | 'realpathSync'
>

/** Where a path of a patch leads. */
export interface Located {
  /** As the patch means it, absolute. */
  path: string
  /** Its own place, with the links on the way to it resolved: what a deletion removes. */
  entry: string
  /** The place that it leads to if it is itself a link: what is read and written. */
  target: string
}

/** What stands at a path, with its bytes and permission bits where a file was read. */
export interface SourceFile {
  source: FileSource
  bytes?: Uint8Array
  mode?: number
  /** Where the path itself leads, if it is a symbolic link. */
  link?: string
}

const MAX_FILE_BYTES = 64 * 1024 * 1024
const LINK_LIMIT = 40

/** Follows paths through symbolic links; every folder is resolved once. */
export function createLocator(fs: Pick<ReadingFs, 'lstatSync' | 'readlinkSync' | 'realpathSync'>) {
  const known = new Map<string, string>()

  /** A folder without links; what does not exist of it is taken as it is named. */
  function realFolder(folder: string): string {
    const found = known.get(folder) ?? resolveFolder(folder)
    known.set(folder, found)
    return found
  }

  function resolveFolder(folder: string): string {
    try {
      return fs.realpathSync(folder)
    } catch {
      const parent = dirname(folder)
      return parent === folder ? folder : join(realFolder(parent), basename(folder))
    }
  }

  const placeOf = (path: string) => join(realFolder(dirname(path)), basename(path))

  return (path: string): Located => {
    const entry = placeOf(path)
    let target = entry
    for (let hops = 0; hops < LINK_LIMIT; hops++) {
      const link = linkAt(fs, target)
      if (link === null) break
      target = placeOf(resolve(dirname(target), link))
    }
    return { path, entry, target }
  }
}

function linkAt(fs: Pick<ReadingFs, 'lstatSync' | 'readlinkSync'>, path: string): string | null {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(path) : null
  } catch {
    return null // whatever it is, opening it says what is wrong
  }
}

/** Reads a regular file as text. Never waits on a pipe or a device, never loads a huge file. */
export function readSource(fs: ReadingFs, folders: Folders, { path, entry, target }: Located): SourceFile {
  try {
    const link = entry === target ? null : linkAt(fs, folders.reach(entry))
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)
    const fd = fs.openSync(folders.reach(target), flags)
    try {
      const stat = fs.fstatSync(fd)
      if (!stat.isFile()) return { source: { error: `path \`${path}\` is not a file`, replaceable: false } }
      if (stat.size > MAX_FILE_BYTES) {
        return { source: { error: `the file has ${stat.size} bytes, too many to patch`, replaceable: true } }
      }
      const bytes = fs.readFileSync(fd)
      return { source: decode(bytes), bytes, mode: stat.mode & 0o7777, ...(link !== null && { link }) }
    } finally {
      fs.closeSync(fd)
    }
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return { source: null }
    return { source: { error: systemErrorText(error), replaceable: false } }
  }
}

function decode(bytes: Uint8Array): FileSource {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { error: 'stream did not contain valid UTF-8', replaceable: true }
  }
}
