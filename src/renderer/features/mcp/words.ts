import type { McpServerView, McpState, McpToolView } from '../../../contract/mcp.ts'
import { duration } from '../../ui/format.ts'
import type { Status } from '../../ui/StatusDot.tsx'

export const DOTS: Readonly<Record<McpState['state'], Status>> = {
  disabled: 'idle',
  stopped: 'idle',
  starting: 'running',
  ready: 'done',
  failed: 'failed',
  needsSignIn: 'waiting',
}

/** How a server is doing, in a word for the list. */
export function stateWord({ status, tools }: McpServerView): string {
  switch (status.state) {
    case 'ready':
      return tools === 1 ? '1 tool' : `${tools} tools`
    case 'disabled':
      return 'off'
    case 'needsSignIn':
      return 'sign in'
    default:
      return status.state
  }
}

/** How a server is doing, in a sentence. `now` in Unix milliseconds counts down to the next try. */
export function stateSentence({ status, tools, resources }: McpServerView, now: number): string {
  switch (status.state) {
    case 'disabled':
      return 'Turned off.'
    case 'stopped':
      return 'Not started yet: it starts with the first turn that can use it.'
    case 'starting':
      return 'Starting …'
    case 'needsSignIn':
      return 'It wants you to sign in.'
    case 'ready':
      return `Ready with ${tools === 1 ? '1 tool' : `${tools} tools`}${resources ? ', and resources' : ''}.`
    case 'failed':
      return `Failed${status.attempt > 1 ? ` ${status.attempt} times` : ''}. ${nextTry(status.retryAt, now)}`
  }
}

function nextTry(retryAt: number | null, now: number): string {
  if (retryAt === null) return 'It is not tried again by itself.'
  const waitMs = retryAt - now
  return waitMs <= 0 ? 'Trying again …' : `Next try in ${duration(Math.ceil(waitMs / 1000) * 1000)}.`
}

export const APPROVALS: readonly { value: McpToolView['approval']; name: string; about: string }[] = [
  { value: 'auto', name: 'Auto', about: 'As the thread’s access says' },
  { value: 'prompt', name: 'Always ask', about: 'Even where nothing else would be asked' },
  { value: 'approve', name: 'Always allow', about: 'Never asks' },
]

/** What the server says of its tool. It may be wrong. */
export function hintsOf({ hints }: McpToolView): string[] {
  return [
    hints.readOnly === true && 'only reads',
    hints.destructive === true && 'may destroy',
    hints.openWorld === true && 'reaches outside',
  ].filter(hint => hint !== false)
}
