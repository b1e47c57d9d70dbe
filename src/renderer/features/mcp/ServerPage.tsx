import { LogIn, LogOut, RotateCw, Trash2 } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useCallback, useState, useSyncExternalStore } from 'react'
import type { McpServerView } from '../../../contract/mcp.ts'
import { Button } from '../../ui/Button.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { ServerLogs } from './ServerLogs.tsx'
import { ServerTools } from './ServerTools.tsx'
import { SignInLink } from './SignInLink.tsx'
import { useAppParts } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { t } from '../../ui/i18n/t.ts'
import { DOTS, stateSentence } from './words.ts'

interface ServerPageProps {
  server: McpServerView
  onRemoved(): void
}

/** One server: how it is, what can be done with it, its tools and what it wrote. */
export function ServerPage({ server, onRemoved }: ServerPageProps) {
  const run = useCommand()
  const { name, status } = server
  const isOn = status.state !== 'disabled'
  return (
    <>
      <header className="serverHead">
        <h2 className="truncate">{name}</h2>
        {server.title !== null && (
          <span className="serverTitle truncate">
            <VisibleText text={server.title} />
            {server.version !== null && ` ${server.version}`}
          </span>
        )}
        <span className="serverGap" />
        <Switch
          label={t('Use {name}', { name })}
          on={isOn}
          onChange={enabled => void run('mcp/setEnabled', { server: name, enabled })}
        />
      </header>
      <State server={server} />
      <Facts server={server} />
      <Answers server={server} onRemoved={onRemoved} />
      <Tabs.Root defaultValue="tools" className="serverTabs">
        <Tabs.List className="serverTabList" aria-label={t('Of {name}', { name })}>
          <Tabs.Trigger value="tools" className="serverTab">
            {t('Tools')}
          </Tabs.Trigger>
          <Tabs.Trigger value="logs" className="serverTab">
            {t('Logs')}
          </Tabs.Trigger>
          {server.instructions !== null && (
            <Tabs.Trigger value="instructions" className="serverTab">
              {t('Instructions')}
            </Tabs.Trigger>
          )}
        </Tabs.List>
        <Tabs.Content value="tools" tabIndex={-1}>
          <ServerTools server={server} />
        </Tabs.Content>
        <Tabs.Content value="logs" tabIndex={-1}>
          <ServerLogs server={name} />
        </Tabs.Content>
        {server.instructions !== null && (
          <Tabs.Content value="instructions" tabIndex={-1}>
            <p className="mcpQuiet">{t('What the server tells models about itself:')}</p>
            <pre className="serverInstructions" tabIndex={0} aria-label={t('Instructions')}>
              <VisibleText text={server.instructions} />
            </pre>
          </Tabs.Content>
        )}
      </Tabs.Root>
    </>
  )
}

function State({ server }: { server: McpServerView }) {
  const { status } = server
  const now = useSecond(status.state === 'failed' && status.retryAt !== null)
  return (
    <div className="serverState" role="status">
      <StatusDot status={DOTS[status.state]} quiet />
      <div>
        <p>{stateSentence(server, now)}</p>
        {status.state === 'failed' && (
          <p className="serverReason">
            <VisibleText text={status.reason} />
          </p>
        )}
      </div>
    </div>
  )
}

const currentSecond = () => Math.floor(Date.now() / 1000) * 1000

/** The time, each second while it is wanted. */
function useSecond(wanted: boolean): number {
  const subscribe = useCallback(
    (onChange: () => void) => {
      if (!wanted) return () => {}
      const timer = setInterval(onChange, 1000)
      return () => clearInterval(timer)
    },
    [wanted],
  )
  return useSyncExternalStore(subscribe, currentSecond)
}

const Facts = ({ server: { transport, target, origin, notes } }: { server: McpServerView }) => (
  <>
    <dl className="serverFacts">
      <dt>{transport === 'stdio' ? t('Command') : t('Address')}</dt>
      <dd className="mono">
        <VisibleText text={target} />
      </dd>
      <dt>{t('From')}</dt>
      <dd className="mono">{origin}</dd>
    </dl>
    {notes.length > 0 && (
      <ul className="serverNotes" aria-label={t('Notes')}>
        {notes.map(note => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    )}
  </>
)

function Answers({ server, onRemoved }: ServerPageProps) {
  const { store } = useAppParts()
  const run = useCommand()
  const [url, setUrl] = useState<string | null>(null)
  // The focus comes back here from what has been called off.
  const [isBack, setBack] = useState(false)
  const { name, status, transport, signedIn } = server
  const remove = async () => {
    const deleted = await run('mcp/remove', { server: name })
    if (!deleted) return
    const restore = () => void run('deleted/restore', deleted)
    addNotice(store, 'info', t('Removed {name}.', { name }), { name: t('Undo'), run: restore })
    onRemoved()
  }
  const cancelSignIn = () => {
    setBack(true)
    setUrl(null)
  }
  const signIn = async () => setUrl((await run('mcp/signIn', { server: name }))?.url ?? null)
  return (
    <>
      <div className="serverAnswers">
        {status.state === 'needsSignIn' && url === null && (
          <Button look="fill" icon={LogIn} autoFocus={isBack} onClick={() => void signIn()}>
            {t('Sign in')}
          </Button>
        )}
        {status.state !== 'disabled' && (
          <Button icon={RotateCw} onClick={() => void run('mcp/restart', { server: name })}>
            {status.state === 'stopped' ? t('Start') : t('Restart')}
          </Button>
        )}
        {transport === 'http' && signedIn && (
          <Button look="quiet" icon={LogOut} onClick={() => void run('mcp/signOut', { server: name })}>
            {t('Sign out')}
          </Button>
        )}
        <Button look="quiet" icon={Trash2} onClick={() => void remove()}>
          {t('Remove')}
        </Button>
      </div>
      {url !== null && status.state !== 'ready' && <SignInLink url={url} onCancel={cancelSignIn} />}
    </>
  )
}
