import { relative } from 'node:path'
import { placeOf } from '../../../core/config/keyPlaces.ts'
import { isTable } from '../../../core/config/merge.ts'
import type { Layer } from '../../../core/config/merge.ts'
import type { LoadedConfig } from './load.ts'
import type { ProjectLayer } from './projectLayers.ts'

/** The table `[hooks]` of one configuration file. Hooks of all files count: none takes another's place. */
export interface HookSource {
  layer: 'system' | 'user' | 'project'
  file: string
  /** As it is written. */
  table: unknown
  /** Line of a dotted key; null where it is not known. */
  lineOf(key: string): number | null
  /** Of a repository's file: the folder that trust was given to, and the file's place in the working tree. */
  repository: { root: string; path: string } | null
}

/** The hooks of the user's own layers. */
export const ownHooks = (layers: readonly Layer[]): HookSource[] =>
  layers.flatMap(layer =>
    layer.name === 'system' || layer.name === 'user' ? sourceOf(layer, { layer: layer.name, repository: null }) : [],
  )

/** The hooks of a trusted repository. They run only once they are agreed to. */
export const repositoryHooks = (
  layers: readonly ProjectLayer[],
  project: { top: string; root: string },
): HookSource[] =>
  layers.flatMap(({ layer, file }) =>
    sourceOf(layer, { layer: 'project', repository: { root: project.root, path: relative(project.top, file) } }),
  )

function sourceOf(layer: Layer, of: Pick<HookSource, 'layer' | 'repository'>): HookSource[] {
  const { hooks: table } = layer.values
  if (!isTable(table) || layer.file === undefined) return []
  const lineOf = (key: string) => placeOf(layer.places, key)?.line ?? null
  return [{ ...of, file: layer.file, table, lineOf }]
}

/** The program that is told of the end of each turn. */
export interface NotifyProgram {
  command: string[]
  file: string
  line: number | null
}

/** `notify` as the user's own layers have it: a repository cannot set it. */
export function notifyProgram({ values, origins }: Pick<LoadedConfig, 'values' | 'origins'>): NotifyProgram | null {
  const { notify: command = [] } = values
  if (command.length === 0) return null
  const { file = '', line = null } = origins.notify ?? {}
  return { command, file, line }
}
