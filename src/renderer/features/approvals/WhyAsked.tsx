import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { baseName } from '../../ui/format.ts'
import { defused } from '../../ui/visibleText.ts'

/** Why a person is asked: the reason, the rule or setting that decided, and what the agent says for itself. */
export function WhyAsked({ request }: { request: ApprovalRequest }) {
  const { reason, justification } = request
  return (
    <div className="approvalWhy">
      <p>
        {reason.text}{' '}
        {reason.rule && (
          <span>
            Rule <code>{reason.rule.pattern}</code> says <strong>{reason.rule.decision}</strong> (
            <span className="approvalOrigin" title={`${reason.rule.file}:${reason.rule.line}`}>
              {baseName(reason.rule.file)}:{reason.rule.line}
            </span>
            ).{' '}
          </span>
        )}
        {reason.origin && (
          <span>
            Set by <span className="approvalOrigin">{reason.origin}</span>.
          </span>
        )}
      </p>
      {justification && (
        <p className="approvalWords">
          The agent says: <q>{defused(justification)}</q>
        </p>
      )}
      <p className="approvalState">
        {request.unsandboxed ? 'No sandbox' : 'In the sandbox'} · network {request.network ? 'on' : 'off'}
      </p>
    </div>
  )
}
