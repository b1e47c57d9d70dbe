import type { ModelSummary } from '../../../contract/schemas.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { count, plural } from '../../ui/format.ts'
import { accessName } from './access.ts'
import { effortInUse, modelOf } from './models.ts'

/** What a thread runs with, line by line. */
export interface StatusLine {
  name: string
  value: string
}

interface StatusParts {
  /** Null where it has not begun. */
  thread: Thread | null
  title: string | null
  cwd: string | null
  settings: ThreadSettings | null
  modeName: string
  models: readonly ModelSummary[]
  engine: { version: string; sandbox: { available: boolean; reason?: string | null | undefined } } | null
}

/** The lines that say what a thread runs with. What is not known has none. */
export function statusLines({ thread, title, cwd, settings, modeName, models, engine }: StatusParts): StatusLine[] {
  const model = settings && modelOf(models, settings)
  const effort = settings && effortInUse(model, settings)
  const lines: [string, string | null | undefined][] = [
    ['Thread', thread ? title || 'Without a name' : 'Not begun'],
    ['Thread id', thread?.id],
    ['Folder', cwd],
    ['Branch', thread?.git?.branch],
    ['Model', settings && [model?.name ?? settings.model, effort].filter(Boolean).join(' · ')],
    ['Provider', settings && (model?.providerName ?? settings.provider)],
    ['Profile', settings?.profile],
    ['Mode', modeName],
    ['Access', settings && accessName(settings)],
    ['Network', settings && (settings.sandbox.networkAccess ? 'Commands may reach it' : 'Not for commands')],
    ['Sandbox', engine && !engine.sandbox.available ? (engine.sandbox.reason ?? 'None can run here') : null],
    ['Context', thread && contextWords(thread)],
    ['Used in all', thread && tokensWords(thread)],
    ['Heddle', engine?.version],
  ]
  return lines.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

function contextWords({ contextTokens, contextWindow }: Thread): string | null {
  if (!contextWindow) return null
  const percent = Math.round((contextTokens / contextWindow) * 100)
  return `${percent} %, ${count(contextTokens)} of ${count(contextWindow)} tokens`
}

const tokensWords = ({ usage, turns }: Thread): string =>
  `${count(usage.totalTokens)} tokens in ${plural(turns.length, 'turn')}`

/** The same as text, to be pasted somewhere. */
export const statusText = (lines: readonly StatusLine[]): string =>
  lines.map(({ name, value }) => `${name}: ${value}`).join('\n')
