import './queuedMessages.css'
import { ArrowUp, CornerRightUp, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { textOf } from '../../../core/thread/items.ts'
import type { QueuedInput } from '../../../core/thread/thread.ts'
import { useActions, useThread } from '../../state/app.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { defused } from '../../ui/hiddenText.ts'

/** Messages that no turn has read yet, oldest first. */
export function QueuedMessages({ threadId }: { threadId: string }) {
  const inbox = useThread(threadId, thread => thread.inbox)
  if (!inbox || inbox.length === 0) return null
  return (
    <ol className="queued" aria-label="Messages not read yet">
      {inbox.map((input, index) => (
        <Queued key={input.id} threadId={threadId} input={input} before={queuedAhead(inbox, index)} />
      ))}
    </ol>
  )
}

interface QueuedProps {
  threadId: string
  input: QueuedInput
  /** The message whose place it can take. */
  before: string | null
}

function Queued({ threadId, input, before }: QueuedProps) {
  const { editInput, redirectInput, moveInput, removeInput } = useActions()
  const [editing, setEditing] = useState(false)
  const images = input.content.filter(part => part.type === 'input_image').length
  const text = textOf(input.content)
  if (editing) {
    const save = (next: string) => {
      setEditing(false)
      if (next !== text) void editInput(threadId, input.id, next)
    }
    return (
      <li className="queued-row">
        <Editor text={text} onSave={save} onCancel={() => setEditing(false)} />
      </li>
    )
  }
  return (
    <li className="queued-row">
      <div className="queued-bubble">
        <p className="queued-text">{defused(text) || (images === 1 ? 'An image' : `${images} images`)}</p>
        <div className="queued-foot">
          <span className="queued-state">
            {input.delivery === 'steer' ? 'Read at the next step' : 'Queued for the next turn'}
          </span>
          {input.delivery === 'queue' && (
            <IconButton
              icon={CornerRightUp}
              label="Send now"
              className="small"
              size={13}
              onClick={() => void redirectInput(threadId, input.id, 'steer')}
            />
          )}
          {before !== null && (
            <IconButton
              icon={ArrowUp}
              label="Move up"
              className="small"
              size={13}
              onClick={() => void moveInput(threadId, input.id, before)}
            />
          )}
          {/* Images cannot be edited as text, and saving would lose them. */}
          {images === 0 && (
            <IconButton icon={Pencil} label="Edit" className="small" size={13} onClick={() => setEditing(true)} />
          )}
          <IconButton
            icon={X}
            label="Remove"
            className="small"
            size={13}
            onClick={() => void removeInput(threadId, input.id)}
          />
        </div>
      </div>
    </li>
  )
}

/** The message before it where both wait for a turn. Steers go first whatever their order. */
function queuedAhead(inbox: readonly QueuedInput[], index: number): string | null {
  const ahead = inbox[index - 1]
  return ahead?.delivery === 'queue' && inbox[index]?.delivery === 'queue' ? ahead.id : null
}

function Editor({ text, onSave, onCancel }: { text: string; onSave(text: string): void; onCancel(): void }) {
  const [draft, setDraft] = useState(text)
  const isEmpty = draft.trim() === ''
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey) {
      if (!isEmpty) onSave(draft.trim())
    } else if (event.key === 'Escape') onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="queued-bubble queued-editor">
      <textarea
        aria-label="Edit the message"
        autoFocus
        rows={Math.min(8, draft.split('\n').length)}
        value={draft}
        onChange={event => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="queued-foot">
        <Button look="quiet" chord="esc" onClick={onCancel}>
          Cancel
        </Button>
        <Button look="line" chord="enter" disabled={isEmpty} onClick={() => onSave(draft.trim())}>
          Save
        </Button>
      </div>
    </div>
  )
}
