import type { ApprovalRequest, Reason } from '../../../core/thread/calls.ts'
import { defused } from '../../ui/hiddenText.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { confinementOf, dangerOf, hintsOf, layerOf, reasonPieces } from './words.ts'

/** Why it is asked, by whom and how it would run. */
export function Reasons({ request }: { request: ApprovalRequest }) {
  const { reason, justification, cwd, mcp, changedBy } = request
  const danger = dangerOf(request)
  const hints = mcp ? hintsOf(mcp) : null
  return (
    <div className="approval-reasons">
      {danger !== null && <p className="approval-warning">{defused(danger)}</p>}
      {justification && (
        <p className="approval-words">
          {t('The agent says: “{justification}”', { justification: defused(justification) })}
        </p>
      )}
      {hints !== null && <p>{hints}</p>}
      {changedBy && (
        <p>
          {t('A hook of yours changed what the agent had asked for:')}{' '}
          <code>
            <VisibleText text={changedBy.command} />
          </code>
          {' · '}
          <code className="approval-origin">
            <VisibleText text={changedBy.line === null ? changedBy.file : `${changedBy.file}:${changedBy.line}`} />
          </code>
        </p>
      )}
      <p>
        {t('Asked because:')}{' '}
        {reasonPieces(defused(reason.text)).map((piece, index) =>
          index % 2 === 1 ? <b key={index}>{piece}</b> : piece,
        )}
      </p>
      {reason.rule && <Rule rule={reason.rule} />}
      <p className="approval-facts">
        <span>
          {tx('in {cwd}', {
            cwd: (
              <code>
                <VisibleText text={cwd} />
              </code>
            ),
          })}
        </span>
        {confinementOf(request).map(({ text, loose }) => (
          <span key={text} className={loose ? 'approval-loose' : undefined}>
            {text}
          </span>
        ))}
      </p>
    </div>
  )
}

function Rule({ rule }: { rule: NonNullable<Reason['rule']> }) {
  const layer = layerOf(rule)
  return (
    <p>
      {tx('Rule {pattern} says {decision}', {
        pattern: (
          <code>
            <VisibleText text={rule.pattern} />
          </code>
        ),
        decision: rule.decision === 'prompt' ? 'ask' : rule.decision,
      })}
      {rule.justification !== undefined && <>: “{defused(rule.justification)}”</>}
      {' · '}
      {layer !== null && `${layer}, `}
      <code className="approval-origin">
        <VisibleText text={`${rule.file}:${rule.line}`} />
      </code>
    </p>
  )
}
