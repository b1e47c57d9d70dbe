import { memo, useDeferredValue, useMemo, useState } from 'react'
import type { Explanation } from '../../../contract/rules.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { useQuery } from '../../state/engine.ts'
import { ago, plural } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { useNow } from '../threads/index.ts'
import { decidingRule, patternOf, patternText, placeOf, VERDICT_WORDS } from './words.ts'
import type { Verdict } from './words.ts'

const SHOWN = 200

type Filter = Verdict | 'all'

const FILTERS: readonly { value: Filter; name: string }[] = [
  { value: 'all', name: t('All') },
  { value: 'run', name: t('Sandboxed') },
  { value: 'runUnsandboxed', name: t('Unsandboxed') },
  { value: 'ask', name: t('Asks') },
  { value: 'refuse', name: t('Refused') },
]

interface RecentCommandsProps {
  cwd: string
  /** Changes when the rules do. */
  version: string
  settings: ThreadSettings | undefined
  onTry(command: string): void
}

/** What agents asked to run lately, judged by the rules and settings as they are now. */
export function RecentCommands({ cwd, version, settings, onTry }: RecentCommandsProps) {
  const recent = useQuery('rules/recentCommands', { limit: SHOWN })
  const commands = useMemo(() => recent.result?.commands ?? [], [recent.result])
  const judged = useQuery(
    'rules/simulate',
    commands.length === 0
      ? null
      : { cwd, commands: commands.map(({ command }) => command), ...(settings ? { settings } : {}) },
    version,
  )
  const now = useNow()
  const [filter, setFilter] = useState<Filter>('all')
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim().toLowerCase())

  if (recent.failure !== null) return <p className="rulesProblem">{recent.failure}</p>
  if (!recent.result) return <Skeleton lines={[60, 75, 50]} label={t('Loading commands')} />
  if (commands.length === 0) {
    return <p className="rulesQuiet rulesNone">{t('Commands show here when agents have asked to run some.')}</p>
  }
  const explanations = judged.result?.explanations ?? []
  const rows = commands.flatMap((recent, index) => {
    const explanation = explanations[index] ?? null
    const isWanted = recent.command.toLowerCase().includes(wanted)
    return isWanted && (filter === 'all' || explanation?.verdict === filter) ? [{ ...recent, explanation }] : []
  })
  return (
    <>
      <div className="recentFilters">
        <input
          className="textInput"
          type="search"
          aria-label={t('Filter commands')}
          placeholder={t('Filter')}
          value={text}
          onChange={event => setText(event.target.value)}
        />
        <Segmented<Filter> label={t('Verdict')} value={filter} options={FILTERS} onChange={setFilter} />
      </div>
      {judged.failure !== null && <p className="rulesProblem">{judged.failure}</p>}
      <table className="recent">
        <thead>
          <tr>
            <th scope="col">{t('Command')}</th>
            <th scope="col">{t('Now')}</th>
            <th scope="col">{t('Decided by')}</th>
            <th scope="col">{t('Asked')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <Row key={`${row.threadId} ${row.at} ${row.command}`} {...row} now={now} onTry={onTry} />
          ))}
        </tbody>
      </table>
      <p className="rulesQuiet recentCount" role="status">
        {rows.length === commands.length
          ? plural(commands.length, 'command')
          : t('{shown} of {all} commands', { shown: rows.length, all: commands.length })}
      </p>
    </>
  )
}

interface RowProps {
  command: string
  at: number
  now: number
  explanation: Explanation | null
  onTry(command: string): void
}

const Row = memo(function Row({ command, at, now, explanation, onTry }: RowProps) {
  const rule = explanation && decidingRule(explanation)
  return (
    <tr>
      <td>
        <button type="button" className="recentCommand mono truncate" title={command} onClick={() => onTry(command)}>
          <VisibleText text={command} />
        </button>
      </td>
      <td>
        {explanation && (
          <span className={`verdictTag ${explanation.verdict}`}>{VERDICT_WORDS[explanation.verdict]}</span>
        )}
      </td>
      <td className="recentBy" title={explanation?.reason.text}>
        {rule ? (
          <span className="truncate" title={`${rule.file}:${rule.line}`}>
            <code>
              <VisibleText text={patternText(patternOf(rule.pattern))} />
            </code>{' '}
            {placeOf(rule.file, rule.line)}
          </span>
        ) : (
          <span className="truncate">{explanation?.reason.text}</span>
        )}
      </td>
      <td className="recentAge">{ago(at, now)}</td>
    </tr>
  )
})
