import { createFilterFiles } from './filterFile.ts'
import { guardLinks } from './linkGuard.ts'
import { createRepositoryFinder } from './nestedRepositories.ts'
import type { SharedSandbox } from './keptSandbox.ts'
import { createPlaceholders } from './placeholders.ts'
import { bubblewrapArgv, type LauncherOptions, type SandboxSpec } from './sandbox.ts'
import { prepareRoots, resolveSandbox, workspaceRoots } from './sandboxPaths.ts'
import type { SandboxSupport } from './sandboxProbe.ts'
import { seatbeltArgv } from './seatbelt.ts'

/** A command made ready to run in its sandbox. */
export type Confined = {
  argv: string[]
  /** What the process that is started has to find open at `FILTER_FD`; null for nothing. */
  filterPath: string | null
  /** The sandbox alone, for who keeps it for further commands; null where each needs its own. */
  shared: Omit<SharedSandbox, 'owner'> | null
  /** To be called once, when all processes of the command are gone. */
  release(): void
}

export type Confinement = {
  /** Rejects when something the sandbox promises cannot be kept, such as when the disk is too full for a placeholder. */
  confine(
    support: SandboxSupport & { available: true },
    spec: SandboxSpec,
    command: string[],
    options: Pick<LauncherOptions, 'interactive' | 'workdir'>,
  ): Promise<Confined>
  /** Leaves nothing behind, whatever still runs. */
  dispose(): void
}

/** The sandboxes of one process: what they share on disk and what they know of their folders. */
export function createConfinement(): Confinement {
  const filters = createFilterFiles()
  const placeholders = createPlaceholders()
  const repositories = createRepositoryFinder()
  return {
    async confine(support, spec, command, options) {
      const roots = workspaceRoots(spec)
      const nested = (await Promise.all(roots.map(repositories.inside))).flat()
      const { missing, links } = prepareRoots(spec)
      const releasePlaceholders = placeholders.hold(missing)
      const restoreLinks = guardLinks(links)
      const release = (): void => {
        releasePlaceholders()
        restoreLinks()
      }
      try {
        const plan = resolveSandbox(spec, nested, missing)
        if (support.kind === 'seatbelt')
          return { argv: seatbeltArgv(plan, command), filterPath: null, shared: null, release }
        const filterPath = filters.path(spec.networkAccess)
        const launcher = { ...options, bubblewrap: support.path, filtered: filterPath !== null }
        const shared = filterPath === null ? null : { plan, bubblewrap: support.path, filterPath }
        return { argv: bubblewrapArgv(plan, command, launcher), filterPath, shared, release }
      } catch (error) {
        release()
        throw error
      }
    },
    dispose() {
      placeholders.dispose()
      filters.dispose()
    },
  }
}
