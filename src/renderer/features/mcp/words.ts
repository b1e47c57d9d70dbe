import type { McpServerView, McpState, McpToolView } from '../../../contract/mcp.ts'
import { duration, plural } from '../../ui/format.ts'
import type { Status } from '../../ui/StatusDot.tsx'
import { t, tn } from '../../ui/i18n/t.ts'

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
      return plural(tools, 'tool')
    case 'disabled':
      return t('off')
    case 'needsSignIn':
      return t('sign in')
    case 'starting':
      return t('starting')
    case 'stopped':
      return t('stopped')
    case 'failed':
      return t('failed')
  }
}

/** How a server is doing, in a sentence. `now` in Unix milliseconds counts down to the next try. */
export function stateSentence({ status, tools, resources }: McpServerView, now: number): string {
  switch (status.state) {
    case 'disabled':
      return t('Turned off.')
    case 'stopped':
      return t('Not started yet: it starts with the first turn that can use it.')
    case 'starting':
      return t('Starting …')
    case 'needsSignIn':
      return t('It wants you to sign in.')
    case 'ready':
      return resources
        ? tn(tools, 'Ready with {n} tool, and resources.', 'Ready with {n} tools, and resources.')
        : tn(tools, 'Ready with {n} tool.', 'Ready with {n} tools.')
    case 'failed':
      return `${tn(status.attempt, 'Failed.', 'Failed {n} times.')} ${nextTry(status.retryAt, now)}`
  }
}

function nextTry(retryAt: number | null, now: number): string {
  if (retryAt === null) return t('It is not tried again by itself.')
  const waitMs = retryAt - now
  return waitMs <= 0
    ? t('Trying again …')
    : t('Next try in {duration}.', { duration: duration(Math.ceil(waitMs / 1000) * 1000) })
}

export const APPROVALS: readonly { value: McpToolView['approval']; name: string; about: string }[] = [
  { value: 'auto', name: t('Auto'), about: t('As the thread’s access says') },
  { value: 'prompt', name: t('Always ask'), about: t('Even where nothing else would be asked') },
  { value: 'approve', name: t('Always allow'), about: t('Never asks') },
]

/** What the server says of its tool. It may be wrong. */
export function hintsOf({ hints }: McpToolView): string[] {
  return [
    hints.readOnly === true && t('only reads'),
    hints.destructive === true && t('may destroy'),
    hints.openWorld === true && t('reaches outside'),
  ].filter(hint => hint !== false)
}
