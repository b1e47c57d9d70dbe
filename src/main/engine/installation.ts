import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'

/**
 * The folder this program is installed in: the nearest one above this file with the product's package.json. Bundles put
 * code at other depths than the sources, so nothing may count the steps.
 */
export const installationRoot: string = rootAbove(import.meta.dirname)

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder
  return rootAbove(dirname(folder))
}

/** The built interface: of the build that this file belongs to, or of the usual one where it runs as source. */
export const rendererRoot: string = join(installationRoot, buildOf(import.meta.dirname), 'renderer')

function buildOf(folder: string): string {
  const [top = 'src'] = relative(installationRoot, folder).split(sep)
  return top === 'src' ? 'out' : top
}

/** The skills, prompts and projects that come with the program. */
export const resourcesRoot: string = resourcesOf(installationRoot)

/**
 * Where the resources of an installation are. A packaged application is an archive, into which other programs cannot look;
 * what they read or run stands beside it.
 */
export function resourcesOf(installation: string): string {
  const isArchive = basename(installation) === 'app.asar'
  return join(isArchive ? `${installation}.unpacked` : installation, 'resources')
}
