import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { Workspace } from '../../../contract/schemas.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import { systemErrorText } from '../systemErrors.ts'

export interface WorkspaceApiDeps {
  /** The user's home directory. */
  userHome: string
  /** Folders of the newest threads, newest first, with the time each was last used. */
  recent(): Promise<{ cwd: string; updatedAt: number }[]>
  branchOf(folder: string): Promise<string | null>
  makeSample(): Promise<string>
}

type WorkspaceHandlers = Pick<Handlers, 'workspace/list' | 'workspace/browse' | 'workspace/sample'>

const MAX_FOLDERS = 1000
const MAX_FILES = 1000

const sortedNames = (entries: readonly { name: string }[]): string[] =>
  entries.map(({ name }) => name).sort((a, b) => a.localeCompare(b))

export function workspaceHandlers(deps: WorkspaceApiDeps): WorkspaceHandlers {
  return {
    'workspace/list': async () => {
      const seen = new Map<string, number>()
      for (const { cwd, updatedAt } of await deps.recent()) if (!seen.has(cwd)) seen.set(cwd, updatedAt)
      const found = await Promise.all([...seen].slice(0, 30).map(([path, at]) => workspace(deps, path, at)))
      return { workspaces: found.filter(entry => entry !== null) }
    },
    'workspace/browse': async ({ path, endings = [] }) => {
      const folder = resolve(path ?? deps.userHome)
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        throw new Failure('workspace.notReadable', `${folder} cannot be opened: ${systemErrorText(error)}.`, {
          path: folder,
        })
      })
      const shown = entries.filter(entry => !entry.name.startsWith('.'))
      const names = sortedNames(shown.filter(entry => entry.isDirectory()))
      const files = sortedNames(shown.filter(entry => entry.isFile() && endings.some(end => entry.name.endsWith(end))))
      const folders = await Promise.all(
        names.slice(0, MAX_FOLDERS).map(async name => {
          const at = join(folder, name)
          return {
            name,
            path: at,
            repository: (await exists(join(at, '.git', 'HEAD'))) || (await isFile(join(at, '.git'))),
          }
        }),
      )
      return {
        path: folder,
        parent: dirname(folder) === folder ? null : dirname(folder),
        folders,
        files: files.slice(0, MAX_FILES).map(name => ({ name, path: join(folder, name) })),
      }
    },
    'workspace/sample': async () => ({ path: await deps.makeSample() }),
  }
}

async function workspace(deps: WorkspaceApiDeps, path: string, lastUsedAt: number): Promise<Workspace | null> {
  if (!(await exists(path))) return null // moved or deleted since
  return { path, name: basename(path) || path, branch: await deps.branchOf(path), lastUsedAt }
}

/** A linked working tree has a file in place of the folder. */
const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    info => info.isFile(),
    () => false,
  )

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Checks that a thread can work in a folder. Rejects with what is wrong and where. */
export async function checkFolder(path: string): Promise<void> {
  const info = await stat(path).catch((error: unknown) => {
    throw new Failure('workspace.notFound', `The folder ${path} cannot be used: ${systemErrorText(error)}.`, { path })
  })
  if (!info.isDirectory()) throw new Failure('workspace.notFound', `${path} is not a folder.`, { path })
}
