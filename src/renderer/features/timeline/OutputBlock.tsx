import { useState } from 'react'
import { AnsiText } from '../../ui/AnsiText.tsx'

const SHOWN_LINES = 20

interface OutputProps {
  text: string
  /** Which end stays in view while folded: errors stand last. */
  keep?: 'start' | 'end'
  label?: string
}

/** What a command printed: twenty lines, and all of them when asked for. */
export function OutputBlock({ text, keep = 'start', label = 'Output' }: OutputProps) {
  const [all, setAll] = useState(false)
  const lines = text.replace(/\s+$/, '').split('\n')
  const hidden = lines.length - SHOWN_LINES
  const folded = !all && hidden > 0
  const shown = !folded ? lines : keep === 'start' ? lines.slice(0, SHOWN_LINES) : lines.slice(-SHOWN_LINES)
  const more = hidden > 0 && (
    <button type="button" className="timeline-more" aria-expanded={all} onClick={() => setAll(!all)}>
      {all ? 'Show less' : `Show all ${lines.length} lines`}
    </button>
  )
  return (
    <div className="timeline-output">
      {keep === 'end' && more}
      <pre className={all ? 'timeline-outputText all' : 'timeline-outputText'} tabIndex={0} aria-label={label}>
        <AnsiText text={shown.join('\n')} />
      </pre>
      {keep === 'start' && more}
    </div>
  )
}
