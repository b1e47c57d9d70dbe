import { useState } from 'react'
import { useApp } from '../../state/app.ts'
import { AnsiText } from '../../ui/AnsiText.tsx'
import { marksOf, wordsOf } from '../../ui/wordMarks.ts'

const SHOWN_LINES = 20

interface OutputProps {
  text: string
  /** Which end stays in view while folded: errors stand last. */
  keep?: 'start' | 'end'
  label?: string
}

/** What a command printed: twenty lines, and all of them when asked for. */
export function OutputBlock({ text, keep = 'start', label = 'Output' }: OutputProps) {
  const [opened, setOpened] = useState<boolean | null>(null)
  const lines = text.replace(/\s+$/, '').split('\n')
  const hidden = lines.length - SHOWN_LINES
  // What is searched for is never kept folded away.
  const sought = useApp(({ find }) => (hidden > 0 && find ? marksOf(text, wordsOf(find.text)).length > 0 : false))
  const all = opened ?? sought
  const folded = !all && hidden > 0
  const shown = !folded ? lines : keep === 'start' ? lines.slice(0, SHOWN_LINES) : lines.slice(-SHOWN_LINES)
  const more = hidden > 0 && (
    <button type="button" className="timeline-more" aria-expanded={all} onClick={() => setOpened(!all)}>
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
