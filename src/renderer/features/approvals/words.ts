import type { ApprovalRequest, FileChange, McpSubject, Reason } from '../../../core/thread/calls.ts'
import { baseName, plural } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'

/** The question that a request asks. */
export function titleOfRequest(request: ApprovalRequest): string {
  if (request.kind === 'question') {
    const { length } = request.questions ?? []
    return tn(length, 'The agent asks', 'The agent has {n} questions')
  }
  if (request.kind === 'brake')
    return tn(
      (request.calls ?? 1) - 1,
      '{n} call without a word from you. Go on?',
      '{n} calls without a word from you. Go on?',
    )
  if (request.kind === 'patch') {
    const { length } = request.changes ?? []
    return tn(length, 'Change this file?', 'Change {n} files?')
  }
  if (request.kind === 'mcp')
    return request.dangerous ? t('Use this tool? It may destroy things.') : t('Use this tool?')
  if (request.dangerous) return t('Run this dangerous command?')
  if (request.attempt) return t('Run again without the sandbox?')
  if (request.reason.code === 'escalation') return t('Run this command outside the sandbox?')
  return request.unsandboxed ? t('Run this command without a sandbox?') : t('Run this command?')
}

/** Whether its subject is best read letter by letter. */
export const isCode = ({ kind }: ApprovalRequest): boolean => kind === 'command' || kind === 'mcp'

/** What a request is about, in one line. */
export function subjectOf({ kind, command, changes = [], mcp, questions = [] }: ApprovalRequest): string {
  if (kind === 'question') return questions.map(({ question }) => question).join(' · ')
  if (kind === 'brake') return command === undefined ? t('Whether the turn goes on') : t('Next: {command}', { command })
  if (command !== undefined) return command
  if (mcp) return `${mcp.server} · ${mcp.tool}`
  const names = changes.slice(0, 3).map(change => baseName(change.path))
  const rest = changes.length > names.length ? ', …' : ''
  return changes.length === 1 ? names.join() : `${plural(changes.length, 'file')}: ${names.join(', ')}${rest}`
}

export interface Confinement {
  text: string
  /** Nothing holds it back here. */
  loose: boolean
}

/** How a command will run if it is allowed. A patch runs nothing, and a tool runs in its own server. */
export function confinementOf(request: ApprovalRequest): Confinement[] {
  if (request.kind !== 'command') return []
  return [
    request.unsandboxed ? { text: t('no sandbox'), loose: true } : { text: t('in the sandbox'), loose: false },
    request.network ? { text: t('network on'), loose: true } : { text: t('network off'), loose: false },
  ]
}

/** What is dangerous, as a sentence of its own; null where the reason says it already. */
export function dangerOf({ danger, dangerous, reason }: ApprovalRequest): string | null {
  if (!dangerous || danger === undefined || reason.text.includes(danger)) return null
  return t('Dangerous: {danger}.', { danger })
}

/** What the server says of its tool. It may say what it likes, so it is told as its word. */
export function hintsOf({ hints }: McpSubject): string | null {
  const said = [
    hints?.readOnly === true && t('only reads'),
    hints?.readOnly === false && t('changes things'),
    hints?.destructive === true && t('may destroy things'),
    hints?.openWorld === true && t('reaches other systems'),
  ].filter(each => each !== false)
  return said.length === 0 ? null : t('The server says: {said}.', { said: said.join(', ') })
}

const LAYERS: Readonly<Record<string, string>> = {
  system: t('rules of this machine'),
  codex: t('your rules in Codex'),
  user: t('your rules'),
  project: t('your rules for this project'),
  repository: t('rules of the repository'),
  requirements: t('rules that are required here'),
}

/** Whose rule it is, in words. */
export const layerOf = ({ layer }: NonNullable<Reason['rule']>): string | null =>
  layer === undefined ? null : ((Object.hasOwn(LAYERS, layer) ? LAYERS[layer] : undefined) ?? layer)

/** Whether a change reaches out of the folder that the call works in. */
export function isOutside(cwd: string, change: FileChange): boolean {
  const root = `${cwd.replace(/[/\\]+$/, '')}/`
  const paths = [change.path, ...(change.kind === 'update' && change.movePath ? [change.movePath] : [])]
  return paths.some(path => !path.replaceAll('\\', '/').startsWith(root.replaceAll('\\', '/')) || hasParent(path))
}

const hasParent = (path: string): boolean => path.split(/[/\\]/).includes('..')

/** The line that an allowed prefix becomes in a rule file. */
export const ruleLine = (prefix: readonly string[]): string =>
  `prefix_rule(pattern=[${prefix.map(word => JSON.stringify(word)).join(', ')}], decision="allow")`

const SETTING = /(?<=\b(?:Policy|policy|sandbox|Sandbox) )(?:[a-z]+-[a-z-]+|untrusted|never)/

/** Why it was asked, cut so that the names of settings can stand out. Odd pieces are the names. */
export const reasonPieces = (text: string): string[] => text.split(new RegExp(`(${SETTING.source})`))

/** How long a question still waits for its answer. */
export function timeLeft(leftMs: number): string {
  if (leftMs <= 0) return t('Its time is over: the agent goes on without an answer as soon as its turn does.')
  const seconds = Math.ceil(leftMs / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const clock = `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
  return t('Without an answer the agent decides itself in {clock}.', { clock })
}
