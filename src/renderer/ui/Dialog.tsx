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

/** Whether a dialog is open, which keeps the keys of the page away. */
export const isDialogOpen = (): boolean => document.querySelector('dialog[open], dialog:popover-open') !== null

/**
 * A modal dialog on the platform's own element: it traps focus, makes the rest inert, closes on Esc and gives the
 * focus back to where it was. A palette covers the rest instead: making it inert styles the whole page anew, which
 * takes longer than the key that opens it may.
 */
export function Dialog({ title, onClose, children, kind = 'dialog', width = 520 }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useEffect(() => {
    const element = ref.current
    const before = document.activeElement
    const leave = element && kind === 'palette' ? showOver(element) : null
    if (!leave) element?.showModal()
    return () => {
      if (leave) leave()
      else element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [kind])

  const isPalette = kind === 'palette'
  return (
    <dialog
      ref={ref}
      className={isPalette ? 'dialog cover' : 'dialog'}
      style={isPalette ? undefined : { width }}
      popover={isPalette ? 'manual' : undefined}
      aria-modal={isPalette || undefined}
      role={kind === 'alert' ? 'alertdialog' : undefined}
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onKeyDown={event => {
        // Its field is all that takes the focus.
        if (isPalette && event.key === 'Tab') event.preventDefault()
        if (!isPalette || event.key !== 'Escape' || event.nativeEvent.isComposing) return
        event.preventDefault()
        onClose()
      }}
      onPointerDown={event => {
        if (kind !== 'alert' && event.target === ref.current) onClose()
      }}
    >
      <div className="dialogBody" style={isPalette ? { width } : undefined}>
        <header className={isPalette ? 'srOnly' : 'dialogHead'}>
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

/** Shows it over all else, where the focus stays. Returns the way back. */
function showOver(element: HTMLElement): () => void {
  const keep = ({ target }: FocusEvent) => {
    if (!(target instanceof Node) || !element.contains(target))
      element.querySelector<HTMLElement>('[autofocus]')?.focus()
  }
  element.showPopover()
  document.addEventListener('focusin', keep)
  return () => {
    document.removeEventListener('focusin', keep)
    element.hidePopover()
  }
}
