import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** A card that has just come under the hands of somebody typing must not take the next letter as an answer. */
const SETTLE_MS = 400

interface AnswerKeysOptions {
  card: RefObject<HTMLElement | null>
  /** On screen, unanswered and with no form open. */
  enabled: boolean
  /** Whether this card takes keys while the focus is in no card. */
  isFirst: boolean
  /** What each key does, by `event.key` in lower case. */
  keys: Readonly<Record<string, () => void>>
}

/** Answers by single keys while the focus is in the card, in the timeline or nowhere. */
export function useAnswerKeys({ card, enabled, isFirst, keys }: AnswerKeysOptions): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    if (!enabled) return
    const since = performance.now()
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return
      if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
      if (performance.now() - since < SETTLE_MS || !listensAt(event.target, card.current, isFirst)) return
      const act = latest.current[event.key.toLowerCase()]
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [card, enabled, isFirst])
}

function listensAt(target: EventTarget | null, card: HTMLElement | null, isFirst: boolean): boolean {
  if (!(target instanceof HTMLElement) || target.isContentEditable) return false
  if (target.closest('input, textarea, select, dialog, [role="menu"]')) return false
  if (document.querySelector('dialog[open]')) return false
  const focusedCard = target.closest('.approval')
  if (focusedCard) return focusedCard === card
  return isFirst && (target === document.body || target.closest('.timeline') !== null)
}
