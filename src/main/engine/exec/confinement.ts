import { createFilterFiles } from './filterFile.ts'
import { guardLinks } from './linkGuard.ts'
import { createRepositoryFinder } from './nestedRepositories.ts'
import type { SharedSandbox } from './keptSandbox.ts'
import { createPlaceholders } from './placeholders.ts'
import { bubblewrapArgv, type LauncherOptions, type SandboxPlan, type SandboxSpec } from './sandbox.ts'
import { prepareRoots, resolveSandbox, workspaceRoots, type Preparation } from './sandboxPaths.ts'
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

/** What there is to know of a sandbox's folders, at one moment. */
type Look = Preparation & { plan: SandboxPlan }

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
  const looks = new Map<string, Look>()
  /** How a sandbox is to be mounted. Commands that start at the same moment need only one look at the folders. */
  const lookAt = (spec: SandboxSpec, nested: readonly string[]): Look => {
    const key = JSON.stringify([spec, nested])
    const known = looks.get(key)
    if (known !== undefined) return known
    if (looks.size === 0) setImmediate(() => looks.clear())
    const { missing, links } = prepareRoots(spec)
    const release = placeholders.hold(missing)
    try {
      const look = { missing, links, plan: resolveSandbox(spec, nested, missing) }
      looks.set(key, look)
      return look
    } finally {
      linger(release)
    }
  }
  const linger = (release: () => void): void => {
    lingering.push(release)
    timer ??= setTimeout(settle, LINGER_MS).unref()
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
      const { missing, links, plan } = lookAt(spec, nested)
      const releasePlaceholders = placeholders.hold(missing)
      const restoreLinks = guardLinks(links)
      const release = (): void => {
        linger(releasePlaceholders)
        restoreLinks()
      }
      try {
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
