import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'

/** Where the home keeps what the user decided for one project: never in the project itself. */
export function projectFile(home: string, root: string): string {
  const slug = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 8)
  return join(home, 'rules', 'projects', `${slug}-${hash}.rules`)
}

/** The first line of such a file. It decides, because names of files can meet by chance. */
export const projectHeader = (root: string): string => `# Rules for the project ${JSON.stringify(root)}`

/** Whether a file is one of those that answers are written to. */
export const isOwnFile = (home: string, file: string): boolean =>
  file.endsWith('.rules') && [join(home, 'rules'), join(home, 'rules', 'projects')].includes(dirname(file))
