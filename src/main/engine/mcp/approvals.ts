import { privateFile } from './privateFile.ts'

export interface ToolApproval {
  server: string
  tool: string
  schemaHash: string
  /** Root of the project it holds in; null for everywhere. */
  project: string | null
  at: number
}

export interface McpApprovals {
  /** What was said of a tool: the project's word before the one for everywhere. */
  find(tool: { server: string; tool: string; schemaHash: string; project: string }): Found
  list(): readonly ToolApproval[]
  remember(approval: Omit<ToolApproval, 'at'>): Promise<void>
  forget(approval: Pick<ToolApproval, 'server' | 'tool' | 'project'>): Promise<void>
}

export type Found = { type: 'none' } | { type: 'changed' } | { type: 'allowed'; scope: 'project' | 'everywhere' }

interface Stored {
  version: 1
  approvals: ToolApproval[]
}

/** The tools that the user allowed for good, in a file of the home. Each holds only while the tool stays what it was. */
export function createMcpApprovals(path: string, now: () => number): McpApprovals {
  const file = privateFile<Stored>(path, { version: 1, approvals: [] }, isStored)
  const isSame = (a: Pick<ToolApproval, 'server' | 'tool' | 'project'>, b: ToolApproval): boolean =>
    a.server === b.server && a.tool === b.tool && a.project === b.project
  return {
    find({ server, tool, schemaHash, project }) {
      const known = file
        .value()
        .approvals.filter(
          entry =>
            entry.server === server && entry.tool === tool && (entry.project === null || entry.project === project),
        )
      const valid = known.filter(entry => entry.schemaHash === schemaHash)
      if (valid.some(entry => entry.project !== null)) return { type: 'allowed', scope: 'project' }
      if (valid.length > 0) return { type: 'allowed', scope: 'everywhere' }
      return known.length > 0 ? { type: 'changed' } : { type: 'none' }
    },
    list: () => file.value().approvals,
    remember: approval =>
      file.change(({ approvals }) => ({
        version: 1,
        approvals: [...approvals.filter(entry => !isSame(approval, entry)), { ...approval, at: now() }],
      })),
    forget: approval =>
      file.change(({ approvals }) => ({ version: 1, approvals: approvals.filter(entry => !isSame(approval, entry)) })),
  }
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null || !('approvals' in value) || !Array.isArray(value.approvals))
    return false
  return value.approvals.every(
    entry =>
      typeof entry?.server === 'string' &&
      typeof entry.tool === 'string' &&
      typeof entry.schemaHash === 'string' &&
      (entry.project === null || typeof entry.project === 'string'),
  )
}
