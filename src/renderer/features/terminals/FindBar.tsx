import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import type { FindDirection } from './screen.ts'

interface FindBarProps {
  /** Whether something was found. */
  find(text: string, direction: FindDirection): boolean
  onClose(): void
}

/** The search in a terminal, what has scrolled away included. */
export function FindBar({ find, onClose }: FindBarProps) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [isFound, setFound] = useState(true)
  useEffect(() => input.current?.focus(), [])
  const look = (wanted: string, direction: FindDirection) => setFound(wanted === '' || find(wanted, direction))
  return (
    <div className="terminalFind" role="search">
      <input
        className="textInput"
        ref={input}
        aria-label={t('Find in this terminal')}
        placeholder={t('Find')}
        value={text}
        onChange={event => {
          setText(event.target.value)
          look(event.target.value, 'newest')
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') onClose()
          else if (event.key === 'Enter') look(text, event.shiftKey ? 'next' : 'previous')
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <span className="terminalFacts" role="status">
        {isFound ? '' : t('Not found')}
      </span>
      <IconButton icon={ChevronUp} label={t('Previous match')} onClick={() => look(text, 'previous')} />
      <IconButton icon={ChevronDown} label={t('Next match')} onClick={() => look(text, 'next')} />
      <IconButton icon={X} label={t('Close')} onClick={onClose} />
    </div>
  )
}
