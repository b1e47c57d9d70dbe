import './dialog.css'
import { X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import { t } from './i18n/t.ts'

interface DialogProps {
  title: string
  onClose(): void
  children: ReactNode
  /** `alert` for a question that must be answered: no close button, a click beside it does nothing. */
  kind?: 'dialog' | 'alert' | 'palette'
  width?: number
}

/**
 * For what has the focus when its dialog opens. The platform looks for this attribute, which React sets on nothing:
 * it gives the focus itself, before the dialog is open.
 */
export const takeFocus = (element: HTMLElement | null) => element?.setAttribute('autofocus', '')

/**
 * A modal dialog on the platform's own element: it traps focus, makes the rest inert, closes on Esc and gives the
 * focus back to where it was.
 */
export function Dialog({ title, onClose, children, kind = 'dialog', width = 520 }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useEffect(() => {
    const element = ref.current
    const before = document.activeElement
    element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={ref}
      className={`dialog ${kind}`}
      style={{ width }}
      role={kind === 'alert' ? 'alertdialog' : undefined}
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={event => {
        if (kind !== 'alert' && event.target === ref.current) onClose()
      }}
    >
      <div className="dialogBody">
        <header className={kind === 'palette' ? 'srOnly' : 'dialogHead'}>
          <h2 id={titleId}>{title}</h2>
          {/* Without a tooltip: it would lie below the dialog, and take the Esc that is meant for it. */}
          {kind === 'dialog' && (
            <button type="button" className="iconButton" aria-label={t('Close')} onClick={onClose}>
              <Icon of={X} />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  )
}
