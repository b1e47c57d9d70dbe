import type { Hook } from '../../../contract/hooks.ts'
import { commandText } from '../../../core/hooks/hook.ts'
import { Button } from '../../ui/Button.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { consentWords, eventWords, placeWords } from './words.ts'

/** A hook: when it runs, what exactly, where that stands, and whether it may. */
export function HookCard({ hook, onAnswer }: { hook: Hook; onAnswer(given: boolean): void }) {
  const { event, matcher, timeoutMs, file, line, consent, problem } = hook
  const isAsked = consent !== 'own' && problem === null
  return (
    <li className={consent === 'asked' && problem === null ? 'hookCard asked' : 'hookCard'}>
      <p className="hookEvent">
        {eventWords(event)}
        {matcher !== null && (
          <span className="hookMatcher">
            {tx('for {matcher}', {
              matcher: (
                <code>
                  <VisibleText text={matcher} />
                </code>
              ),
            })}
          </span>
        )}
        {problem === null && <span className="hookTime">{t('at most {n} s', { n: timeoutMs / 1000 })}</span>}
      </p>
      <pre className="hookCommand" tabIndex={0} aria-label={t('Command of {event}', { event: eventWords(event) })}>
        <VisibleText text={commandText(hook)} />
      </pre>
      <p className="hookPlace mono">
        <VisibleText text={placeWords(file, line)} />
      </p>
      {problem === null ? (
        <p className="hookConsent">{consentWords(hook)}</p>
      ) : (
        <p className="hookProblem">{t('It does not run. {problem}', { problem })}</p>
      )}
      {isAsked && (
        <div className="hookAnswers">
          {consent !== 'given' && (
            <Button look={consent === 'asked' ? 'fill' : 'line'} onClick={() => onAnswer(true)}>
              {t('Allow this command')}
            </Button>
          )}
          {consent !== 'refused' && (
            <Button look="line" onClick={() => onAnswer(false)}>
              {consent === 'given' ? t('Do not run it any more') : t('Refuse')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
