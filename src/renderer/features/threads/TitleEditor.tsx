import './titleEditor.css'
import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useActions } from '../../state/app.ts'

/** Renames a thread in place: Enter or leaving keeps the name, Esc drops it. */
export function TitleEditor({ threadId, title, onDone }: { threadId: string; title: string; onDone(): void }) {
  const { rename } = useActions()
  const done = useRef(false)
  const finish = (next: string | null) => {
    if (done.current) return
    done.current = true
    const name = next?.trim()
    if (name && name !== title) void rename(threadId, name)
    onDone()
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
      aria-label="Name of the thread"
      defaultValue={title}
      maxLength={500}
      ref={element => {
        element?.focus()
        element?.select()
      }}
      onKeyDown={onKeyDown}
      onBlur={event => finish(event.currentTarget.value)}
    />
  )
}
