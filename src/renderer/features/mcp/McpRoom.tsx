import './mcp.css'
import { Plus } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useLayoutEffect, useRef, useState } from 'react'
import type { McpServerView } from '../../../contract/mcp.ts'
import { useWatch } from '../../state/engine.ts'
import { useLookAt } from '../../state/lookAt.ts'
import { Button } from '../../ui/Button.tsx'
import { RoomHeader } from '../../ui/RoomHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { t } from '../../ui/i18n/t.ts'
import { AddServerDialog } from './AddServerDialog.tsx'
import { ServerPage } from './ServerPage.tsx'
import { DOTS, stateWord } from './words.ts'

/** The configured MCP servers as they are now, and everything that can be done with them. */
export function McpRoom() {
  const { frame, failure } = useWatch('mcp/watch', {})
  const [adding, setAdding] = useState(false)
  const [picked, setPicked] = useState<string | null>(null)
  useLookAt('server', setPicked)
  const room = useRef<HTMLDivElement>(null)
  /** The server that was just taken out. */
  const left = useRef<string | null>(null)
  const servers = frame?.servers ?? null
  const chosen = servers?.find(server => server.name === picked) ?? servers?.[0]
  const leave = (name: string) => {
    left.current = name
    setPicked(servers?.find(server => server.name !== name)?.name ?? null)
  }
  // The button that was pressed is gone with its server: the focus goes to the server that has come in its place.
  useLayoutEffect(() => {
    if (left.current === null || left.current === chosen?.name) return
    left.current = null
    room.current?.querySelector<HTMLElement>('.mcpEntry[data-state="active"], .mcpNote')?.focus()
  })
  return (
    <div ref={room} className="mcpRoom">
      <RoomHeader title={t('MCP servers')}>
        <Button icon={Plus} onClick={() => setAdding(true)}>
          {t('Add server')}
        </Button>
      </RoomHeader>
      {servers === null && failure === null && (
        <div className="mcpNote">
          <Skeleton lines={[30, 45, 35]} label={t('Loading servers')} />
        </div>
      )}
      {servers === null && failure !== null && <p className="mcpNote mcpProblem">{failure}</p>}
      {servers !== null && chosen === undefined && (
        <p className="mcpNote" tabIndex={-1}>
          {t('No servers yet. Add one, and its tools show here and are there for agents from their next turn on.')}
        </p>
      )}
      {servers !== null && chosen !== undefined && (
        <Tabs.Root className="mcpBody" orientation="vertical" value={chosen.name} onValueChange={setPicked}>
          <Tabs.List className="mcpList" aria-label={t('Servers')}>
            {servers.map(server => (
              <Entry key={server.name} server={server} />
            ))}
          </Tabs.List>
          <Tabs.Content value={chosen.name} className="mcpDetail" tabIndex={-1}>
            <ServerPage key={chosen.name} server={chosen} onRemoved={() => leave(chosen.name)} />
          </Tabs.Content>
        </Tabs.Root>
      )}
      {adding && (
        <AddServerDialog
          taken={(servers ?? []).map(({ name }) => name)}
          onAdded={setPicked}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  )
}

const Entry = ({ server }: { server: McpServerView }) => (
  <Tabs.Trigger value={server.name} className="mcpEntry">
    <StatusDot status={DOTS[server.status.state]} quiet />
    <span className="mcpEntryName truncate">{server.name}</span>
    <span className="mcpEntryState">{stateWord(server)}</span>
  </Tabs.Trigger>
)
