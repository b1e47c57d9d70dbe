import { Quote } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RefObject } from 'react'
import { useAppParts } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { t } from '../../ui/i18n/t.ts'

interface Chosen {
  text: string
  top: number
  left: number
}

/** Offers to take what is selected in the timeline into the message; by the key `q` as well. */
export function QuoteButton({ threadId, scroller }: { threadId: string; scroller: RefObject<HTMLElement | null> }) {
  const app = useAppParts()
  const [chosen, setChosen] = useState<Chosen | null>(null)

  useEffect(() => {
    const element = scroller.current
    const stop = new AbortController()
    const look = () => setChosen(selectedIn(element))
    const onKeyDown = (event: KeyboardEvent) => {
      const found = event.key === 'q' && !event.ctrlKey && !event.metaKey && !event.altKey && selectedIn(element)
      if (!found || isWriting(event.target)) return
      event.preventDefault()
      quote(app, threadId, found.text)
    }
    document.addEventListener('selectionchange', look, { signal: stop.signal })
    document.addEventListener('keydown', onKeyDown, { signal: stop.signal })
    window.addEventListener('resize', look, { signal: stop.signal })
    element?.addEventListener('scroll', look, { signal: stop.signal, passive: true })
    return () => stop.abort()
  }, [app, threadId, scroller])

  return (
    chosen && (
      <button
        type="button"
        className="timeline-quote"
        style={{ top: chosen.top, left: chosen.left }}
        aria-keyshortcuts="q"
        // The press would take the selection away before the click.
        onMouseDown={event => event.preventDefault()}
        onClick={() => quote(app, threadId, chosen.text)}
      >
        <Icon of={Quote} size={13} />
        {t('Quote')}
        <Kbd chord="q" />
      </button>
    )
  )
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null

const BUTTON_PX = 34

/** What is selected in the element and where it ends, in its coordinates; null for nothing, or for somewhere else. */
function selectedIn(element: HTMLElement | null): Chosen | null {
  const selection = getSelection()
  // Where it begins is known at no cost; all else that a selection tells lays the page out first.
  if (!element || !selection || !element.contains(selection.anchorNode) || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  if (!element.contains(range.commonAncestorContainer)) return null
  const text = selection.toString().trim()
  if (text === '') return null
  const [frame, end] = [element.getBoundingClientRect(), range.getBoundingClientRect()]
  const top = end.bottom - frame.top + 6
  return {
    text,
    top: Math.max(4, Math.min(top, frame.height - BUTTON_PX)),
    left: Math.max(8, Math.min(end.left - frame.left, frame.width - 110)),
  }
}

/** Puts the text before the cursor of whoever answers it, as a quotation. */
function quote({ drafts }: App, threadId: string, text: string): void {
  const before = drafts.read(threadId).trimEnd()
  const quoted = text.split(/\r?\n/).map(line => `> ${line}`.trimEnd())
  drafts.write(threadId, `${before === '' ? '' : `${before}\n\n`}${quoted.join('\n')}\n\n`)
  getSelection()?.removeAllRanges()
  // The field has the text with its next drawing.
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLTextAreaElement>(`[data-pane="${CSS.escape(threadId)}"] .composer-field`)
    field?.focus()
    field?.setSelectionRange(field.value.length, field.value.length)
  })
}
