import { useEffect, useRef, useState } from 'react'
import { isDialogOpen } from '../../ui/Dialog.tsx'

/** A card that has just come under the hands of somebody typing must not take the next letter as an answer. */
const SETTLE_MS = 400

interface AnswerKeysOptions {
  /** On screen, unanswered and with no form open. */
  enabled: boolean
  /** Whether a key pressed there is meant for this card. */
  listensAt(target: HTMLElement): boolean
  /** What each key does, by `event.key` in lower case. */
  keys: Readonly<Record<string, () => void>>
}

/** Answers by single keys, wherever the card listens. Tells whether the keys work by now. */
export function useAnswerKeys({ enabled, listensAt, keys }: AnswerKeysOptions): boolean {
  const latest = useRef({ listensAt, keys })
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    latest.current = { listensAt, keys }
  })
  useEffect(() => {
    if (!enabled) return
    const timer = setTimeout(() => setSettled(true), SETTLE_MS)
    return () => {
      clearTimeout(timer)
      setSettled(false)
    }
  }, [enabled])
  const listens = enabled && settled
  useEffect(() => {
    if (!listens) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return
      if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
      if (!isFree(event.target) || !latest.current.listensAt(event.target)) return
      const act = latest.current.keys[event.key.toLowerCase()]
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [listens])
  return listens
}

/** Nothing else takes letters there. */
function isFree(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement) || target.isContentEditable) return false
  if (target.closest('input, textarea, select, dialog, [role="menu"]')) return false
  return !isDialogOpen()
}
