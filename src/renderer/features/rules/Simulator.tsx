import { useId } from 'react'
import type { RefObject } from 'react'
import type { Explanation } from '../../../contract/rules.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Picker } from '../../ui/Picker.tsx'
import { useSettled } from '../../ui/useSettled.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { joinWords } from '../../ui/words.ts'
import { POLICY_CHOICES, SANDBOX_CHOICES } from '../composer/index.ts'
import { RuleMatch } from './RuleMatch.tsx'
import type { TriedSettings } from './useTriedSettings.ts'
import { matchesByPart, VERDICT_WORDS } from './words.ts'

const DEBOUNCE_MS = 120

interface SimulatorProps {
  input: RefObject<HTMLInputElement | null>
  cwd: string
  line: string
  /** Changes when the rules do. */
  version: string
  tried: TriedSettings
  onChange(line: string): void
  onAllow(prefix: string[]): void
}

/** Says at once what would become of a command line, and why. */
export function Simulator({ input, cwd, line, version, tried, onChange, onAllow }: SimulatorProps) {
  const titleId = useId()
  const settled = useSettled(line.trim(), DEBOUNCE_MS)
  const { result, failure } = useQuery(
    'rules/simulate',
    settled === '' ? null : { cwd, commands: [settled], ...(tried.settings ? { settings: tried.settings } : {}) },
    version,
  )
  const explanation = line.trim() === '' ? null : (result?.explanations[0] ?? null)
  return (
    <section className="simulator" aria-labelledby={titleId}>
      <div className="simulatorHead">
        <h2 id={titleId}>{t('What would happen')}</h2>
        {tried.policy !== null && tried.mode !== null && (
          <div className="simulatorSettings">
            <Picker
              label={t('What it may touch')}
              value={tried.mode}
              choices={SANDBOX_CHOICES}
              onChange={tried.chooseMode}
            />
            <Picker
              label={t('When it asks you')}
              align="end"
              value={tried.policy}
              choices={POLICY_CHOICES}
              onChange={tried.choosePolicy}
            />
          </div>
        )}
      </div>
      <input
        ref={input}
        className="simulatorInput mono"
        aria-label={t('Command line to try')}
        placeholder="git push origin main"
        spellCheck={false}
        autoComplete="off"
        value={line}
        onChange={event => onChange(event.target.value)}
      />
      <div role="status">
        {failure !== null && line.trim() !== '' && <p className="rulesProblem">{failure}</p>}
        {explanation && failure === null && <Verdict explanation={explanation} />}
      </div>
      {explanation && failure === null && <Because explanation={explanation} onAllow={onAllow} />}
      {line.trim() === '' && (
        <p className="rulesQuiet">
          {t('Type a command line as an agent would: nothing is run. Or take one of the last real ones.')}
        </p>
      )}
    </section>
  )
}

const Verdict = ({ explanation: { verdict, reason, danger } }: { explanation: Explanation }) => (
  <div className={`verdict ${verdict}`}>
    <p className="verdictWord">{VERDICT_WORDS[verdict]}</p>
    <p className="verdictReason">
      {reason.text}
      {reason.origin !== undefined && !reason.text.includes(reason.origin) && (
        <span className="verdictOrigin"> {reason.origin}</span>
      )}
    </p>
    {danger !== null && !reason.text.includes(danger) && (
      <p className="verdictDanger">{t('Dangerous: {why}', { why: danger })}</p>
    )}
  </div>
)

/** The parts of the line, what matched each of them, and what could be allowed for good. */
function Because({ explanation, onAllow }: { explanation: Explanation; onAllow(prefix: string[]): void }) {
  const { parts, rest } = matchesByPart(explanation)
  const { unsure, proposals } = explanation
  return (
    <>
      {unsure !== null && (
        <p className="rulesQuiet">{t('Not everything it would run can be told: {why}', { why: unsure })}</p>
      )}
      {(parts.length > 0 || rest.length > 0) && (
        <ol className="parts" aria-label={t('Parts of the line')}>
          {parts.map(({ words, matches }, index) => (
            <li key={index} className="part">
              <Words words={words} />
              {matches.length === 0 && <span className="rulesQuiet">{t('no rule matches')}</span>}
              {matches.map((match, at) => (
                <RuleMatch key={at} match={match} />
              ))}
            </li>
          ))}
          {rest.map((match, index) => (
            <li key={`rest ${index}`} className="part">
              <Words words={match.command} />
              <RuleMatch match={match} />
            </li>
          ))}
        </ol>
      )}
      {proposals.length > 0 && (
        <div className="proposals" role="group" aria-label={t('Always allow')}>
          <span className="rulesQuiet">{t('Always allow')}</span>
          {proposals.map(prefix => (
            <Button key={joinWords(prefix)} className="proposal" onClick={() => onAllow(prefix)}>
              <code>
                <VisibleText text={`${joinWords(prefix)} …`} />
              </code>
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

const Words = ({ words }: { words: readonly string[] }) => (
  <span className="partWords">
    {words.map((word, index) => (
      <code key={index} className="word">
        <VisibleText text={word === '' ? "''" : word} />
      </code>
    ))}
  </span>
)
