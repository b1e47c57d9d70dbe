import { CornerUpLeft } from 'lucide-react'
import { useActions, useSummary, useThread } from '../../state/app.ts'
import { titleOf } from '../../state/selectors.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Tooltip } from '../../ui/Tooltip.tsx'
import { t } from '../../ui/i18n/t.ts'

/** Whose agent a thread is, and the way back there. Nothing for a thread of its own. */
export function AgentCrumb({ threadId }: { threadId: string }) {
  const { openInTree } = useActions()
  const summary = useSummary(threadId)
  const parentId = useThread(threadId, thread => thread.parentId ?? null) ?? summary?.parentId ?? null
  const origin = useThread(threadId, thread => thread.agent ?? null) ?? summary?.agent
  const parent = useSummary(parentId ?? '')
  if (parentId === null) return null
  const back = () => openInTree({ threadId: parentId, parentId: parent?.parentId ?? null })
  return (
    <Tooltip text={t('Back to “{title}”', { title: titleOf(parent) })}>
      <button type="button" className="chip agentCrumb" onClick={back}>
        <Icon of={CornerUpLeft} size={13} />
        <span className="truncate">
          {origin && origin.role !== 'default'
            ? t('{role} of {title}', { role: origin.role, title: titleOf(parent) })
            : t('agent of {title}', { title: titleOf(parent) })}
        </span>
      </button>
    </Tooltip>
  )
}
