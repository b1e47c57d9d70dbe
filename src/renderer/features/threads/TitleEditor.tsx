import './titleEditor.css'
import { useLayoutEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useActions } from '../../state/app.ts'
import { t } from '../../ui/i18n/t.ts'

interface TitleEditorProps {
  threadId: string
  title: string
  /** With the new name, or null where it stays what it was. */
  onDone(name: string | null): void
}

/** Renames a thread in place: Enter or leaving keeps the name, Esc drops it. */
export function TitleEditor({ threadId, title, onDone }: TitleEditorProps) {
  const { rename } = useActions()
  const done = useRef(false)
  const field = useRef<HTMLInputElement>(null)
  // Once: what is typed must not be selected again when the list around it changes.
  useLayoutEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  const finish = (next: string | null) => {
    if (done.current) return
    done.current = true
    const name = next?.trim() || null
    const isNew = name !== null && name !== title
    if (isNew) void rename(threadId, name)
    onDone(isNew ? name : null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation()
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') finish(event.currentTarget.value)
    else if (event.key === 'Escape') finish(null)
  }
  return (
    <input
      className="titleEditor"
      aria-label={t('Name of the thread')}
      defaultValue={title}
      maxLength={500}
      ref={field}
      onKeyDown={onKeyDown}
      onBlur={event => finish(event.currentTarget.value)}
    />
  )
}
