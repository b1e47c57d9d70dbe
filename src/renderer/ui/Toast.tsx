import './toast.css'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './Button.tsx'
import { t } from './i18n/t.ts'

export interface ToastMessage {
  id: string
  level: 'info' | 'error'
  text: string
  action?: { name: string; run(): void }
}

/** How long a message stays that is no error; longer where there is something to do about it. */
const STAYS_MS = 6000
const STAYS_WITH_ACTION_MS = 15_000

/** Short messages in a corner. Errors stay until dismissed; both are read aloud. `onDismiss` keeps its identity. */
export function Toasts({ messages, onDismiss }: { messages: readonly ToastMessage[]; onDismiss(id: string): void }) {
  return (
    <div className="toasts" role="status" aria-live="polite" data-region="toasts">
      {messages.map(message => (
        <Toast key={message.id} message={message} onDismiss={onDismiss} />
      ))}
    </div>
  )
}

function Toast({ message, onDismiss }: { message: ToastMessage; onDismiss(id: string): void }) {
  const { id, level, text, action } = message
  // Nothing goes away under the pointer or the focus.
  const [held, setHeld] = useState(false)
  const staysMs = action ? STAYS_WITH_ACTION_MS : STAYS_MS
  useEffect(() => {
    if (level === 'error' || held) return
    const timer = setTimeout(() => onDismiss(id), staysMs)
    return () => clearTimeout(timer)
  }, [id, level, held, staysMs, onDismiss])
  const act = () => {
    onDismiss(id)
    action?.run()
  }
  return (
    <div
      className={`toast ${level}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className="toastText">{text}</span>
      {action && (
        <Button className="toastAction" onClick={act}>
          {action.name}
        </Button>
      )}
      <IconButton icon={X} label={t('Dismiss')} className="small" size={13} onClick={() => onDismiss(id)} />
    </div>
  )
}
