import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { GuidanceFile } from '../../../core/context/agentsMd.ts'
import { foldersFromRoot } from './load.ts'

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
  const places: [folder: string, names: readonly string[], scope: GuidanceFile['scope']][] = [
    [home, names, 'global'],
    ...(await foldersFromRoot(cwd, rootMarkers)).map((folder): [string, readonly string[], 'project'] => [
      folder,
      [...names, ...fallbackNames],
      'project',
    ]),
  ]
  const found = await Promise.all(places.map(([folder, wanted, scope]) => firstOf(folder, wanted, scope)))
  return found.filter(file => file !== null)
}

async function firstOf(
  folder: string,
  names: readonly string[],
  scope: GuidanceFile['scope'],
): Promise<GuidanceFile | null> {
  for (const name of names) {
    const path = join(folder, name)
    const text = await readRegular(path)
    if (text !== null) return { path, text, scope }
  }
  return null
}

/** The text of a regular file; null for what is missing, or could block, or is no text of a sane size. */
async function readRegular(path: string): Promise<string | null> {
  try {
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const info = await file.stat()
    if (!info.isFile() || info.size > MAX_FILE_BYTES) return null
    return (await file.readFile('utf8')).replace(/^\uFEFF/, '')
  } catch {
    return null // not there, or not ours to read: as if it were not there
  }
}
