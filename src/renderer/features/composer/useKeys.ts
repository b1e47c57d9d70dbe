import { useEffect, useEffectEvent, useRef } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import { isPlain } from './press.ts'
import type { Press } from './press.ts'
import { newestWaiting } from './queueFocus.ts'
import type { ComposingParts } from './useComposing.ts'
import type { useStash } from './useStash.ts'
import type { useWriting } from './useWriting.ts'

interface KeyParts extends ComposingParts {
  writing: ReturnType<typeof useWriting>
  stash: ReturnType<typeof useStash>
  send(opposite: boolean): void
  goThrough(to: 'older' | 'newer'): Promise<void>
}

/** What the keys of the field do, where they do not write. */
export function useKeys(parts: KeyParts, field: RefObject<HTMLTextAreaElement | null>) {
  const { writing, stash, send, goThrough, onNextMode, onStop } = parts
  const { text, setText, earlier, completion, isAsking } = writing
  /** A key that came before what it is to choose from. */
  const early = useRef<{ text: string; press: Press } | null>(null)

  /** What a key means, or null where it only writes. */
  const meaningOf = (press: Press): (() => void) | null => {
    const { key, shiftKey, altKey, ctrlKey, metaKey } = press
    if (earlier.isSearching && (key === 'Escape' || key === 'Enter')) return () => setText(earlier.leave())
    if (ctrlKey && !altKey && !metaKey && key.toLowerCase() === 'r') return () => earlier.search(text)
    if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 's') return stash.toggle
    if (key === 'Tab' && shiftKey && !ctrlKey && onNextMode) return onNextMode
    if (key === 'Enter' && !shiftKey && !altKey) return () => send(metaKey || ctrlKey)
    if (key === 'Escape' && onStop) return onStop
    if (!isPlain(press) || earlier.isSearching) return null
    const waiting = key === 'ArrowUp' && text === '' && field.current ? newestWaiting(field.current) : null
    if (waiting) return () => waiting.focus()
    const { atStart, atEnd } = endsOf(field.current)
    const isWalking = earlier.isWalking(text)
    if (key === 'ArrowUp' && (atStart || (isWalking && atEnd))) return () => void goThrough('older')
    return key === 'ArrowDown' && isWalking && (atStart || atEnd) ? () => void goThrough('newer') : null
  }

  /** Whether the key meant anything. */
  const act = (press: Press): boolean => {
    const isLeaving = earlier.isSearching && press.key === 'Escape'
    if (isAsking && isPlain(press) && (press.key === 'Enter' || press.key === 'Tab')) {
      early.current = { text, press }
      return true
    }
    if (!isLeaving && completion.onKeyDown(press)) {
      field.current?.focus()
      return true
    }
    const meant = meaningOf(press)
    meant?.()
    return meant !== null
  }

  const actOn = useEffectEvent(act)
  useEffect(() => {
    const { current } = early
    // Who writes on after it means something else by then.
    if (current?.text !== text) early.current = null
    else if (!isAsking) {
      early.current = null
      actOn(current.press)
    }
  }, [text, isAsking])

  return (event: KeyboardEvent) => {
    // 229: the key belongs to an input method, also where the composition has just ended.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event
    if (!act({ key, shiftKey, altKey, ctrlKey, metaKey })) return
    event.preventDefault()
    event.stopPropagation()
  }
}

/** Whether the caret stands at one end of the text, with nothing selected. */
function endsOf(field: HTMLTextAreaElement | null) {
  const { selectionStart = 0, selectionEnd = 0, value = '' } = field ?? {}
  const isCaret = selectionStart === selectionEnd
  return { atStart: isCaret && selectionStart === 0, atEnd: isCaret && selectionEnd === value.length }
}
