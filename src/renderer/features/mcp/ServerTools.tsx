import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { McpServerView, McpToolView } from '../../../contract/mcp.ts'
import { useApp } from '../../state/app.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Picker } from '../../ui/Picker.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { useCommand } from '../../state/useCommand.ts'
import { t } from '../../ui/i18n/t.ts'
import { tx } from '../../ui/i18n/tx.tsx'
import { APPROVALS, hintsOf } from './words.ts'

/** The tools of a server: which are on, when they are asked about, and what they take. */
export function ServerTools({ server }: { server: McpServerView }) {
  // What was allowed for good in a project shows for the folder that is worked in.
  const cwd = useApp(state => state.newThread.cwd ?? state.workspaces?.[0]?.path ?? null)
  const { result, failure, reload } = useQuery(
    'mcp/tools',
    { server: server.name, ...(cwd === null ? {} : { cwd }) },
    `${server.status.state} ${server.tools}`,
  )
  if (failure !== null) return <p className="mcpProblem">{failure}</p>
  if (!result) return <Skeleton lines={[50, 65, 40]} label={t('Loading tools')} />
  if (result.tools.length === 0) return <p className="mcpQuiet">{t('Its tools show here when it is ready.')}</p>
  return (
    <ul className="tools">
      {result.tools.map(tool => (
        <Tool key={tool.name} server={server.name} tool={tool} onChanged={reload} />
      ))}
    </ul>
  )
}

interface ToolProps {
  server: string
  tool: McpToolView
  onChanged(): void
}

function Tool({ server, tool, onChanged }: ToolProps) {
  const run = useCommand()
  const detailId = useId()
  const [open, setOpen] = useState(false)
  const set = async (change: { enabled?: boolean; approval?: McpToolView['approval'] }) => {
    await run('mcp/setTool', { server, tool: tool.name, ...change })
    onChanged()
  }
  const forget = async () => {
    await run('mcp/forgetApproval', { server, tool: tool.name })
    onChanged()
  }
  return (
    <li className={tool.enabled ? 'tool' : 'tool off'}>
      <div className="toolHead">
        <button
          type="button"
          className="toolName"
          aria-expanded={open}
          aria-controls={detailId}
          onClick={() => setOpen(!open)}
        >
          <Icon of={ChevronRight} size={12} />
          <code className="truncate">
            <VisibleText text={tool.name} />
          </code>
        </button>
        <span className="toolHints">
          {hintsOf(tool).map(hint => (
            <span key={hint} className="toolHint" title={t('As the server says; it may be wrong')}>
              {t('says: {hint}', { hint })}
            </span>
          ))}
        </span>
        <Picker
          label={t('When {name} is asked about', { name: tool.name })}
          align="end"
          value={tool.approval}
          choices={APPROVALS}
          disabled={!tool.enabled}
          onChange={approval => void set({ approval })}
        />
        <Switch
          label={t('Offer {name} to agents', { name: tool.name })}
          on={tool.enabled}
          onChange={enabled => void set({ enabled })}
        />
      </div>
      {tool.allowed !== 'no' && (
        <p className="toolAllowed">
          {tool.allowed === 'project'
            ? t('You allowed it for good, in a project, as it is now.')
            : t('You allowed it for good, everywhere, as it is now.')}
          <Button look="quiet" className="toolForget" onClick={() => void forget()}>
            {t('Forget')}
          </Button>
        </p>
      )}
      {open && (
        <div id={detailId} className="toolDetail">
          {tool.title !== null && <p className="toolTitle">{tool.title}</p>}
          <p className="toolAbout">
            <VisibleText text={tool.description || t('It says nothing about itself.')} />
          </p>
          <p className="mcpQuiet">
            {tool.modelName !== '' && <>{tx('Models call it {name}.', { name: <code>{tool.modelName}</code> })} </>}
            {t('What it takes:')}
          </p>
          <pre className="toolSchema" tabIndex={0} aria-label={t('What {name} takes', { name: tool.name })}>
            <VisibleText text={JSON.stringify(tool.inputSchema, null, 2)} />
          </pre>
        </div>
      )}
    </li>
  )
}
