import { copyFile, realpath } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import type { CrashReport } from '../../../contract/desktop.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { DesktopHost } from '../desktopHost.ts'
import { systemErrorText } from '../systemErrors.ts'
import { aborted } from './aborted.ts'

export interface DesktopApiDeps {
  /** The host, where it has a desktop. */
  desktop: DesktopHost | null
  home: string
  crashes: { folder: string; list(): CrashReport[]; clear(): void }
}

type DesktopMethod = Extract<keyof Handlers, `desktop/${string}` | `crash/${string}`>

/** What the desktop around the window does, and what is known of crashes. */
export function desktopHandlers({ desktop, home, crashes }: DesktopApiDeps): Pick<Handlers, DesktopMethod> {
  const host = (): DesktopHost => {
    if (desktop) return desktop
    throw new Failure('desktop.absent', 'Only the desktop window can do that.')
  }
  return {
    'desktop/watch': async (_params, push, signal) => {
      if (!desktop) push({ state: null })
      const stop = desktop?.watch(state => push({ state }))
      await aborted(signal)
      stop?.()
    },
    'desktop/configure': async ({ settings }) => {
      await host().configure(settings)
      return {}
    },
    'desktop/announce': async words => {
      host().announce(words)
      return {}
    },
    'desktop/chooseFolder': async asked => ({ path: await host().chooseFolder(asked) }),
    'desktop/saveCopy': async ({ path }) => {
      const { chooseCopy } = host()
      const source = await exported(join(home, 'exports'), path)
      const to = await chooseCopy({ name: basename(source) })
      if (to !== null) await copyFile(source, to).catch((error: unknown) => refuseCopy(to, error))
      return { path: to }
    },
    'desktop/update': async ({ step }) => {
      await host().update(step)
      return {}
    },
    'crash/list': async () => ({ folder: crashes.folder, reports: crashes.list() }),
    'crash/showFolder': async () => {
      await host().showFolder(crashes.folder)
      return {}
    },
    'crash/clear': async () => {
      try {
        crashes.clear()
      } catch (error) {
        throw new Failure('home.notWritable', `The reports cannot be removed: ${systemErrorText(error)}.`)
      }
      return {}
    },
  }
}

/** The real path of an export: a page may have nothing else copied. */
async function exported(folder: string, path: string): Promise<string> {
  const [root, real] = await Promise.all([realpath(folder), realpath(path)]).catch(() => [])
  if (root !== undefined && real?.startsWith(root + sep)) return real
  throw new Failure('workspace.notFound', 'There is no such export.', { path })
}

function refuseCopy(path: string, error: unknown): never {
  throw new Failure('workspace.notReadable', `${path} cannot be written: ${systemErrorText(error)}.`, { path })
}
