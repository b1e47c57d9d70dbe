import { patchInCommand } from '../../../core/patch/heredoc.ts'
import { readsOnly } from '../../../core/policy/judge.ts'
import type { Registry } from '../tools/registry.ts'
import type { Tool, ToolRun } from '../tools/tool.ts'
import type { Looks } from './looks.ts'

/** A registry whose tools are watched for the files they change, as far as they may change any. */
export function watchedTools(registry: Registry, looks: Pick<Looks, 'begin' | 'caughtUp' | 'settle'>): Registry {
  const made = new WeakMap<Tool, Tool>()
  const watchedTool = (tool: Tool): Tool => {
    if (tool.effect === 'read') return tool
    const watched = made.get(tool) ?? { ...tool, run: runWatched(tool, looks) }
    made.set(tool, watched)
    return watched
  }
  return {
    specs: registry.specs,
    // Registries that are made of this one find its tools by their names.
    get(name) {
      const tool = registry.get(name)
      return tool && watchedTool(tool)
    },
    route(item) {
      const routed = registry.route(item)
      return routed.ok ? { ...routed, tool: watchedTool(routed.tool) } : routed
    },
  }
}

const runWatched =
  (tool: Tool, looks: Pick<Looks, 'begin' | 'caughtUp' | 'settle'>): Tool['run'] =>
  async (args, run) => {
    const isPatch = tool.name === 'apply_patch' || carriesPatch(args)
    if (!isPatch && !mayChange(args, run)) return tool.run(args, run)
    if (isPatch) {
      await looks.caughtUp(run.cwd)
      return settled(await tool.run(args, run), run, looks)
    }
    const end = await looks.begin({ threadId: run.threadId, turnId: run.turnId, cwd: run.cwd })
    try {
      return await settled(await tool.run(args, run), run, looks)
    } finally {
      end()
    }
  }

/** A patch says itself what it changed, also where it came inside a command. */
async function settled<T extends Awaited<ReturnType<Tool['run']>>>(
  outcome: T,
  { cwd }: ToolRun,
  { settle }: Pick<Looks, 'settle'>,
): Promise<T> {
  const { result } = outcome
  if (result?.kind === 'patch')
    await settle(
      cwd,
      (result.images ?? []).map(({ path, place }) => place ?? path),
    )
  return outcome
}

/** A patch that came as a command is carried out as a patch. */
const carriesPatch = (args: unknown): boolean => {
  const { cmd } = args as { cmd?: unknown }
  return typeof cmd === 'string' && patchInCommand(cmd) !== null
}

/** Whether a call can change files: not if its command is known to read only, nor in a sandbox where nothing is written. */
function mayChange(args: unknown, { call, sandboxed, settings }: ToolRun): boolean {
  if (sandboxed && settings.sandbox.mode === 'read-only') return false
  const { cmd } = args as { cmd?: unknown }
  const isEdited = call.phase === 'running' && call.approvedAs?.type === 'approveEdited'
  return isEdited || typeof cmd !== 'string' || !readsOnly(cmd)
}
