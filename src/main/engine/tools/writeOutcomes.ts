import { randomUUID } from 'node:crypto'
import { constants, type promises } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { systemErrorText } from '../systemErrors.ts'

/** The part of `node:fs/promises` that writing needs. */
export type WritingFs = Pick<typeof promises, 'access' | 'chmod' | 'lstat' | 'mkdir' | 'rename' | 'rm' | 'writeFile'>

/** The paths whose outcome is on disk, and what stopped the rest if something did. */
export type Written = { paths: Set<string>; problem?: string }

type Staged = { path: string; target: string; temporary: string }

/**
 * Brings every path to its outcome (a content, or null for no file). `targets` says where a path leads through links.
 * All contents are staged beside their targets first; nothing has changed if that fails.
 */
export async function writeOutcomes(
  fs: WritingFs,
  ends: ReadonlyMap<string, string | null>,
  targets: ReadonlyMap<string, string>,
): Promise<Written> {
  const paths = new Set<string>()
  const contents = [...ends].flatMap(([path, content]) => (content === null ? [] : [{ path, content }]))
  const staging = await Promise.allSettled(
    contents.map(({ path, content }) => stage(fs, path, targets.get(path) ?? path, content)),
  )
  const staged = staging.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = staging.findIndex(result => result.status === 'rejected')
  let problem: string | undefined
  if (failed >= 0) problem = `Failed to write file ${contents[failed]?.path}: ${reasonOf(staging[failed])}`
  else
    problem = await commit(
      fs,
      staged,
      [...ends].filter(([, content]) => content === null).map(([path]) => path),
      paths,
    )
  if (problem) await Promise.all(staged.map(({ temporary }) => fs.rm(temporary, { force: true })))
  return { paths, problem }
}

const reasonOf = (result: PromiseSettledResult<unknown> | undefined) =>
  result?.status === 'rejected' ? systemErrorText(result.reason) : ''

/** Writes the new content beside its target, with the target's mode. */
async function stage(fs: WritingFs, path: string, target: string, content: string): Promise<Staged> {
  const stat = await fs.lstat(target).catch(() => null)
  // A rename would replace a file that may not be written to.
  if (stat) await fs.access(target, constants.W_OK)
  else await fs.mkdir(dirname(target), { recursive: true })
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.tmp`)
  try {
    await fs.writeFile(temporary, content, { flag: 'wx', mode: stat ? stat.mode & 0o777 : 0o666 })
    // The mask of the process has its say when a file is created.
    if (stat) await fs.chmod(temporary, stat.mode & 0o7777)
  } catch (error) {
    await fs.rm(temporary, { force: true })
    throw error
  }
  return { path, target, temporary }
}

/** Renames and deletes one after the other; stops at the first problem and returns it. Adds what is done to `paths`. */
async function commit(fs: WritingFs, staged: readonly Staged[], gone: readonly string[], paths: Set<string>) {
  for (const { path, target, temporary } of staged) {
    try {
      await fs.rename(temporary, target)
    } catch (error) {
      return `Failed to write file ${path}: ${systemErrorText(error)}`
    }
    paths.add(path)
  }
  for (const path of gone) {
    try {
      await fs.rm(path, { force: true })
    } catch (error) {
      return `Failed to delete file ${path}: ${systemErrorText(error)}`
    }
    paths.add(path)
  }
  return undefined
}
