import { Minimize2 } from 'lucide-react'
import { statusOf } from '../state/agents.ts'
import { useApp, useAppParts, useSummary } from '../state/app.ts'
import { openTab, updateFront } from '../state/layout.ts'
import { titleOf } from '../state/selectors.ts'
import { updateLayout } from '../state/store.ts'
import { panesOf, toggleMaximised } from '../state/tab.ts'
import type { Tab } from '../state/tab.ts'
import { Button } from '../ui/Button.tsx'
import { t } from '../ui/i18n/t.ts'
import { StatusDot } from '../ui/StatusDot.tsx'

/** The panes of a tab by name, where only the one in focus is shown. */
export function PaneSwitcher({ tab }: { tab: Tab }) {
  const { store } = useAppParts()
  return (
    <nav className="paneSwitcher" aria-label={t('Panes of this tab')}>
      {panesOf(tab).map(id => (
        <PaneName key={id} threadId={id} />
      ))}
      {tab.maximised && (
        <Button
          look="quiet"
          icon={Minimize2}
          onClick={() => updateLayout(store, layout => updateFront(layout, toggleMaximised))}
        >
          {t('Show all panes')}
        </Button>
      )}
    </nav>
  )
}

function PaneName({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const summary = useSummary(threadId)
  const active = useApp(({ layout }) => layout.active === threadId)
  return (
    <button
      type="button"
      className="paneName"
      aria-current={active ? 'true' : undefined}
      title={titleOf(summary)}
      onClick={() => updateLayout(store, layout => openTab(layout, threadId))}
    >
      <StatusDot status={summary ? statusOf(summary) : 'idle'} />
      <span className="truncate">{titleOf(summary)}</span>
    </button>
  )
}
