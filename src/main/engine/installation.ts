import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder this program is installed in: the nearest one above this file with the product's package.json. Bundles put
 * code at other depths than the sources, so nothing may count the steps.
 */
export const installationRoot: string = rootAbove(import.meta.dirname)

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder
  return rootAbove(dirname(folder))
}

/** The built interface. */
export const rendererRoot: string = join(installationRoot, 'out', 'renderer')
