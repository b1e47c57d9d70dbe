import { FileText } from 'lucide-react'
import { useState } from 'react'
import type { ApprovalRequest, FileChange, McpSubject } from '../../../core/thread/calls.ts'
import { textOf } from '../../../core/thread/items.ts'
import { linesOf } from '../../state/selectors.ts'
import { AnsiText } from '../../ui/AnsiText.tsx'
import { relativeTo } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { defused, hasHiddenText } from '../../ui/hiddenText.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { countLines } from '../../ui/diff/parseDiff.ts'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { isOutside } from './words.ts'

/** What would happen, whole and with nothing hidden: the command line, the change of each file, or the tool's call. */
export function Subject({ request }: { request: ApprovalRequest }) {
  const { command, changes = [], cwd, attempt, mcp } = request
  return (
    <>
      {command !== undefined && (
        <pre className="approval-command" tabIndex={0} aria-label={t('Command')}>
          <VisibleText text={command} />
        </pre>
      )}
      {command !== undefined && hasHiddenText(command) && <HiddenNote />}
      {changes.map((change, index) => (
        <Change key={index} change={change} cwd={cwd} />
      ))}
      {mcp && <Tool subject={mcp} />}
      {attempt && <Attempt attempt={attempt} />}
    </>
  )
}

const HiddenNote = () => (
  <p className="approval-warning" role="note">
    {t('Some characters here would not show, or look like others. They are marked.')}
  </p>
)

const VERB = { add: t('new'), delete: t('deleted'), update: '' } as const
/** More than fits on a screen; the rest opens in steps. */
const SHOWN_LINES = 400

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
        {isOutside(cwd, change) && <span className="approval-outside">{t('outside the project')}</span>}
        <span className="approval-counts">
          <span className="added">+{added}</span> <span className="removed">−{removed}</span>
        </span>
      </div>
      {lines.length > 0 && <DiffView lines={lines} label={t('Change of {path}', { path })} limit={SHOWN_LINES} />}
    </div>
  )
}

function Tool({ subject: { server, tool, description, arguments: given } }: { subject: McpSubject }) {
  const text = JSON.stringify(given ?? {}, null, 2)
  return (
    <>
      <p className="approval-tool">
        {tx('{tool} of the MCP server {server}', {
          tool: (
            <code>
              <VisibleText text={tool} />
            </code>
          ),
          server: (
            <code>
              <VisibleText text={server} />
            </code>
          ),
        })}
      </p>
      {description !== undefined && description.trim() !== '' && (
        <p className="approval-description">{defused(description.trim())}</p>
      )}
      {text === '{}' ? (
        <p className="approval-facts">{t('Called without arguments.')}</p>
      ) : (
        <pre className="approval-command" tabIndex={0} aria-label={t('Arguments')}>
          <VisibleText text={text} />
        </pre>
      )}
      {hasHiddenText(text) && <HiddenNote />}
    </>
  )
}

/** What the sandboxed attempt printed, folded: it is why this is asked again. */
function Attempt({ attempt: { output, exitCode, result } }: { attempt: NonNullable<ApprovalRequest['attempt']> }) {
  const [open, setOpen] = useState(false)
  const text = (
    result?.kind === 'command' ? result.output : typeof output === 'string' ? output : textOf(output)
  ).trimEnd()
  const end =
    exitCode === null
      ? t('In the sandbox it failed.')
      : t('In the sandbox it ended with exit code {exitCode}.', { exitCode })
  if (text === '')
    return (
      <p className="approval-facts">
        {end} {t('It printed nothing.')}
      </p>
    )
  return (
    <div className="approval-attempt">
      <button type="button" className="approval-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {end} {open ? t('Hide what it printed') : t('Show what it printed')}
      </button>
      {open && (
        <pre className="approval-command" tabIndex={0} aria-label={t('What it printed in the sandbox')}>
          <AnsiText text={text} />
        </pre>
      )}
    </div>
  )
}
