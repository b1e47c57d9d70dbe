import { join } from 'node:path'
import type { GuidanceFile } from '../../../core/context/agentsMd.ts'
import { foldersFromRoot } from './project.ts'
import { pathWithin, readRegularFile } from './regularFile.ts'

const MAX_FILE_BYTES = 1024 * 1024

export interface GuidanceRequest {
  home: string
  cwd: string
  fallbackNames: readonly string[]
  rootMarkers: readonly string[]
}

/** The AGENTS.md files that count for a folder: the home's, then one a folder from the project's root down. */
export async function findGuidance({
  home,
  cwd,
  fallbackNames,
  rootMarkers,
}: GuidanceRequest): Promise<GuidanceFile[]> {
  const names = ['AGENTS.override.md', 'AGENTS.md']
  const folders = await foldersFromRoot(cwd, rootMarkers)
  const [root = cwd] = folders
  const found = await Promise.all([
    firstOf(home, names, null),
    ...folders.map(folder => firstOf(folder, [...names, ...fallbackNames], root)),
  ])
  return found.filter(file => file !== null)
}

/** @param root the project that the folder belongs to; null for the home, whose links are the user's own */
async function firstOf(folder: string, names: readonly string[], root: string | null): Promise<GuidanceFile | null> {
  for (const name of names) {
    const path = join(folder, name)
    if (root !== null && (await pathWithin(path, root)) === null) continue
    const text = await readRegularFile(path, MAX_FILE_BYTES)
    if (text !== null) return { path, text, scope: root === null ? 'global' : 'project' }
  }
  return null
}
