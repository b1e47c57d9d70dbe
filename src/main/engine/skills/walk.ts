import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import type { SkillRoot } from './roots.ts'

/** A file that is a skill by its name. */
export interface SkillPlace {
  path: string
  /** What the skill is called if it does not say so. */
  name: string
  /** `agents/openai.yaml` beside it, if there may be one. */
  agentFile: string | null
}

export interface Walked {
  /** The root by its real path. */
  root: string
  places: SkillPlace[]
  problems: string[]
}

/** Folders below a root are looked into so deep, and so many of them. */
const MAX_DEPTH = 6
const MAX_FOLDERS = 6_000
/** Folders that are read at once. */
const WIDTH = 16
const FILE = 'SKILL.md'
const ENDING = '.skill.md'

/** Finds the skills of a root, in the order of their paths; null where there is no such folder. */
export async function walkSkills({ path, within }: SkillRoot, maxFolders = MAX_FOLDERS): Promise<Walked | null> {
  const root = await realpath(path).catch(() => null)
  if (root === null || !(await isFolder(root))) return null
  const border = within === null ? null : await realpath(within)
  if (border !== null && !isInside(root, border))
    return { root, places: [], problems: [`${path} leads out of the project and is not looked into.`] }
  const found: Walked = { root, places: [], problems: [] }
  const seen = new Set([root])
  let level = [root]
  let isFull = false
  for (let depth = 0; level.length > 0 && depth <= MAX_DEPTH; depth++) {
    const next: string[][] = []
    for (let at = 0; at < level.length; at += WIDTH) {
      const batch = level.slice(at, at + WIDTH)
      next.push(...(await Promise.all(batch.map(folder => lookInto(folder, { border, found })))))
    }
    if (isFull) break
    level = next
      .flat()
      .toSorted()
      .filter(folder => !seen.has(folder) && seen.add(folder))
    if (seen.size > maxFolders) {
      isFull = true
      found.problems.push(`${path} has more than ${maxFolders} folders: the rest was not looked into.`)
      level = level.slice(0, Math.max(0, level.length - (seen.size - maxFolders)))
    }
  }
  found.places.sort((a, b) => (a.path < b.path ? -1 : 1))
  return found
}

interface Look {
  border: string | null
  found: Walked
}

/** Notes the skills of a folder; resolves to the folders in it. */
async function lookInto(folder: string, { border, found }: Look): Promise<string[]> {
  let entries: Dirent[]
  try {
    entries = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') found.problems.push(`${folder} cannot be read: ${systemErrorText(error)}.`)
    return []
  }
  const agentFile = entries.some(({ name }) => name === 'agents') ? join(folder, 'agents', 'openai.yaml') : null
  const folders: string[] = []
  const links: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    const isSkill = entry.name === FILE || (entry.name.endsWith(ENDING) && entry.name !== ENDING)
    if (isSkill && entry.isFile()) {
      const single = entry.name !== FILE
      const name = single ? entry.name.slice(0, -ENDING.length) : basename(folder)
      found.places.push({ path, name, agentFile: single ? null : agentFile })
    } else if (isSkill) {
      found.problems.push(`${path} is not read: it is ${entry.isSymbolicLink() ? 'a link' : 'no regular file'}.`)
    } else if (entry.isSymbolicLink()) links.push(path)
    else if (entry.isDirectory() && isLookedInto(entry.name)) folders.push(path)
  }
  const led = await Promise.all(links.map(path => follow(path, border, found)))
  return [...folders, ...led.filter(path => path !== null)]
}

const isLookedInto = (name: string): boolean => !name.startsWith('.') && name !== 'node_modules'

/** The folder that a link leads to; null where it leads elsewhere. */
async function follow(path: string, border: string | null, found: Walked): Promise<string | null> {
  const target = await realpath(path).catch(() => null)
  if (target === null || !(await isFolder(target))) return null
  if (border === null || isInside(target, border)) return target
  found.problems.push(`${path} leads out of the project and is not looked into.`)
  return null
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    info => info.isDirectory(),
    () => false,
  )

/** Whether a path lies in a folder or is that folder. */
export const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
