import type { Explanation } from '../../../contract/rules.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { DECISION_WORDS, LAYER_WORDS, placeOf } from './words.ts'
import type { RuleDecision, RuleLayer } from './words.ts'

export const DecisionWord = ({ decision }: { decision: RuleDecision }) => (
  <span className={`decision ${decision}`}>{DECISION_WORDS[decision]}</span>
)

export const LayerBadge = ({ layer }: { layer: RuleLayer }) => (
  <span className={`layer ${layer}`} title={LAYER_WORDS[layer].about}>
    {LAYER_WORDS[layer].name}
  </span>
)

/** A rule that matched: what it says, where it stands, and whose it is. */
export const RuleMatch = ({ match }: { match: Explanation['matches'][number] }) => (
  <span className="match">
    <DecisionWord decision={match.decision} />
    <code className="matchPattern">
      <VisibleText text={match.pattern} />
    </code>
    <span className="matchPlace" title={match.file}>
      {placeOf(match.file, match.line)}
    </span>
    <LayerBadge layer={match.layer} />
    {match.justification !== undefined && <span className="matchWhy">{match.justification}</span>}
  </span>
)
