import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { readRegularFile } from './regularFile.ts'

const MAX_POINTER_BYTES = 64 * 1024

/** The project that a folder belongs to. All paths are real ones. */
export interface Project {
  cwd: string
  /** Top of the working tree, or the folder itself outside git. */
  top: string
  /** What trust is given to: the top of the repository's main working tree, or `top`. */
  root: string
  /** From `top` down to `cwd`. */
  folders: string[]
}

export type Trust = 'trusted' | 'untrusted' | 'unknown'

export interface TrustAnswer {
  level: Trust
  /** The path under which the answer is written; null when nobody answered. */
  key: string | null
  /** All names under which the user's configuration says something of that folder. */
  keys: string[]
  /** The folder that the answer is about, by its real path. */
  root: string
}

/** Finds the project of a folder from the files of git, which is never run. */
export async function projectOf(folder: string): Promise<Project> {
  const cwd = await realpath(folder).catch(() => resolve(folder))
  const folders = await foldersFromRoot(cwd)
  const [top = cwd] = folders
  return { cwd, top, root: (await mainTreeOf(top)) ?? top, folders }
}

/** The folders from the root of the repository, or the folder itself, down to `cwd`. */
export async function foldersFromRoot(cwd: string, markers: readonly string[] = ['.git']): Promise<string[]> {
  const folders: string[] = []
  for (let at = resolve(cwd); ; at = dirname(at)) {
    folders.unshift(at)
    for (const marker of markers) if (await isMarked(at, marker)) return folders
    if (dirname(at) === at) return [resolve(cwd)]
  }
}

/** A folder `.git` without a head is no repository: one may stand in a workspace's place for it while commands run. */
async function isMarked(folder: string, marker: string): Promise<boolean> {
  const path = join(folder, marker)
  if (marker !== '.git' || !(await stat(path).catch(() => null))?.isDirectory()) return exists(path)
  return exists(join(path, 'HEAD'))
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * The main working tree of a linked one (for a bare repository, the repository); null for any other folder. The repository
 * must know the working tree: otherwise a folder that somebody sent could name a trusted repository as its own.
 */
async function mainTreeOf(top: string): Promise<string | null> {
  const marker = join(top, '.git')
  if (!(await stat(marker).catch(() => null))?.isFile()) return null
  const named = /^gitdir: (.+)$/m.exec((await pointer(marker)) ?? '')?.[1]?.trim()
  if (!named) return null
  const gitdir = isAbsolute(named) ? named : resolve(top, named)
  const [shared, knownTree] = [await pointer(join(gitdir, 'commondir')), await pointer(join(gitdir, 'gitdir'))]
  if (!shared || !knownTree) return null
  const [common, entry, known, own] = await Promise.all(
    [resolve(gitdir, shared), gitdir, resolve(gitdir, knownTree), marker].map(path => realpath(path).catch(() => null)),
  )
  if (!common || !entry || !known || known !== own || dirname(entry) !== join(common, 'worktrees')) return null
  return basename(common) === '.git' ? dirname(common) : common
}

const pointer = async (path: string): Promise<string | undefined> =>
  (await readRegularFile(path, MAX_POINTER_BYTES))?.trim()

/**
 * What the user said of a project, nearest answer first. Trust is by real path, so a link that now leads elsewhere carries
 * none along; distrust counts under every name.
 */
export async function trustOf(project: Project, { projects = {} }: ConfigValues): Promise<TrustAnswer> {
  const answers = await Promise.all(
    Object.entries(projects).flatMap(([key, { trust_level: level }]) =>
      level === undefined
        ? []
        : [
            realpath(key).then(
              real => ({ key, level, real }),
              () => ({ key, level, real: key }),
            ),
          ],
    ),
  )
  for (const root of new Set([project.cwd, project.top, project.root])) {
    const about = answers.filter(({ key, level, real }) =>
      level === 'untrusted'
        ? real === root || key === root
        : key === root || (real === root && differsInCase(key, root)),
    )
    const found = about.find(({ level }) => level === 'untrusted') ?? about[0]
    if (found) return { level: found.level, key: found.key, keys: about.map(({ key }) => key), root }
  }
  return { level: 'unknown', key: null, keys: [], root: project.root }
}

/** Two names of one folder where the file system does not tell upper case from lower. */
const differsInCase = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Why a folder can never be trusted; null where it can. */
export async function trustObstacle(root: string, userHome: string): Promise<string | null> {
  const home = await realpath(userHome).catch(() => resolve(userHome))
  if (dirname(root) === root) return 'The root of the file system can not be trusted. Open a project in it.'
  if (root === home) return 'Your home directory can not be trusted. Open a project in it.'
  return isInside(home, root) ? 'This folder holds your home directory and can not be trusted.' : null
}

/** Whether a path lies in a folder or is that folder. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
