import './toast.css'
import { X } from 'lucide-react'
import { Button, IconButton } from './Button.tsx'

export interface ToastMessage {
  id: string
  level: 'info' | 'error'
  text: string
  action?: { name: string; run(): void }
}

/** Short messages in a corner. Errors stay until dismissed; both are read aloud. */
export function Toasts({ messages, onDismiss }: { messages: readonly ToastMessage[]; onDismiss(id: string): void }) {
  return (
    <div className="toasts" role="status" aria-live="polite">
      {messages.map(message => (
        <div key={message.id} className={`toast ${message.level}`}>
          <span className="toastText">{message.text}</span>
          {message.action && (
            <Button
              look="line"
              className="toastAction"
              onClick={() => {
                onDismiss(message.id)
                message.action?.run()
              }}
            >
              {message.action.name}
            </Button>
          )}
          <IconButton icon={X} label="Dismiss" className="small" size={13} onClick={() => onDismiss(message.id)} />
        </div>
      ))}
    </div>
  )
}
