import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { plural } from '../../ui/format.ts'

/** The question that a request asks. */
export function titleOfRequest(request: ApprovalRequest): string {
  if (request.kind === 'patch') {
    const { length } = request.changes ?? []
    return length === 1 ? 'Change this file?' : `Change ${plural(length, 'file')}?`
  }
  if (request.dangerous) return 'Run this dangerous command?'
  if (request.reason.code === 'escalation') return 'Run this command outside the sandbox?'
  return request.unsandboxed ? 'Run this command without a sandbox?' : 'Run this command?'
}

/** How a command will run if it is allowed. A patch runs nothing, so there is nothing to say. */
export function confinementOf(request: ApprovalRequest): string[] {
  if (request.kind === 'patch') return []
  return [request.unsandboxed ? 'no sandbox' : 'in the sandbox', request.network ? 'network on' : 'network off']
}

const SETTING = /(?<=\b(?:Policy|policy|sandbox|Sandbox) )(?:[a-z]+-[a-z-]+|untrusted|never)/

/** Why it was asked, cut so that the names of settings can stand out. Odd pieces are the names. */
export const reasonPieces = (text: string): string[] => text.split(new RegExp(`(${SETTING.source})`))
