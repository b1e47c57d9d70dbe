import type { App } from '../../state/app.ts'
import { isThreadTab, NEW_TAB } from '../../state/layout.ts'

/** Writes a file into the message of the thread in front, or of the one that is about to begin, and goes there. */
export function mentionFile({ store, drafts, actions }: App, path: string): void {
  const { active } = store.getState().layout
  if (!isThreadTab(active)) actions.newThread()
  const key = isThreadTab(active) ? active : NEW_TAB
  const before = drafts.read(key)
  drafts.write(key, `${before}${before === '' || /\s$/.test(before) ? '' : ' '}@${path} `)
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLTextAreaElement>(
      isThreadTab(active) ? `[data-pane="${CSS.escape(active)}"] .composer-field` : 'main .composer-field',
    )
    field?.focus()
    field?.setSelectionRange(field.value.length, field.value.length)
  })
}
