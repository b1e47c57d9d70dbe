import type { RuleView } from '../../../contract/rules.ts'
import { t } from '../../ui/i18n/t.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'

/** The words of a rule in order; where any of several will do, they stand together. */
export const Pattern = ({ pattern }: Pick<RuleView, 'pattern'>) =>
  pattern.map((word, index) =>
    typeof word === 'string' ? (
      <code key={index} className="word">
        <VisibleText text={word} />
      </code>
    ) : (
      <span key={index} className="alternatives">
        {word.map((choice, at) => (
          <span key={choice} className="alternative">
            {at > 0 && <span className="alternativeOr">{t('or')}</span>}
            <code className="word">
              <VisibleText text={choice} />
            </code>
          </span>
        ))}
      </span>
    ),
  )
