import './rightPanel.css'
import { X } from 'lucide-react'
import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'
import { AgentsPane } from '../features/agents/index.ts'
import { ChangesPane } from '../features/changes/index.ts'
import { ContextPane } from '../features/context/index.ts'
import { LogPane } from '../features/log/index.ts'
import { PlanPane } from '../features/plan/index.ts'
import { TerminalsPane } from '../features/terminals/index.ts'
import { useApp, useAppParts, useSummary } from '../state/app.ts'
import { PANELS } from '../state/layout.ts'
import type { PanelName } from '../state/layout.ts'
import { updateLayout } from '../state/store.ts'
import { IconButton } from '../ui/Button.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { t } from '../ui/i18n/t.ts'

const PANES: Readonly<Record<PanelName, { name: string; Pane(props: { threadId: string }): ReactNode }>> = {
  plan: { name: t('Plan'), Pane: PlanPane },
  agents: { name: t('Agents'), Pane: AgentsPane },
  changes: { name: t('Changes'), Pane: ChangesPane },
  terminal: { name: t('Terminal'), Pane: TerminalsPane },
  context: { name: t('Context'), Pane: ContextPane },
  log: { name: t('Log'), Pane: LogPane },
}

interface RightPanelProps {
  threadId: string
  floats: boolean
  onClose(): void
}

/** What stands beside a thread. On small windows it lies over it. */
export function RightPanel({ threadId, floats, onClose }: RightPanelProps) {
  const { store } = useAppParts()
  const panel = useApp(state => state.layout.panelTab)
  const { Pane } = PANES[panel]
  return (
    <Tabs.Root
      asChild
      value={panel}
      onValueChange={name => updateLayout(store, layout => ({ ...layout, panelTab: name as PanelName }))}
    >
      <aside
        className={floats ? 'panel floats' : 'panel'}
        aria-label={t('Panel')}
        data-region="panel"
        onKeyDown={event => {
          if (!floats || event.key !== 'Escape') return
          event.stopPropagation()
          onClose()
        }}
      >
        <div className="panelHead">
          <Tabs.List className="panelTabs" aria-label={t('Panel')}>
            {PANELS.map(name => (
              <Tabs.Trigger key={name} value={name} className="panelTab">
                {PANES[name].name}
                {name === 'agents' && <AgentsWait threadId={threadId} />}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          {floats && <IconButton icon={X} label={t('Close panel')} onClick={onClose} />}
        </div>
        <Tabs.Content value={panel} className="panelBody" tabIndex={-1}>
          <Pane threadId={threadId} />
        </Tabs.Content>
      </aside>
    </Tabs.Root>
  )
}

/** An agent of this thread waits for a person. */
function AgentsWait({ threadId }: { threadId: string }) {
  const waits = (useSummary(threadId)?.waitingBelow ?? 0) > 0
  return waits ? <StatusDot status="waiting" /> : null
}
