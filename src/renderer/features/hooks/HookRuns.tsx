import type { Hook } from '../../../contract/hooks.ts'
import { commandText } from '../../../core/hooks/hook.ts'
import { ago, duration } from '../../ui/format.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { useNow } from '../threads/index.ts'
import { keyOf, useHookRuns } from './useHookRuns.ts'
import { eventWords, outcomeWords } from './words.ts'

/** How hooks ended lately, since the program began. */
export function HookRuns({ hooks }: { hooks: readonly Hook[] }) {
  const runs = useHookRuns()
  const now = useNow()
  if (runs.length === 0) return <p className="hooksQuiet">{t('None has run since Heddle started.')}</p>
  const commandOf = (id: string): string => {
    const hook = hooks.find(each => each.id === id)
    return hook ? commandText(hook) : t('a hook of another folder')
  }
  return (
    <table className="hookRuns">
      <thead>
        <tr>
          <th scope="col">{t('When')}</th>
          <th scope="col">{t('Hook')}</th>
          <th scope="col">{t('Outcome')}</th>
          <th scope="col">{t('Took')}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map(run => (
          <tr key={keyOf(run)}>
            <td className="hookRunAge">{ago(run.at, now)}</td>
            <td>
              <span className="hookRunEvent">{eventWords(run.event)}</span>
              <code className="hookRunCommand truncate" title={commandOf(run.hookId)}>
                <VisibleText text={commandOf(run.hookId)} />
              </code>
              {run.detail !== null && (
                <p className="hookRunDetail">
                  <VisibleText text={run.detail} />
                </p>
              )}
            </td>
            <td className={`hookOutcome ${run.outcome}`}>{outcomeWords(run)}</td>
            <td className="hookRunAge">{duration(run.durationMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
