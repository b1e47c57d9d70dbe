import type { ThreadSummary } from '../../../contract/schemas.ts'
import { useActions, useAppParts } from '../../state/app.ts'
import { closePane } from '../../state/layout.ts'
import { titleOf } from '../../state/selectors.ts'
import { addNotice, updateLayout } from '../../state/store.ts'
import { useCommand } from '../../state/useCommand.ts'
import { t } from '../../ui/i18n/t.ts'

/** What is done with a thread as a whole. What the engine refuses is said. */
export function useThreadActions(thread: ThreadSummary) {
  const { store } = useAppParts()
  const { openThread } = useActions()
  const run = useCommand()
  const threadIds = [thread.id]
  const restore = async () => {
    if (await run('trash/restore', { threadIds })) openThread(thread.id)
  }
  return {
    pin: () => void run('session/pin', { threadIds, pinned: !thread.pinned }),
    async fork() {
      const forked = await run('thread/fork', { commandId: crypto.randomUUID(), threadId: thread.id })
      if (forked) openThread(forked.threadId)
    },
    /** Into the trash, from where a notice brings it back. */
    async remove() {
      const done = await run('session/trash', { threadIds })
      const refusal = done?.refused[0]
      if (refusal) return addNotice(store, 'error', refusal.message)
      if (!done) return
      updateLayout(store, layout => closePane(layout, thread.id))
      addNotice(store, 'info', t('“{title}” is in the trash.', { title: titleOf(thread) }), {
        name: t('Undo'),
        run: () => void restore(),
      })
    },
  }
}
