import type { ModelInfo, ToolSpec } from '../../../core/context/request.ts'
import type { CallItem } from '../../../core/thread/items.ts'
import { toolNameOf } from '../../../core/thread/items.ts'
import type { Parsed, Tool } from './tool.ts'

/** A call with the tool that carries it out and arguments it accepts, or the sentence that the model gets instead. */
export type Routed = { ok: true; tool: Tool; args: unknown } | { ok: false; error: string }

export interface Registry {
  /** The tools that a model is told of in a folder. */
  specs(model: ModelInfo, cwd: string): ToolSpec[]
  route(item: CallItem): Routed
  get(name: string): Tool | undefined
}

/** The tools of an engine by name. `hidden` tools are answered when a model calls them but not offered to it. */
export function createRegistry(offered: readonly Tool<never>[], hidden: readonly Tool<never>[] = []): Registry {
  const tools = new Map<string, Tool>()
  for (const tool of [...offered, ...hidden]) tools.set(tool.name, tool as unknown as Tool)
  return {
    specs: model => offered.map(tool => tool.spec(model)),
    get: name => tools.get(name),
    route: item => routed(item, name => tools.get(name)),
  }
}

/** A registry with more tools behind its own. Names that it has already keep their tool. */
export function extended(registry: Registry, more: readonly Tool[]): Registry {
  const get = (name: string) => registry.get(name) ?? more.find(tool => tool.name === name)
  return {
    specs: (model, cwd) => [
      ...registry.specs(model, cwd),
      ...more.filter(({ name }) => !registry.get(name)).map(tool => tool.spec(model)),
    ],
    get,
    route: item => routed(item, get),
  }
}

/** A registry without some of its tools: they are not offered, and a call of one is answered as one of no tool. */
export function without(registry: Registry, isOff: (name: string) => boolean): Registry {
  const get = (name: string) => (isOff(name) ? undefined : registry.get(name))
  return {
    specs: (model, cwd) => registry.specs(model, cwd).filter(({ name }) => typeof name !== 'string' || !isOff(name)),
    get,
    route: item => routed(item, get),
  }
}

function routed(item: CallItem, get: (name: string) => Tool | undefined): Routed {
  const tool = get(toolNameOf(item))
  if (!tool) return { ok: false, error: `unsupported call: ${toolNameOf(item)}` }
  const parsed: Parsed<unknown> = tool.parse(item)
  return parsed.ok ? { ok: true, tool, args: parsed.args } : parsed
}
