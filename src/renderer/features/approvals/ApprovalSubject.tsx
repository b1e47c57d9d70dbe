import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { linesOf } from '../../state/selectors.ts'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { countLines } from '../../ui/diff/parseDiff.ts'
import { relativeTo } from '../../ui/format.ts'
import { LineCount } from '../../ui/LineCount.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { hasHiddenText } from '../../ui/visibleText.ts'

/** What is asked for: the whole command or the whole diff, and where. Nothing in it can hide. */
export function ApprovalSubject({ request, threadCwd }: { request: ApprovalRequest; threadCwd: string }) {
  const { command, changes = [] } = request
  return (
    <>
      {command !== undefined && (
        <pre className="approvalCommand" tabIndex={0} aria-label="Command">
          <VisibleText text={command} />
        </pre>
      )}
      {command !== undefined && hasHiddenText(command) && (
        <p className="approvalWarning">
          This command holds characters that do not show or that look like others. They are marked.
        </p>
      )}
      {changes.map((change, index) => {
        const lines = linesOf(change)
        const path = relativeTo(threadCwd, change.path)
        return (
          <div key={index} className="approvalFile">
            <div className="approvalFileHead mono">
              <span className="approvalPath">
                <VisibleText text={path} />
              </span>
              <LineCount {...countLines(lines)} />
            </div>
            <DiffView lines={lines} label={`Diff of ${path}`} limit={24} />
          </div>
        )
      })}
      {request.cwd !== threadCwd && (
        <p className="approvalPlace mono">
          in <VisibleText text={request.cwd} />
        </p>
      )}
    </>
  )
}
