import type { FileProblem } from '../../../contract/skills.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'

/** What its author should know of a file; a place leads there. Read aloud as it changes. */
export const Problems = ({ problems, onGo }: { problems: readonly FileProblem[]; onGo(line: number): void }) => (
  <div role="status" aria-label={t('Problems')}>
    <ul className="skillProblems">
      {problems.map(({ severity, message, line }) => (
        <li key={`${line} ${message}`} className={`skillProblem ${severity}`}>
          <span className="skillProblemText">
            <span className="srOnly">{severity === 'error' ? t('Error:') : t('Warning:')} </span>
            <VisibleText text={message} />
          </span>
          {line !== null && (
            <button type="button" className="skillLink" onClick={() => onGo(line)}>
              {t('line {line}', { line })}
            </button>
          )}
        </li>
      ))}
    </ul>
  </div>
)
