import './queuedMessages.css'
import { ArrowUp, CornerRightUp, Pencil, X } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { typedOf } from '../../../core/prompts/message.ts'
import { textOf } from '../../../core/thread/items.ts'
import type { QueuedInput } from '../../../core/thread/thread.ts'
import { textContent } from '../../state/actions.ts'
import { useActions, useAppParts, useThread } from '../../state/app.ts'
import { addNotice } from '../../state/store.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { defused } from '../../ui/hiddenText.ts'
import { chordLabel } from '../../ui/platform.ts'
import { focusBeside, focusField } from './queueFocus.ts'
import { t, tn } from '../../ui/i18n/t.ts'

/** Messages that no turn has read yet, oldest first. */
export function QueuedMessages({ threadId }: { threadId: string }) {
  const inbox = useThread(threadId, thread => thread.inbox)
  if (!inbox || inbox.length === 0) return null
  return (
    <ol className="queued" aria-label={t('Messages not read yet')}>
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
  const { editInput, redirectInput, moveInput, removeInput, send } = useActions()
  const { store } = useAppParts()
  const [editing, setEditing] = useState(false)
  const row = useRef<HTMLLIElement>(null)
  const pictures = input.content.filter(part => part.type === 'input_image')
  const images = pictures.length
  const text = textOf(input.content)

  // Read, sent or removed: the focus does not go with it.
  useLayoutEffect(() => {
    const element = row.current
    return () => {
      if (element?.contains(document.activeElement)) focusField(element)
    }
  }, [])

  const stopEditing = () => {
    setEditing(false)
    row.current?.focus()
  }
  const save = (next: string) => {
    stopEditing()
    if (next !== text) void editInput(threadId, input.id, [...textContent(next), ...pictures])
  }
  const edit = () => setEditing(true)
  const sendNow = input.delivery === 'queue' ? () => void redirectInput(threadId, input.id, 'steer') : null
  const moveUp = before === null ? null : () => void moveInput(threadId, input.id, before)
  const remove = async () => {
    if (!(await removeInput(threadId, input.id))) return
    const undo = () => void send(threadId, input.content, input.delivery)
    addNotice(store, 'info', t('Took a message out of the queue.'), { name: t('Undo'), run: undo })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== row.current) return
    const act = actionFor(event, { edit, sendNow, moveUp, remove: () => void remove() })
    if (!act) return
    act()
    event.preventDefault()
    event.stopPropagation()
  }

  if (editing) {
    return (
      <li className="queued-row" ref={row} tabIndex={-1}>
        <Editor text={text} onSave={save} onCancel={stopEditing} />
      </li>
    )
  }
  return (
    <li className="queued-row" ref={row} tabIndex={-1} onKeyDown={onKeyDown}>
      <div className="queued-bubble">
        <p className="queued-text">{defused(typedOf(input.content)) || tn(images, 'An image', '{n} images')}</p>
        <div className="queued-foot">
          <span className="queued-state">
            {input.delivery === 'steer' ? t('Read at the next step') : t('Queued for the next turn')}
          </span>
          {sendNow && <QueueButton icon={CornerRightUp} label={t('Send now')} chord="mod+enter" onClick={sendNow} />}
          {moveUp && <QueueButton icon={ArrowUp} label={t('Move up')} chord="shift+arrowup" onClick={moveUp} />}
          <QueueButton icon={Pencil} label={t('Edit')} chord="enter" onClick={edit} />
          <QueueButton icon={X} label={t('Remove')} chord="del" onClick={() => void remove()} />
        </div>
        <p className="queued-keys" aria-hidden>
          {[
            t('{key} edit', { key: chordLabel('enter') }),
            sendNow && t('{key} send now', { key: chordLabel('mod+enter') }),
            moveUp && t('{key} move up', { key: chordLabel('shift+arrowup') }),
            t('{key} remove', { key: chordLabel('del') }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
    </li>
  )
}

const QueueButton = (props: { icon: LucideIcon; label: string; chord: string; onClick(): void }) => (
  <IconButton className="small" size={13} {...props} />
)

type Action = (() => void) | null

/** What a key does on a waiting message that has the focus. */
function actionFor(event: KeyboardEvent, can: Record<'edit' | 'sendNow' | 'moveUp' | 'remove', Action>): Action {
  const row = event.currentTarget
  const { key, shiftKey, altKey } = event
  if (altKey) return null
  if (key === 'Enter') return event.metaKey || event.ctrlKey ? can.sendNow : can.edit
  if (key === 'ArrowUp') return shiftKey ? can.moveUp : () => focusBeside(row, 'before')
  if (key === 'ArrowDown') return () => focusBeside(row, 'after')
  if (key === 'Delete' || key === 'Backspace') return can.remove
  return key === 'Escape' ? () => focusField(row) : null
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
        aria-label={t('Edit the message')}
        autoFocus
        rows={Math.min(8, draft.split('\n').length)}
        value={draft}
        onChange={event => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="queued-foot">
        <Button look="quiet" chord="esc" onClick={onCancel}>
          {t('Cancel')}
        </Button>
        <Button look="line" chord="enter" disabled={isEmpty} onClick={() => onSave(draft.trim())}>
          {t('Save')}
        </Button>
      </div>
    </div>
  )
}
