import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Layer } from '../../../core/config/merge.ts'
import { mergeLayers } from '../../../core/config/merge.ts'
import { restrict } from '../../../core/config/restrict.ts'
import type { Verdict } from '../../../core/config/restrict.ts'
import type { ConfigValues } from '../../../core/config/schema.ts'
import { placeOf, readLayer } from './layers.ts'
import type { Findings } from './layers.ts'
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
  /** File and line of a dotted key. */
  place(key: string): string
}

export interface ProjectLayersRequest {
  home: string
  project: Project
  /** The folder that trust was given to; only what lies in it is covered. */
  root: string
  /** The user's own layers. */
  below: readonly Layer[]
  found: Findings
}

/** The folders of a project whose files an answer about `root` covers. */
export const coveredFolders = ({ folders, root: main }: Project, root: string): string[] =>
  root === main ? folders : folders.filter(folder => isInside(folder, root))

/** Reads a project's configuration, from its root down to the folder, `.codex` before `.heddle`. */
export async function readProjectLayers(request: ProjectLayersRequest): Promise<ProjectLayer[]> {
  const { home, project, root, below, found } = request
  const layers: ProjectLayer[] = []
  for (const folder of coveredFolders(project, root)) {
    for (const name of ['.codex', '.heddle']) {
      const file = join(folder, name, 'config.toml')
      if (file === join(home, 'config.toml')) continue // a home inside a project is the user's own
      const layer = await readInside(file, project.top, found)
      if (!layer) continue
      const soFar = mergeLayers([...below, ...layers.map(({ kept }) => kept)]).values as ConfigValues
      const { kept, verdicts } = restrict(layer.values, soFar)
      layers.push({ file, layer, kept: { ...layer, values: kept }, verdicts, place: key => placeOf(layer, key) })
    }
  }
  return layers
}

async function readInside(file: string, top: string, found: Findings): Promise<Layer | null> {
  const target = await pathWithin(file, top)
  if (target !== null) return readLayer('project', target, found, MAX_FILE_BYTES)
  const isLink = await lstat(file).then(
    info => info.isSymbolicLink(),
    () => false,
  )
  if (isLink) found.notices.push(`${file} is ignored. It is a link that leads out of the project.`)
  return null
}
