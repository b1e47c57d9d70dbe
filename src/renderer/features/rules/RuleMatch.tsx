import type { Explanation } from '../../../contract/rules.ts'
import { Pattern } from './Pattern.tsx'
import { DECISION_WORDS, LAYER_WORDS, patternOf, placeOf } from './words.ts'
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
    <span className="matchPattern">
      <Pattern pattern={patternOf(match.pattern)} />
    </span>
    <span className="matchPlace" title={match.file}>
      {placeOf(match.file, match.line)}
    </span>
    <LayerBadge layer={match.layer} />
    {match.justification !== undefined && <span className="matchWhy">{match.justification}</span>}
  </span>
)
