import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { defused } from '../../ui/hiddenText.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { confinementOf, reasonPieces } from './words.ts'

/** Why it is asked, by whom and how it would run. */
export function Reasons({ request }: { request: ApprovalRequest }) {
  const { reason, justification, cwd } = request
  return (
    <div className="approval-reasons">
      {justification && <p className="approval-words">The agent says: “{defused(justification)}”</p>}
      <p>
        Asked because:{' '}
        {reasonPieces(reason.text).map((piece, index) => (index % 2 === 1 ? <b key={index}>{piece}</b> : piece))}
        {reason.rule && (
          <>
            {' '}
            Rule <code>{reason.rule.pattern}</code>, {reason.rule.file}:{reason.rule.line}.
          </>
        )}
      </p>
      <p className="approval-facts">
        <span>
          in{' '}
          <code>
            <VisibleText text={cwd} />
          </code>
        </span>
        {confinementOf(request).map(fact => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </div>
  )
}
