import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { placeOf } from '../../../core/config/keyPlaces.ts'
import type { Layer } from '../../../core/config/merge.ts'
import { mergeLayers } from '../../../core/config/merge.ts'
import { problem } from '../../../core/config/problem.ts'
import type { Problem } from '../../../core/config/problem.ts'
import { restrict } from '../../../core/config/restrict.ts'
import type { Verdict } from '../../../core/config/restrict.ts'
import { isKnownKey } from '../../../core/config/unknown.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { placeText, readLayer } from './layers.ts'
import type { Findings, LayerMemory } from './layers.ts'
import { isInside } from './project.ts'
import type { Project } from './project.ts'
import { pathWithin } from './regularFile.ts'

/** Larger than any that a person wrote, and read at once whatever is in it. */
const MAX_FILE_BYTES = 128 * 1024

/** One configuration file of a repository, and what of it counts. */
export interface ProjectLayer {
  file: string
  /** All that the file says, without wrong values. */
  layer: Layer
  /** What counts of it once the project is trusted. */
  kept: Layer
  verdicts: Verdict[]
  /** What of it does not count, and why. */
  ignored: Problem[]
  /** File, line and column of a dotted key. */
  place(key: string): string
  /** Its line; null where nothing is known. */
  lineOf(key: string): number | null
}

export interface ProjectLayersRequest {
  home: string
  project: Project
  /** The folder that trust was given to; only what lies in it is covered. */
  root: string
  /** The user's own layers. */
  below: readonly Layer[]
  found: Findings
  memory?: LayerMemory
}

/** The folders of a project whose files an answer about `root` covers. */
export const coveredFolders = ({ folders, root: main }: Project, root: string): string[] =>
  root === main ? folders : folders.filter(folder => isInside(folder, root))

/** The files of folders that can hold a configuration, in the order in which they count. */
export const projectFiles = (home: string, folders: readonly string[]): string[] =>
  folders
    .flatMap(folder => ['.codex', '.heddle'].map(name => join(folder, name, 'config.toml')))
    // A home inside a project is the user's own.
    .filter(file => file !== join(home, 'config.toml'))

/** Reads a project's configuration, from its root down to the folder, `.codex` before `.heddle`. */
export async function readProjectLayers(request: ProjectLayersRequest): Promise<ProjectLayer[]> {
  const { home, project, root, below } = request
  const layers: ProjectLayer[] = []
  for (const file of projectFiles(home, coveredFolders(project, root))) {
    const layer = await readInside(file, request)
    if (!layer) continue
    const soFar = mergeLayers([...below, ...layers.map(({ kept }) => kept)]).values as ConfigValues
    const { kept, verdicts } = restrict(layer.values, soFar)
    layers.push({
      file,
      layer,
      kept: { ...layer, values: kept },
      verdicts,
      ignored: ignoredOf(layer, verdicts),
      place: key => placeText(layer, key),
      lineOf: key => placeOf(layer.places, key)?.line ?? null,
    })
  }
  return layers
}

const ignoredOf = (layer: Layer, verdicts: readonly Verdict[]): Problem[] =>
  verdicts
    .filter(({ key, effect }) => effect === 'ignored' && isKnownKey(key.split('.')[0] ?? ''))
    .map(({ key, note }) => {
      const message = `${key} is ignored. ${note}`
      return problem('warning', message, { file: layer.file, place: placeOf(layer.places, key), key })
    })

async function readInside(
  file: string,
  { project: { top }, found, memory }: ProjectLayersRequest,
): Promise<Layer | null> {
  const target = await pathWithin(file, top)
  if (target !== null) return readLayer('project', target, found, { maxBytes: MAX_FILE_BYTES, memory })
  const isLink = await lstat(file).then(
    info => info.isSymbolicLink(),
    () => false,
  )
  if (isLink)
    found.problems.push(problem('warning', 'it is ignored. It is a link that leads out of the project.', { file }))
  return null
}
