import { FileText } from 'lucide-react'
import type { ApprovalRequest, FileChange } from '../../../core/thread/calls.ts'
import { linesOf } from '../../state/selectors.ts'
import { relativeTo } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { hasHiddenText } from '../../ui/hiddenText.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { countLines } from '../../ui/diff/parseDiff.ts'

/** What would happen, whole and with nothing hidden: the command line, or the change of each file. */
export function Subject({ request }: { request: ApprovalRequest }) {
  const { command, changes = [], cwd } = request
  return (
    <>
      {command !== undefined && (
        <pre className="approval-command" tabIndex={0} aria-label="Command">
          <VisibleText text={command} />
        </pre>
      )}
      {command !== undefined && hasHiddenText(command) && (
        <p className="approval-warning" role="note">
          Some characters here would not show, or look like others. They are marked.
        </p>
      )}
      {changes.map((change, index) => (
        <Change key={index} change={change} cwd={cwd} />
      ))}
    </>
  )
}

const VERB = { add: 'new', delete: 'deleted', update: '' } as const

function Change({ change, cwd }: { change: FileChange; cwd: string }) {
  const lines = linesOf(change)
  const { added, removed } = countLines(lines)
  const path = relativeTo(cwd, change.path)
  return (
    <div className="approval-change">
      <div className="approval-file">
        <Icon of={FileText} />
        <code className="approval-path">
          <VisibleText text={path} />
          {change.kind === 'update' && change.movePath !== undefined && (
            <>
              {' → '}
              <VisibleText text={relativeTo(cwd, change.movePath)} />
            </>
          )}
        </code>
        <span className="approval-kind">{VERB[change.kind]}</span>
        <span className="approval-counts">
          <span className="added">+{added}</span> <span className="removed">−{removed}</span>
        </span>
      </div>
      {lines.length > 0 && <DiffView lines={lines} label={`Change of ${path}`} limit={16} />}
    </div>
  )
}
