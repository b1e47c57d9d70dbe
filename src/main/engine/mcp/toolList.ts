import type { ListedTool } from '../../../core/mcp/tools.ts'
import { readTools, TOOL_LIMITS } from '../../../core/mcp/tools.ts'
import type { Connection } from './connection.ts'
import { listAll } from './connection.ts'
import type { ServerLog } from './serverLog.ts'

/** The tools that a server listed last. */
export interface ToolList {
  tools(): readonly ListedTool[]
  /** What was cut or left out. */
  notes(): readonly string[]
  read(from: Connection, signal: AbortSignal): Promise<void>
  /** Reads them anew soon: announcements come in swarms. `from` tells whom to ask then; null while nobody is there yet. */
  refresh(from: () => Connection | null, signal: AbortSignal): void
  clear(): void
}

const PAUSE_MS = 200

export function createToolList(deps: { log: ServerLog; timeoutMs: number; onChange(): void }): ToolList {
  const { log, timeoutMs, onChange } = deps
  let tools: readonly ListedTool[] = []
  let notes: readonly string[] = []
  let pending: NodeJS.Timeout | null = null

  const read = async (from: Connection, signal: AbortSignal): Promise<void> => {
    const limit = TOOL_LIMITS.tools
    const raw = from.offers.tools ? await listAll(from, 'tools/list', 'tools', { limit, signal }) : []
    ;({ tools, notes } = readTools(raw))
    for (const note of notes) log.add('heddle', 'warning', note)
  }

  const readAnew = async (from: Connection, signal: AbortSignal): Promise<void> => {
    log.add('heddle', 'info', 'Its tools changed.')
    try {
      await read(from, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]))
      onChange()
    } catch (error) {
      if (!signal.aborted)
        log.add('heddle', 'error', `Its tools cannot be listed: ${error instanceof Error ? error.message : error}`)
    }
  }

  const refresh: ToolList['refresh'] = (from, signal) => {
    pending ??= setTimeout(() => {
      pending = null
      if (signal.aborted) return
      const connection = from()
      if (connection) void readAnew(connection, signal)
      else refresh(from, signal) // announced while it is still being greeted
    }, PAUSE_MS)
  }

  return {
    tools: () => tools,
    notes: () => notes,
    read,
    refresh,
    clear() {
      tools = []
      notes = []
    },
  }
}
