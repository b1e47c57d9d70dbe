import type { ModelSummary } from '../../../contract/schemas.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { count, plural } from '../../ui/format.ts'
import { accessName } from './access.ts'
import { effortInUse, modelOf } from './models.ts'
import { t } from '../../ui/i18n/t.ts'

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
    [t('Thread'), thread ? title || t('Without a name') : t('Not begun')],
    [t('Thread id'), thread?.id],
    [t('Folder'), cwd],
    [t('Branch'), thread?.git?.branch],
    [t('Model'), settings && [model?.name ?? settings.model, effort].filter(Boolean).join(' · ')],
    [t('Provider'), settings && (model?.providerName ?? settings.provider)],
    [t('Profile'), settings?.profile],
    [t('Mode'), modeName],
    [t('Access'), settings && accessName(settings)],
    [t('Network'), settings && (settings.sandbox.networkAccess ? t('Commands may reach it') : t('Not for commands'))],
    [t('Sandbox'), engine && !engine.sandbox.available ? (engine.sandbox.reason ?? t('None can run here')) : null],
    [t('Context'), thread && contextWords(thread)],
    [t('Used in all'), thread && tokensWords(thread)],
    ['Heddle', engine?.version],
  ]
  return lines.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

function contextWords({ contextTokens, contextWindow }: Thread): string | null {
  if (!contextWindow) return null
  const percent = Math.round((contextTokens / contextWindow) * 100)
  return t('{percent} %, {used} of {size} tokens', {
    percent,
    used: count(contextTokens),
    size: count(contextWindow),
  })
}

const tokensWords = ({ usage, turns }: Thread): string =>
  t('{tokens} tokens in {turns}', { tokens: count(usage.totalTokens), turns: plural(turns.length, 'turn') })

/** The same as text, to be pasted somewhere. */
export const statusText = (lines: readonly StatusLine[]): string =>
  lines.map(({ name, value }) => `${name}: ${value}`).join('\n')
