import { join } from 'node:path'
import type { SkillScope } from '../../../core/skills/skill.ts'

/** A folder that skills are looked for in. */
export interface SkillRoot {
  path: string
  scope: SkillScope
  /** Nothing in it may lead out of this folder; null where links are the user's own. */
  within: string | null
}

export interface RootPlaces {
  home: string
  userHome: string
  /** The home of the real program, where that is another one. Its skills are only read. */
  codexHome: string | null
  /** For all users of this machine. */
  systemDirs: readonly string[]
  bundledDir: string
}

const IN_PROJECTS = ['.heddle/skills', '.agents/skills', '.codex/skills']

/**
 * Where skills are looked for, nearest first. `folders` go from the root of the project down to the working directory.
 */
export function skillRoots(
  places: RootPlaces,
  folders: readonly string[],
  { bundled }: { bundled: boolean },
): SkillRoot[] {
  const { home, userHome, codexHome, systemDirs, bundledDir } = places
  const own = [
    join(home, 'skills'),
    join(userHome, '.agents', 'skills'),
    ...(codexHome === null ? [] : [join(codexHome, 'skills')]),
  ]
  const [top] = folders
  const project = folders
    .toReversed()
    .flatMap(folder => IN_PROJECTS.map(place => join(folder, place)))
    // Who works in the home directory itself has no project there.
    .filter(path => !own.includes(path))
  return [
    ...project.map(path => ({ path, scope: 'repo' as const, within: top ?? null })),
    ...own.map(path => ({ path, scope: 'user' as const, within: null })),
    ...systemDirs.map(path => ({ path, scope: 'admin' as const, within: null })),
    ...(bundled ? [{ path: bundledDir, scope: 'bundled' as const, within: null }] : []),
  ]
}
