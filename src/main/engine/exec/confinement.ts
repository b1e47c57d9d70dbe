import { createFilterFiles } from './filterFile.ts'
import { guardLinks } from './linkGuard.ts'
import { createRepositoryFinder } from './nestedRepositories.ts'
import type { SharedSandbox } from './keptSandbox.ts'
import { createPlaceholders } from './placeholders.ts'
import { bubblewrapArgv, type LauncherOptions, type SandboxPlan, type SandboxSpec } from './sandbox.ts'
import { prepareRoots, resolveSandbox, workspaceRoots } from './sandboxPaths.ts'
import type { AvailableSandbox } from './sandboxProbe.ts'
import { seatbeltArgv } from './seatbelt.ts'

type ConfinedSandbox = Omit<SharedSandbox, 'owner'>

/** A command made ready to run in its sandbox. */
export type Confined = {
  argv: string[]
  /** What the process that is started has to find open at `FILTER_FD`; null for nothing. */
  filterPath: string | null
  /** The sandbox alone, for who keeps it for further commands; null where each needs its own. */
  shared: ConfinedSandbox | null
  /** To be called once, when all processes of the command are gone. */
  release(): void
}

export type Confinement = {
  /** Rejects when something the sandbox promises cannot be kept, such as when the disk is too full for a placeholder. */
  confine(
    support: AvailableSandbox,
    spec: SandboxSpec,
    command: string[],
    options: Pick<LauncherOptions, 'interactive' | 'workdir'>,
  ): Promise<Confined>
  /** Makes ready what `confine` needs, and tells which sandbox it will be. Null where none can be shared. */
  prepare(support: AvailableSandbox, spec: SandboxSpec): Promise<ConfinedSandbox | null>
  /** Leaves nothing in the way of commands that are not confined. */
  settle(): void
  /** Leaves nothing behind, whatever still runs. */
  dispose(): void
}

/** How long a placeholder stays for the next command. Making and removing them costs a good part of a short one. */
const LINGER_MS = 500

/** The sandboxes of one process: what they share on disk and what they know of their folders. */
export function createConfinement(): Confinement {
  const filters = createFilterFiles()
  const placeholders = createPlaceholders()
  const repositories = createRepositoryFinder()
  const lingering: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const settle = (): void => {
    clearTimeout(timer)
    timer = undefined
    lingering.splice(0).forEach(release => release())
  }
  const nestedIn = async (spec: SandboxSpec) =>
    (await Promise.all(workspaceRoots(spec).map(repositories.inside))).flat()
  const shared = ({ kind, path }: AvailableSandbox, plan: SandboxPlan): ConfinedSandbox | null => {
    const filterPath = kind === 'bubblewrap' ? filters.path(plan.network) : null
    return filterPath === null ? null : { plan, bubblewrap: path, filterPath }
  }
  return {
    async prepare(support, spec) {
      if (prepareRoots(spec).missing.length > 0) placeholders.warm()
      return shared(support, resolveSandbox(spec, await nestedIn(spec), []))
    },
    async confine(support, spec, command, options) {
      const nested = await nestedIn(spec)
      const { missing, links } = prepareRoots(spec)
      const releasePlaceholders = placeholders.hold(missing)
      const restoreLinks = guardLinks(links)
      const release = (): void => {
        lingering.push(releasePlaceholders)
        timer ??= setTimeout(settle, LINGER_MS).unref()
        restoreLinks()
      }
      try {
        const plan = resolveSandbox(spec, nested, missing)
        if (support.kind === 'seatbelt')
          return { argv: seatbeltArgv(plan, command), filterPath: null, shared: null, release }
        const filterPath = filters.path(spec.networkAccess)
        const launcher = { ...options, bubblewrap: support.path, filtered: filterPath !== null }
        return { argv: bubblewrapArgv(plan, command, launcher), filterPath, shared: shared(support, plan), release }
      } catch (error) {
        release()
        throw error
      }
    },
    settle,
    dispose() {
      settle()
      placeholders.dispose()
      filters.dispose()
    },
  }
}
