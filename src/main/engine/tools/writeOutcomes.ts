import { constants } from 'node:fs'
import type fs from 'node:fs'
import { dirname, join } from 'node:path'
import { LINK_MODE } from '../../../core/thread/calls.ts'
import { stagedName } from '../stagedFiles.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import type { Folders } from './patchFolders.ts'
import { createPauses } from './patchPauses.ts'
import type { Located } from './patchSources.ts'

/** The part of `node:fs` that writing needs. */
export type WritingFs = Pick<
  typeof fs,
  | 'accessSync'
  | 'closeSync'
  | 'fchmodSync'
  | 'fchownSync'
  | 'fstatSync'
  | 'lstatSync'
  | 'openSync'
  | 'renameSync'
  | 'symlinkSync'
  | 'unlinkSync'
  | 'writeFileSync'
>

/** What is to stand at a place: a content, or null for no file. */
export interface Outcome extends Located {
  content: string | Uint8Array | null
  /** Permission bits that it brings along; those of the file that is there, if left out. */
  mode?: number
  /** `is`: the content is where a symbolic link leads. `was`: a file takes the place of a link, which goes. */
  link?: 'is' | 'was'
}

/** Paths whose outcome is on disk, with their permission bits, and what stopped the rest if something did. */
export interface Written {
  paths: Map<string, number | undefined>
  problem?: string
}

interface Staged {
  path: string
  target: string
  /** Name of the new content, in the folder of the target. */
  temporary: string
  mode: number
}

/**
 * Brings every place to its outcome. All contents are staged beside their targets first; nothing has changed if that
 * fails, or if `beforeChange` rejects, which is called when all is staged.
 */
export async function writeOutcomes(
  fs: WritingFs,
  folders: Folders,
  outcomes: readonly Outcome[],
  beforeChange: () => Promise<void>,
): Promise<Written> {
  const staged: Staged[] = []
  const written: Written = { paths: new Map() }
  written.problem =
    (await stageAll(fs, folders, outcomes, staged)) ??
    (await beforeChange().then(
      () => undefined,
      error => `The contents before the change could not be kept: ${systemErrorText(error)}`,
    )) ??
    (await commit(fs, folders, outcomes, staged, written.paths))
  if (written.problem !== undefined) clear(fs, folders, staged, written.paths)
  return written
}

async function stageAll(fs: WritingFs, folders: Folders, outcomes: readonly Outcome[], staged: Staged[]) {
  const pause = createPauses()
  for (const outcome of outcomes) {
    if (outcome.content === null) continue
    try {
      staged.push(stage(fs, folders, outcome, outcome.content))
    } catch (error) {
      return `Failed to write file ${outcome.path}: ${systemErrorText(error)}`
    }
    await pause()
  }
  return undefined
}

/** Writes the new content beside its target, with the target's owner and the rights that it is to have. */
function stage(
  fs: WritingFs,
  folders: Folders,
  { path, target, mode, link }: Outcome,
  content: string | Uint8Array,
): Staged {
  const place = folders.reach(target, { create: true })
  const temporary = stagedName()
  if (link === 'is') {
    fs.symlinkSync(String(content), beside(place, temporary))
    return { path, target, temporary, mode: LINK_MODE }
  }
  const stands = fs.lstatSync(place, { throwIfNoEntry: false })
  if (stands?.isSymbolicLink() && link !== 'was') throw new Error('it has just become a symbolic link')
  const old = stands?.isSymbolicLink() ? undefined : stands
  // A rename would replace a file that may not be written to.
  if (old) fs.accessSync(place, constants.W_OK)
  const wanted = mode ?? (old && old.mode & 0o7777)
  const fd = fs.openSync(beside(place, temporary), 'wx', wanted === undefined ? 0o666 : wanted & 0o777)
  try {
    fs.writeFileSync(fd, content)
    const made = fs.fstatSync(fd)
    if (old && (old.uid !== made.uid || old.gid !== made.gid)) chownIfAllowed(fs, fd, old.uid, old.gid)
    // The mask of the process has its say when a file is created.
    if (wanted !== undefined) fs.fchmodSync(fd, wanted)
    return { path, target, temporary, mode: wanted ?? made.mode & 0o7777 }
  } catch (error) {
    fs.unlinkSync(beside(place, temporary))
    throw error
  } finally {
    fs.closeSync(fd)
  }
}

/** Only root can give files away; who may write a file of somebody else replaces it by an own one. */
function chownIfAllowed(fs: WritingFs, fd: number, uid: number, gid: number): void {
  try {
    fs.fchownSync(fd, uid, gid)
  } catch {
    // the content is what counts
  }
}

/** Renames, then deletes, one after the other; stops at the first problem and returns it. Adds what is done to `paths`. */
async function commit(
  fs: WritingFs,
  folders: Folders,
  outcomes: readonly Outcome[],
  staged: readonly Staged[],
  paths: Map<string, number | undefined>,
) {
  const pause = createPauses()
  for (const { path, target, temporary, mode } of staged) {
    try {
      const to = folders.reach(target)
      fs.renameSync(beside(to, temporary), to)
    } catch (error) {
      return `Failed to write file ${path}: ${systemErrorText(error)}`
    }
    paths.set(path, mode)
    await pause()
  }
  for (const { path, entry } of outcomes.filter(({ content }) => content === null)) {
    try {
      fs.unlinkSync(folders.reach(entry))
    } catch (error) {
      // Somebody was faster: there is no file, as it should be.
      if (systemErrorCode(error) !== 'ENOENT') return `Failed to delete file ${path}: ${systemErrorText(error)}`
    }
    paths.set(path, undefined)
    await pause()
  }
  return undefined
}

const beside = (place: string, name: string) => join(dirname(place), name)

/** Takes back what was staged and created and is not in use. */
function clear(fs: WritingFs, folders: Folders, staged: readonly Staged[], paths: ReadonlyMap<string, unknown>): void {
  for (const { target, temporary } of staged.filter(({ path }) => !paths.has(path))) {
    try {
      fs.unlinkSync(beside(folders.reach(target), temporary))
    } catch {
      // its folder is gone or has been exchanged: there is nothing of ours to be found
    }
  }
  folders.removeCreated()
}
