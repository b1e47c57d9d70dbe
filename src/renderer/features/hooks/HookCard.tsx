import type { Hook } from '../../../contract/hooks.ts'
import { commandText } from '../../../core/hooks/hook.ts'
import { Button } from '../../ui/Button.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
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
            for <code>{<VisibleText text={matcher} />}</code>
          </span>
        )}
        {problem === null && <span className="hookTime">at most {timeoutMs / 1000} s</span>}
      </p>
      <pre className="hookCommand" tabIndex={0} aria-label={`Command of ${eventWords(event)}`}>
        <VisibleText text={commandText(hook)} />
      </pre>
      <p className="hookPlace mono">
        <VisibleText text={placeWords(file, line)} />
      </p>
      {problem === null ? (
        <p className="hookConsent">{consentWords(hook)}</p>
      ) : (
        <p className="hookProblem">It does not run. {problem}</p>
      )}
      {isAsked && (
        <div className="hookAnswers">
          {consent !== 'given' && (
            <Button look={consent === 'asked' ? 'fill' : 'line'} onClick={() => onAnswer(true)}>
              Allow this command
            </Button>
          )}
          {consent !== 'refused' && (
            <Button look="line" onClick={() => onAnswer(false)}>
              {consent === 'given' ? 'Do not run it any more' : 'Refuse'}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
