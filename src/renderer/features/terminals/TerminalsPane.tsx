import './terminalsPane.css'
import { Plus } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useRef, useState } from 'react'
import { useApp, useAppParts } from '../../state/app.ts'
import { useWatch } from '../../state/engine.ts'
import { useCommand } from '../../state/useCommand.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { PaneEmpty } from '../../ui/Pane.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { entriesOf, exitCodeOf } from './entries.ts'
import type { TerminalEntry } from './entries.ts'
import { TerminalView } from './TerminalView.tsx'
import { useAsked } from './useAsked.ts'

/** What a thread's agent left running, and the person's own shells in its folder. */
export function TerminalsPane({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const { frame, failure } = useWatch('terminals/watch', { threadId })
  const chosen = useApp(state => state.terminals.chosen[threadId])
  const [rang, setRang] = useState<readonly string[]>([])
  const command = useCommand()
  const choose = (id: string) => {
    store.setState(({ terminals }) => ({
      terminals: { ...terminals, chosen: { ...terminals.chosen, [threadId]: id } },
    }))
    setRang(before => before.filter(other => other !== id))
  }
  const open = async () => {
    const opened = await command('shell/open', { threadId })
    if (!opened) return
    choose(`shell:${opened.shell.shellId}`)
    store.setState(({ terminals }) => ({ terminals: { ...terminals, asked: true } }))
  }

  if (failure !== null) return <PaneEmpty>{failure}</PaneEmpty>
  if (!frame) return <Skeleton lines={[60, 100, 80]} label={t('Loading terminals')} />
  const entries = entriesOf(frame)
  const shown = entries.find(({ id }) => id === chosen) ?? entries[0]
  if (!shown) return <Nothing canOpen={frame.canOpen} onOpen={() => void open()} />
  const ring = () => {
    if (document.hidden || !document.hasFocus()) setRang(before => [...new Set([...before, shown.id])])
  }
  return (
    <Tabs.Root className="terminals" value={shown.id} onValueChange={choose}>
      <div className="terminalsHead">
        <Tabs.List className="terminalTabs" aria-label={t('Terminals')}>
          {entries.map(entry => (
            <Tabs.Trigger key={entry.id} value={entry.id} className="terminalTab" title={titleOf(entry)}>
              <StatusDot status={statusOf(entry)} quiet />
              <span className="truncate">
                <VisibleText text={entry.name} />
              </span>
              {rang.includes(entry.id) && <span className="terminalRang" role="img" aria-label={t('The bell rang')} />}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {frame.canOpen && <IconButton icon={Plus} label={t('New shell')} onClick={() => void open()} />}
      </div>
      <Tabs.Content value={shown.id} className="terminalBody" tabIndex={-1}>
        <TerminalView key={shown.id} entry={shown} onBell={ring} />
      </Tabs.Content>
    </Tabs.Root>
  )
}

function Nothing({ canOpen, onOpen }: { canOpen: boolean; onOpen(): void }) {
  const button = useRef<HTMLButtonElement>(null)
  useAsked(() => button.current?.focus())
  return (
    <div className="terminalsNone">
      <PaneEmpty>{t('Commands that the agent leaves running, a server for example, show here.')}</PaneEmpty>
      {canOpen && (
        <>
          <Button ref={button} icon={Plus} onClick={onOpen}>
            {t('New shell')}
          </Button>
          <p className="terminalFacts">
            {t('A shell of your own in the folder of this thread: not sandboxed, and out of reach of agents.')}
          </p>
        </>
      )}
    </div>
  )
}

const titleOf = (entry: TerminalEntry): string =>
  entry.kind === 'agent' ? entry.terminal.command : `${entry.shell.name}: ${entry.shell.cwd}`

function statusOf(entry: TerminalEntry) {
  const code = exitCodeOf(entry)
  return code === null ? 'running' : code === 0 ? 'idle' : 'failed'
}
