import { CornerUpLeft } from 'lucide-react'
import { useActions, useApp, useAppParts, useSummary, useThread } from '../../state/app.ts'
import { closeBeside } from '../../state/layout.ts'
import { titleOf } from '../../state/selectors.ts'
import { updateLayout } from '../../state/store.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Tooltip } from '../../ui/Tooltip.tsx'

/** Whose agent a thread is, and the way back there. Nothing for a thread of its own. */
export function AgentCrumb({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const { openThread, openBeside } = useActions()
  const summary = useSummary(threadId)
  const parentId = useThread(threadId, thread => thread.parentId ?? null) ?? summary?.parentId ?? null
  const origin = useThread(threadId, thread => thread.agent ?? null) ?? summary?.agent
  const parent = useSummary(parentId ?? '')
  const stands = useApp(({ layout: { active, beside } }) => (beside[active] === threadId ? active : null))
  if (parentId === null) return null
  const back = () => {
    if (stands === null) openThread(parentId)
    else if (stands === parentId) updateLayout(store, layout => closeBeside(layout, stands))
    else openBeside(parentId)
  }
  return (
    <Tooltip text={`Back to “${titleOf(parent)}”`}>
      <button type="button" className="chip agentCrumb" onClick={back}>
        <Icon of={CornerUpLeft} size={13} />
        <span className="truncate">
          {origin && origin.role !== 'default' ? `${origin.role} of` : 'agent of'} {titleOf(parent)}
        </span>
      </button>
    </Tooltip>
  )
}
